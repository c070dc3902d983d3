"""Simulated time for whoever tests a definition: see docs/testing.md. No framework is needed."""

from workflow.service.simulated.firings import Firing
from workflow.testing.messages import Message
from workflow.testing.simulation import Simulation

__all__ = ["Firing", "Message", "Simulation"]
