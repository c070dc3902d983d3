"""Deciding what a definition promises, on every way a case can take. Pure: nothing is run.

A case is walked through all the situations it can come to: whoever acts, with whatever data, every
clock free to fire whenever it may run. Data and counts are told apart only as far as a condition
does. What is walked is never less than what can happen, so what holds there is proved. What is
found broken there may yet be impossible, for a reason that is not looked at (windows, who is on
duty): so ``service.simulated`` replays it on the engine before anybody is told.
"""

from workflow.proving.deciding import MOST_SITUATIONS, decide
from workflow.proving.onward import Onward
from workflow.proving.past import Past
from workflow.proving.proof import Done, Proof
from workflow.proving.reopening import reopened
from workflow.proving.search import Verdict

__all__ = [
    "MOST_SITUATIONS",
    "Done",
    "Onward",
    "Past",
    "Proof",
    "Verdict",
    "decide",
    "reopened",
]
