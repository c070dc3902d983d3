"""What use cases answer: plain values, no rows. Instants are aware UTC.

Named tuples, because every start of a command pays for each of these classes, and a dataclass costs
seven times as much.
"""

from workflow.service.views.cases import (
    AsideView,
    AvoidView,
    BarredView,
    CaseView,
    DeadlineView,
    DutyView,
    FieldView,
    NextView,
    PendingView,
    Receipt,
    RelatedView,
    Relation,
    SaidView,
    ScriptView,
)
from workflow.service.views.editions import Foreseen, ForeseenDue
from workflow.service.views.histories import AttachmentView, DocumentView, EventView
from workflow.service.views.house import (
    DepartmentView,
    EditionUse,
    EditionView,
    OriginUse,
    PersonView,
    SiteView,
)
from workflow.service.views.lists import CasePage, CaseRow, DueRow
from workflow.service.views.upkeep import (
    CountedAnew,
    Difference,
    Finding,
    Fired,
    FiringReport,
    GapView,
    PutRight,
    Rebuilding,
    Recurred,
    RightAlready,
    Verification,
    Voided,
    VoidingReport,
)

__all__ = [
    "AsideView",
    "AttachmentView",
    "AvoidView",
    "BarredView",
    "CasePage",
    "CaseRow",
    "CaseView",
    "CountedAnew",
    "DeadlineView",
    "DepartmentView",
    "Difference",
    "DocumentView",
    "DueRow",
    "DutyView",
    "EditionUse",
    "EditionView",
    "EventView",
    "FieldView",
    "Finding",
    "Fired",
    "FiringReport",
    "Foreseen",
    "ForeseenDue",
    "GapView",
    "NextView",
    "OriginUse",
    "PendingView",
    "PersonView",
    "PutRight",
    "Rebuilding",
    "Receipt",
    "Recurred",
    "RelatedView",
    "Relation",
    "RightAlready",
    "SaidView",
    "ScriptView",
    "SiteView",
    "Verification",
    "Voided",
    "VoidingReport",
]
