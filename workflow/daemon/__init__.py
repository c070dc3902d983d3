"""The process that keeps deadlines: it wakes when something is due, fires it, and sends."""

from workflow.daemon.process import run

__all__ = ["run"]
