"""Simulated time for whoever tests a definition: see docs/testing.md. No framework is needed."""

from workflow.testing.records import Firing, Message
from workflow.testing.simulation import Simulation

__all__ = ["Firing", "Message", "Simulation"]
