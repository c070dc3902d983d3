"""The command line: parses, asks the service, prints. Nothing else in the package prints."""

from workflow.cli.program import main

__all__ = ["main"]
