"""What conditions ask of a case: which values make a difference, and how high they count."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from workflow.definition.conditions import Condition
from workflow.definition.operands import constant

Value = str | int | bool | Decimal
FEW = 3


class Counted(NamedTuple):
    """A condition that compares fields with how often something was done."""

    condition: str
    fields: tuple[str, ...]
    transitions: tuple[str, ...]
    here: bool


@dataclass
class Questions:
    """What some conditions ask.

    ``values`` are the constants each field is compared with, ``performers`` those that who did a
    transition is; ``counts`` how high each transition is counted in the case, ``here`` since the
    state was entered; ``missed`` the deadlines, ``children`` how high the open cases are counted
    that were opened from it, ``lengths`` how many entries of a list are counted.
    ``sums`` are the constants each counter is compared with. ``counted`` are conditions that
    compare fields with counts, ``loose`` those that compare other things that are not written out:
    what makes a difference to these cannot be told beforehand. ``compared`` are fields that are
    compared with each other, and the condition that does; ``beside`` those that have to be asked
    for the same constants.
    """

    values: dict[str, set[Value]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    here: dict[str, int] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)
    duties: set[str] = field(default_factory=set)
    performers: dict[str, set[Value]] = field(default_factory=dict)
    children: dict[str, int] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    sums: dict[str, set[Value]] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    compared: list[tuple[str, list[str]]] = field(default_factory=list)
    beside: list[list[str]] = field(default_factory=list)

    def ask(self, conditions: Iterable[Condition]) -> None:
        """Gather what more conditions ask."""
        for one in conditions:
            for name in (*one.fields, *one.personal):
                self.values.setdefault(name, set())
            for node in ast.walk(ast.parse(" ".join(one.text.split()), mode="eval")):
                if isinstance(node, ast.Compare):
                    self._compared(one, node)
                elif isinstance(node, ast.Call):
                    self._asked(node, 1)

    def count(self, transition: str, most: int, *, here: bool = False) -> None:
        """Count a transition up to ``most``."""
        counts = self.here if here else self.counts
        counts[transition] = max(counts.get(transition, 0), most)

    def loosen(self, followed: Collection[str] = ()) -> None:
        """Let conditions be loose that compare fields, unless all of these are ``followed``."""
        for text, names in self.compared:
            if not {*followed}.issuperset(names):
                self.loose.append(text)
                self.beside.append(names)

    def share(self) -> None:
        """Let fields that are compared with each other be asked for the same constants.

        So there are values of both of which one is less than, like or more than the other.
        """
        for _each in self.beside:  # one may hang on the next
            for names in self.beside:
                shared = set[Value]().union(*(self.values[name] for name in names))
                self.values.update((name, set(shared)) for name in names)

    def _compared(self, condition: Condition, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        constants = [value for one in sides for value in _constants(one)]
        others = [one for one in sides if not _is_constant(one)]
        if len(others) > 1:
            self._beside(condition.text, others)
        numbers = [int(value) for value in constants if isinstance(value, int | Decimal)]
        for one in others:
            if isinstance(one, ast.Name):
                self.values.setdefault(one.id, set()).update(constants)
            if isinstance(one, ast.Call):
                self._asked(one, max(numbers, default=FEW) + 1)
                function, name = _question(one)
                if function == "count" and name in condition.counters:
                    self.sums.setdefault(name, set()).update(constants)
                if function == "performer":
                    self.performers[name].update(constants)

    def _beside(self, text: str, sides: list[ast.expr]) -> None:
        names = [one.id for one in sides if isinstance(one, ast.Name)]
        asked = [_question(one) for one in sides if isinstance(one, ast.Call)]
        functions = {function for function, _name in asked}
        if len(names) == 1 and len(functions) == 1 and functions <= {"times", "times_here"}:
            about = tuple(name for _function, name in asked)
            self.counted.append(Counted(text, tuple(names), about, functions == {"times_here"}))
        elif not asked:
            self.compared.append((text, names))
        else:
            self.loose.append(text)
            self.beside.append(names)

    def _asked(self, call: ast.Call, most: int) -> None:
        match _question(call):
            case ("done" | "times", name):
                self.count(name, most)
            case ("times_here", name):
                self.count(name, most, here=True)
            case ("count", name):
                self.lengths[name] = max(self.lengths.get(name, 0), most)
            case ("missed", name):
                self.missed.add(name)
            case ("open" | "settled", name) if name:
                self.duties.add(name)
            case ("performer", name):
                self.performers.setdefault(name, set())
            case ("open_children", name):
                self.children[name] = max(self.children.get(name, 0), most)


def asked_by(conditions: Sequence[Condition]) -> frozenset[tuple[str, str]]:
    """Return all that some conditions ask about, each with what is asked."""
    questions = Questions()
    questions.ask(conditions)
    named: Mapping[str, Collection[str]] = {
        "field": questions.values,
        "times": questions.counts,
        "here": questions.here,
        "missed": questions.missed,
        "duty": questions.duties,
        "open": questions.children,
        "performer": questions.performers,
        "guard": {name for one in conditions for name in one.guards},
        "sum": {name for one in conditions for name in one.counters},
    }
    return frozenset((kind, name) for kind, names in named.items() for name in names)


def _question(call: ast.Call) -> tuple[str, str]:
    """Return what is asked, and about what; a guard is asked about nothing."""
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    about = call.args[0] if call.args else None
    return function, str(about.value) if isinstance(about, ast.Constant) else ""


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.List | ast.Tuple) or bool([*_constants(node)])


def _constants(node: ast.expr) -> Iterator[Value]:
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            for one in parts:
                yield from _constants(one)
        case ast.Constant() | ast.UnaryOp() | ast.Name(id="true" | "false"):
            yield constant(node).value
