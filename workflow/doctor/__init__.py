"""How things stand: a list of small checks, each of which says what it found and what mends it.

It stands above the parts it looks at, and reads only.
"""

from workflow.doctor.diagnosis import Diagnosis, State
from workflow.doctor.examining import examine
from workflow.doctor.patient import Patient, Terminal

__all__ = ["Diagnosis", "Patient", "State", "Terminal", "examine"]
