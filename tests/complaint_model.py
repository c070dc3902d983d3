"""The complaint of the tests, restated: who may do what, where it leads, which clock runs when.

It knows nothing of events, ladders or tables, and was not derived from the definition.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from house import ZONE
from hypothesis import strategies as st

ROLES = {"ann": "specialist", "ben": "specialist", "rita": "receptionist", "sue": "supervisor",
         "max": "manager"}  # fmt: skip

# The clock of each state, and the days it gives: until the end of the last.
CLOCKS = {
    "received": ("judgement", 1), "judged": ("investigation", 5), "declined": ("explanation", 2),
    "investigated": ("solution", 3), "approved": ("carrying_out", 7), "resolved": ("callback", 3),
    "disputed": ("decision", 5), "called_back": ("summing_up", 2),
}  # fmt: skip
AGREED = {"judged": "investigate_by", "resolved": "appointment"}

# Each step: from where, and by whom. A withdrawal is possible everywhere and entered by anybody.
STEPS = {
    "judge": ("received", {"owner", "specialist", "supervisor"}),
    "explain": ("declined", {"owner", "supervisor"}),
    "investigate": ("judged", {"owner", "supervisor"}),
    "propose": ("investigated", {"owner"}),
    "approve": ("investigated", {"supervisor", "manager"}),
    "carry_out": ("approved", {"owner"}),
    "record_callback": ("resolved", {"owner", "supervisor", "manager"}),
    "settle": ("disputed", {"manager"}),
    "resume": ("disputed", {"manager"}),
    "close": ("called_back", {"owner", "supervisor"}),
}
ALWAYS_TO = {
    "explain": "resolved", "investigate": "investigated", "propose": None, "approve": "approved",
    "carry_out": "resolved", "settle": "closed", "resume": "judged", "close": "closed",
    "withdraw": "closed",
}  # fmt: skip


Step = tuple[str, dict[str, object]]


@dataclass
class Complaint:
    """What a complaint should be now."""

    number: str
    owner: str
    entered: datetime
    state: str = "received"
    kind: str = "service"
    missed: bool = False
    acted: datetime = field(init=False)
    due: datetime | None = field(init=False)
    agreed: dict[str, datetime] = field(default_factory=dict)
    proposals: int = 0
    proposers: set[str] = field(default_factory=set)
    sent_back: int = 0
    resumed: int = 0
    over: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.acted = self.entered
        self.due = self.limit()

    def limit(self) -> datetime | None:
        if self.state == "closed":
            return None
        named = self.agreed.get(AGREED.get(self.state, ""))
        if named is not None and named > self.entered:
            return named
        if self.state == "received" and self.kind == "safety":
            return self.entered + timedelta(hours=4)
        _name, days = CLOCKS[self.state]
        last = self.entered.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)
        return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(ZONE))

    def is_one_of(self, person: str, whom: set[str]) -> bool:
        return ROLES.get(person) in whom or ("owner" in whom and person == self.owner)

    def may(self, trigger: str, recorder: str, performer: str | None) -> bool:
        if recorder not in ROLES:
            return False
        if trigger == "withdraw":
            return performer is None and self.state != "closed"
        source, whom = STEPS[trigger]
        person = performer or recorder
        if self.state != source or not self.is_one_of(person, whom):
            return False
        if trigger == "propose":
            return self.proposals < 5
        if trigger == "approve":
            return person not in self.proposers
        return trigger != "resume" or self.resumed < 1

    def leads_to(self, trigger: str, data: dict[str, object]) -> str | None:
        """The state it is in afterwards; ``None`` if it stays."""
        if trigger == "judge":
            upheld = (data["grounds"], data["demand"]) == ("sufficient", "reasonable")
            return "judged" if upheld else "declined"
        if trigger == "record_callback":
            outcome = data["outcome"]
            if outcome in {"satisfied", "not_reached"}:
                return "called_back" if outcome == "satisfied" else None
            return "judged" if self.sent_back < 2 else "disputed"
        return ALWAYS_TO[trigger]

    def time_passed(self, until: datetime, *, inclusive: bool) -> None:
        if self.due is not None:
            over = self.due <= until if inclusive else self.due < until
            self.missed = self.missed or over

    def did(self, trigger: str, person: str, data: dict[str, object], at: datetime) -> None:
        self.time_passed(at, inclusive=False)
        self.acted = at
        target = self.leads_to(trigger, data)
        if trigger == "propose":
            self.proposals += 1
            self.proposers.add(person)
        self.sent_back += trigger == "record_callback" and target == "judged"
        self.resumed += trigger == "resume"
        if target is not None:
            self.leave(trigger, at)
            self.state, self.entered, self.missed, self.proposals = target, at, False, 0
            self.due = self.limit()

    def leave(self, trigger: str, at: datetime) -> None:
        verdict = "cancelled" if trigger == "withdraw" else "met"
        if self.missed:
            verdict = "voided" if at <= self.due else "missed"
        self.over.append((CLOCKS[self.state][0], verdict))

    def clocks(self) -> list[tuple[str, str]]:
        running = []
        if self.state != "closed":
            running = [(CLOCKS[self.state][0], "missed" if self.missed else "armed")]
        return sorted(self.over + running)


words = st.sampled_from(["修好了", "再看看", "ok"])
# Complete data for each step.
DATA: dict[str, st.SearchStrategy[dict[str, object]]] = {
    "judge": st.fixed_dictionaries(
        {
            "grounds": st.sampled_from(["sufficient", "insufficient"]),
            "demand": st.just("reasonable") | st.sampled_from(["reasonable", "unreasonable"]),
            "department": words,
        }
    ),
    "explain": st.fixed_dictionaries({"explanation": words}),
    "investigate": st.fixed_dictionaries(
        {"cause": words, "responsible": st.sampled_from(list(ROLES))}
    ),
    "propose": st.fixed_dictionaries({"proposal": words}),
    "approve": st.fixed_dictionaries({"chosen": st.integers(0, 3), "review": words}),
    "carry_out": st.just(
        {"compensation": "refund", "amount": "20", "consent_customer": "2026-11-02 09:00"}
    ),
    "record_callback": st.fixed_dictionaries(
        {
            "outcome": st.sampled_from(["satisfied", "so_so", "dissatisfied", "not_reached"]),
            "remarks": words,
        }
    ),
    "settle": st.fixed_dictionaries({"reason": words, "summary": words}),
    "resume": st.fixed_dictionaries({"reason": words}),
    "close": st.fixed_dictionaries({"summary": words}),
    "withdraw": st.fixed_dictionaries({"reason": words}),
}
steps = st.sampled_from(list(DATA)).flatmap(lambda name: st.tuples(st.just(name), DATA[name]))

# The long way through a complaint: dissatisfied three times, taken up again, dissatisfied, settled.
ROUND: tuple[Step, ...] = (
    ("investigate", {"cause": "阀门", "responsible": "ann"}),
    ("propose", {"proposal": "换房"}),
    ("propose", {"proposal": "修理"}),
    ("approve", {"chosen": 2, "review": "可行"}),
    (
        "carry_out",
        {"compensation": "apology", "consent_customer": "2026-11-02 09:00"},
    ),
    ("record_callback", {"outcome": "dissatisfied", "remarks": "还是冷"}),
)
LONG_WAY: tuple[Step, ...] = (
    ("judge", {"grounds": "insufficient", "demand": "reasonable"}),
    ("explain", {"explanation": "已说明"}),
    ROUND[-1],
    *ROUND,
    *ROUND,
    ("resume", {"reason": "再试"}),
    *ROUND,
    ("settle", {"reason": "裁定", "summary": "完"}),
)
