"""``steps`` as they are written: who does what when, with which data."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from workflow.definition.model import Definition
from workflow.definition.nodes import Node
from workflow.testing.scenarios import then
from workflow.testing.scenarios.model import Act, ActKind, Daemon, Given, Step
from workflow.testing.scenarios.names import Names, declared, read_data, read_time
from workflow.translation import gettext

ACTS: tuple[ActKind, ...] = get_args(ActKind)
DAEMON: tuple[Daemon, ...] = get_args(Daemon)
BESIDE = {
    "with": ("does",),
    "happened": ("does",),
    "performed_by": ("does",),
    "into": ("does",),
    "read_back": ("does",),
    "reason": ("corrects",),
    "duty": ("assigns",),
    "who": ACTS,
}
KEYS = (
    "at", "who", *ACTS, "with", "into", "duty", "reason", "happened", "performed_by", "read_back",
    "daemon", "case", "then",
)  # fmt: skip
MOST_CASES = 100


def read_steps(node: Node, given: Given, definition: Definition) -> list[Step]:
    """Read the steps of a scenario, in the order they happen."""
    story = _Story(Names(definition, given.zone, given.staff), given)
    return [story.step(one) for one in node.items()]


class _Story:
    """What has been told so far: the time, and how many cases there are."""

    def __init__(self, names: Names, given: Given) -> None:
        self._names = self._own = names
        self._others = given.others
        self._now = given.begins
        self._cases = 0

    def step(self, node: Node) -> Step:
        """Read the next step."""
        found = node.entries(KEYS)
        self._names = self._own
        self._move(found.get("at"))
        _check_beside(node, found)
        of, number = self._named(found["case"]) if "case" in found else ("", 0)
        expected = found["then"].entries(then.KEYS) if "then" in found else {}
        act = self._act(node, found, then.read_refusal(expected.get("refused")))
        if act is None and "refused" in expected:
            text = gettext("Nobody does anything in this step that could be refused.")
            expected["refused"].note("T010", text, key=True)
        if act and act.opens and not act.refused:
            self._cases += 1
        about = {key: one for key, one in expected.items() if key != "refused"}
        self._check_case(node, found, number, needed=bool(about) or bool(act and not act.opens))
        daemon = found["daemon"].one_of(DAEMON) if "daemon" in found else None
        return Step(
            node,
            self._now,
            act,
            next((one for one in DAEMON if one == daemon), None),
            number,
            list(then.read_then(about, self._names)),
            of,
        )

    def _move(self, node: Node | None) -> None:
        at = read_time(node, self._names.zone) if node else None
        if node and at and at < self._now:
            node.note("T007", gettext("This time is earlier than that of the step before."))
        self._now = max(self._now, at or self._now)

    def _named(self, node: Node) -> tuple[str, int]:
        """Return of which definition a case is, if of another, and which: 0 is the last of it.

        The name of the definition itself may be said or left out.

        From here on names are those of its definition.
        """
        if isinstance(node.value, int):
            return "", node.whole(1, MOST_CASES)
        number, own = 0, self._own.definition
        known = {own.workflow: own, **self._others}
        if isinstance(node.value, dict) and len(node.value) == 1:
            ((name, one),) = node.named().items()
            declared(one, gettext("definition"), known, name=name)
            number = one.whole(1, MOST_CASES)
        else:
            name = declared(node, gettext("definition"), known)
        if name == own.workflow:
            return "", number
        if name in self._others:
            self._names = replace(self._own, definition=self._others[name])
        return name, number

    def _check_case(
        self, node: Node, found: Mapping[str, Node], number: int, *, needed: bool
    ) -> None:
        """Note a case that no step has opened, as far as that can be told beforehand."""
        own = self._own.definition
        recurs = any(one.opens for one in own.schedules.values())
        many = MOST_CASES if recurs or own.workflow in own.children else self._cases
        if needed and (number > many or not (self._cases or recurs)):
            text = gettext("No step before has opened this case.")
            found.get("case", node).note("T011", text, key=True)

    def _act(self, node: Node, found: Mapping[str, Node], refused: str) -> Act | None:
        said = [key for key in (*ACTS, "daemon") if key in found]
        if not said:
            return None
        kind = then.one_key(node, found, (*ACTS, "daemon"))
        chosen = next((one for one in ACTS if one == kind), None)
        if chosen is None:
            return None
        if "who" not in found:
            node.note("L003", gettext("{key} is missing.").format(key="who"), key=True)
        if chosen == "corrects" and "reason" not in found:
            node.note("L003", gettext("{key} is missing.").format(key="reason"), key=True)
        names = self._names
        name, opens = self._what(chosen, found[chosen])
        given = found.get("with") if chosen == "does" else found[chosen]
        doubtful = refused == "DataInvalid"
        plain = chosen in {"assigns", "erases"}
        data = read_data(given, names, doubtful=doubtful) if given and not plain else {}
        happened = read_time(found["happened"], names.zone) if "happened" in found else None
        return Act(
            node=found[chosen],
            kind=chosen,
            who=names.person(found["who"]) if "who" in found else "",
            name=name,
            data=data,
            opens=opens,
            reason=next((found[key].words() for key in ("reason", "erases") if key in found), ""),
            happened=happened,
            performed_by=names.performer(found["performed_by"])
            if "performed_by" in found
            else None,
            read_back="read_back" in found and found["read_back"].flag(),
            refused=refused,
            into=found["into"].whole(1, MOST_CASES) if "into" in found else None,
            duty=self._duty(found["duty"]) if "duty" in found else None,
        )

    def _duty(self, node: Node) -> str:
        return declared(node, gettext("duty"), self._names.definition.duties)

    def _what(self, kind: ActKind, node: Node) -> tuple[str, bool]:
        """Return the step that is done, or who is to own the case, and whether it opens one."""
        definition = self._names.definition
        if kind == "assigns":
            return self._names.person(node), False
        if kind != "does":
            return "", False
        name = declared(node, gettext("step"), definition.transitions)
        # What follows a mistyped opening is not wrong for that.
        known = name in definition.transitions
        opens = not known or name in {one.name for one in definition.opening}
        return name, opens and self._names is self._own


def _check_beside(node: Node, found: Mapping[str, Node]) -> None:
    if not isinstance(node.value, dict) or found.keys() != node.value.keys():
        return  # beside a mistyped key, which was noted already
    for key, others in BESIDE.items():
        if key in found and not any(one in found for one in others):
            wanted = gettext("{key} stands only beside {other}.")
            text = wanted.format(key=key, other=", ".join(others))
            found[key].note("L009", text, key=True)
