"""The demonstration: two complaints from reception to closure, on a simulated clock.

Everything is real except the time: a database in a temporary folder, the shipped definition, the
same façade every program uses. The clock jumps; the sweep fires what is due at each stop.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.cli.output import print_blocks
from workflow.definition.model import SYSTEM
from workflow.errors import StoreInUse, StoreMissing, WorkflowError
from workflow.report.explanation import explanation
from workflow.report.glossary import Glossary
from workflow.report.table import Table
from workflow.service.facade import Workflow
from workflow.service.views import EventView, Fired
from workflow.translation import chosen, gettext

ZONE = "Asia/Shanghai"
MONDAY_MORNING = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
NEXT_TUESDAY = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)  # when the house opens


class SimulatedClock:
    """A clock that moves when it is told to."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now

    def advance(self, **amount: float) -> None:
        """Let time pass, in the units of ``timedelta``."""
        self.now += timedelta(**amount)


def run(url: str | None) -> None:
    """Play the story and print it: in an empty database, or so that nothing is left behind.

    Raises ``StoreInUse`` for a database in which somebody works.
    """
    if url is not None:
        _play(url)
        return
    with TemporaryDirectory(prefix="complaints-demo-") as folder:
        _play(str(Path(folder) / "demo.db"))


def _play(url: str) -> None:
    clock = SimulatedClock(MONDAY_MORNING)
    _check_empty(url)
    with Workflow.create(url, zone=ZONE, clock=clock) as flow:
        Story(flow, clock).tell()


def _check_empty(url: str) -> None:
    try:
        with Workflow(url) as flow:
            if flow.list(limit=1).total or flow.staff():
                raise StoreInUse(flow.transactions.url, (gettext("cases or people"),))
    except StoreMissing:
        return


class Story:
    """The demonstration, step by step."""

    def __init__(self, flow: Workflow, clock: SimulatedClock) -> None:
        self._flow = flow
        self._clock = clock
        self._definition = flow.definition("complaint")

    def tell(self) -> None:
        """Tell it from beginning to end."""
        self._hire()
        cold, noise = self._open()
        self._out_of_order(cold)
        self._decline(noise)
        self._close(noise, gettext("Called back in time: satisfied, summed up, closed"))
        self._judge(cold)
        self._resolve(cold)
        self._forget(cold)
        self._dissatisfied(cold)
        self._resolve(cold)
        self._close(cold, gettext("Called back again, in time: satisfied, summed up, closed"))
        self._look_back(cold, noise)

    def _hire(self) -> None:
        self._say(
            gettext("Monday morning at a hotel. Staff: Mei receives, Lin handles, Wang leads, ")
            + gettext("Zhao manages.")
        )
        add = self._flow.add_staff
        add("Zhao", roles=["manager"])
        add("Wang", roles=["supervisor"], superior="Zhao")
        add("Lin", roles=["specialist"], superior="Wang")
        add("Mei", roles=["receptionist"], superior="Wang")

    def _open(self) -> tuple[str, str]:
        self._heading(gettext("Two complaints come in"))
        opened = []
        for name, phone, content in (
            ("李雷", "138 0013 8000", "空调整夜不制冷，无人回复"),
            ("Ms Brown", "refused", "Music from the bar until two in the morning"),
        ):
            data = {"complainant": name, "phone": phone, "content": content, "kind": "service"}
            receipt = self._flow.open("complaint", data, actor="Mei")
            opened.append(receipt.case)
            self._say(
                gettext("Mei records {case} for {name}: {content}. Lin owns it.").format(
                    case=receipt.case, name=name, content=content
                )
            )
            self._clock.advance(minutes=20)
        return opened[0], opened[1]

    def _out_of_order(self, case: str) -> None:
        self._heading(gettext("A step out of order is refused, with the reason"))
        try:
            self._flow.trigger(case, "close", {"summary": "-"}, actor="Wang")
        except WorkflowError as refusal:
            self._say(gettext("Wang wants to close it at once:"))
            print_blocks([f"    {refusal}"])

    def _decline(self, case: str) -> None:
        self._heading(gettext("One complaint is not upheld, and explained"))
        self._do(case, "judge", "Lin", grounds="insufficient", demand="unreasonable")
        self._clock.advance(hours=1)
        self._do(case, "explain", "Lin", explanation="The bar closes at two on Saturdays.")

    def _judge(self, case: str) -> None:
        self._heading(gettext("The other is upheld, investigated and resolved"))
        self._do(
            case,
            "judge",
            "Lin",
            grounds="sufficient",
            demand="reasonable",
            department="Engineering",
        )
        self._explain(case, "investigation")

    def _explain(self, case: str, deadline: str) -> None:
        self._heading(gettext("Until when, and why then? Every promise can be explained"))
        words = Glossary(self._definition, ZONE)
        print_blocks(explanation(self._flow.explain(case, deadline), words))

    def _resolve(self, case: str) -> None:
        self._clock.advance(hours=1)
        self._do(case, "investigate", "Lin", cause="Valve stuck", responsible="Lin")
        self._do(case, "propose", "Lin", proposal="Another room tonight")
        self._do(case, "propose", "Lin", proposal="Repair now, and one night refunded")
        self._do(case, "approve", "Zhao", chosen=2, review="The second solves it for good.")
        self._clock.advance(hours=1)
        self._do(
            case, "carry_out", "Lin",
            compensation="refund", amount="480", consent_customer=self._clock.now,
        )  # fmt: skip
        running = [one for one in self._flow.show(case).deadlines if one.status == "armed"]
        for one in running:
            self._say(
                gettext("A promise now runs: {deadline}, due {due}.").format(
                    deadline=chosen(one.title, one.name), due=self._local(one.due_at, end=True)
                )
            )

    def _forget(self, case: str) -> None:
        self._heading(gettext("Three days pass, and nobody calls back"))
        while (due := self._flow.next_due()) is not None and due <= NEXT_TUESDAY:
            self._clock.now = due
            for fired in self._flow.fire_due().fired:
                if fired.case == case:
                    self._tell_fired(fired)
        self._clock.now = NEXT_TUESDAY

    def _dissatisfied(self, case: str) -> None:
        self._heading(gettext("The call back: dissatisfied, so it goes round again"))
        self._do(
            case, "record_callback", "Wang",
            purpose="whole", outcome="dissatisfied", remarks="The refund never came.",
        )  # fmt: skip

    def _close(self, case: str, heading: str) -> None:
        self._heading(heading)
        self._clock.advance(hours=2)
        self._do(case, "record_callback", "Lin", purpose="whole", outcome="satisfied")
        self._do(case, "close", "Wang", summary="Lessons drawn at the morning meeting.")

    def _look_back(self, *cases: str) -> None:
        self._heading(gettext("The timeline, from the history"))
        rows = sorted(
            (event.recorded_at, case, event.seq, event)
            for case in cases
            for event in self._flow.history(case)
        )
        headings = [gettext("When"), gettext("Case"), gettext("What"), gettext("Who")]
        table = [
            [
                self._local(event.at, end=event.recorded_by == SYSTEM),
                case,
                self._what(event),
                event.performed_by,
            ]
            for _at, case, _seq, event in rows
        ]
        print_blocks([Table(headings, table)])
        checked = self._flow.verify()
        self._say(
            gettext("Verified: {events} events of {cases} cases, {findings} findings.").format(
                events=checked.events, cases=checked.cases, findings=len(checked.findings)
            )
        )

    def _do(self, case: str, trigger: str, actor: str, **data: object) -> None:
        self._clock.advance(minutes=10)
        receipt = self._flow.trigger(case, trigger, data, actor=actor)
        self._say(
            gettext("{when}  {who}: {trigger}. {case} is {state}.").format(
                when=self._local(self._clock.now),
                who=actor,
                trigger=self._title(trigger),
                case=case,
                state=self._state(receipt.state),
            )
        )

    def _tell_fired(self, fired: Fired) -> None:
        if fired.rung == "miss":
            text = gettext("{when}  The limit is over: the promise is missed, and stays recorded.")
        elif fired.rung.startswith("remind"):
            text = gettext("{when}  Reminder to {names}.")
        else:
            text = gettext("{when}  Escalation to {names}.")
        names = ", ".join(fired.recipients)
        self._say(text.format(when=self._local(fired.due_at, end=True), names=names))

    def _what(self, event: EventView) -> str:
        details: Mapping[str, object] = event.details
        if event.type in {"opened", "transitioned"}:
            trigger = self._title(str(details["trigger"]))
            return f"{trigger} → {self._state(str(details['to']))}"
        deadline = self._definition.deadlines[str(details["deadline"])]
        title = chosen(deadline.title, deadline.name)
        if event.type == "deadline_missed":
            return gettext("{deadline}: missed").format(deadline=title)
        told = details.get("to")
        names = ", ".join(told) if isinstance(told, list) else ""
        if str(details["rung"]).startswith("remind"):
            return gettext("{deadline}: reminder to {names}").format(deadline=title, names=names)
        return gettext("{deadline}: escalation to {names}").format(deadline=title, names=names)

    def _title(self, trigger: str) -> str:
        return chosen(self._definition.transitions[trigger].title, trigger)

    def _state(self, state: str) -> str:
        return chosen(self._definition.states[state].title, state)

    def _local(self, instant: datetime, *, end: bool = False) -> str:
        return show_local(instant, zone_named(ZONE), end=end)

    def _heading(self, text: str) -> None:
        print_blocks(["", f"== {text}"])

    def _say(self, text: str) -> None:
        print_blocks([f"  {text}"])
