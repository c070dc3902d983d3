"""From the syntax tree of a condition to nested closures, typed by the declared fields."""

import ast
import operator
from collections.abc import Collection

from workflow.definition.closures import (
    Compare,
    Test,
    all_of,
    any_of,
    compared,
    compared_with,
    contained,
    turned,
)
from workflow.definition.facts import OF_DUTIES, QUESTIONS, Names
from workflow.definition.lists import entry_field
from workflow.definition.near import nearest
from workflow.definition.operands import (
    KINDS,
    ORDERED,
    Constant,
    Fault,
    Operand,
    constant,
    entries_of,
    fit,
    last_of,
    length_of,
    reader,
    sum_of,
    times_here,
    times_of,
)
from workflow.translation import gettext

DEEPEST = 20

COMPARISONS: dict[type[ast.cmpop], Compare] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


class Compiler:
    """Compiles one condition.

    ``fields``, ``personal``, ``guards`` and ``counters`` gather what it uses.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self.fields: dict[str, None] = {}
        self.personal: dict[str, None] = {}
        self.guards: dict[str, None] = {}
        self.counters: dict[str, None] = {}

    def test(self, node: ast.expr, depth: int = 0) -> Test:
        """Compile what is true or false. Raises ``Fault``."""
        if depth > DEEPEST:
            raise Fault("C008", node, gettext("The condition is nested too deeply."))
        match node:
            case ast.BoolOp(op=joint, values=parts):
                tests = [self.test(part, depth + 1) for part in parts]
                return all_of(tests) if isinstance(joint, ast.And) else any_of(tests)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                test = self.test(inner, depth + 1)
                return lambda facts: not test(facts)
            case ast.Compare(left=left, ops=ops, comparators=others):
                pairs = zip([left, *others], ops, others, strict=False)
                return all_of([self._comparison(*pair) for pair in pairs])
            case ast.Call():
                return self._question(node)
        return self._truth(node)

    # --- what is true or false by itself ---------------------------------------------------

    def _truth(self, node: ast.expr) -> Test:
        side = self._side(node)
        if isinstance(side, Constant) and isinstance(side.value, bool):
            answer = side.value
            return lambda _facts: answer
        if isinstance(side, Operand) and side.kind == "flag":
            read = side.read
            return lambda facts: read(facts) is True
        wanted = gettext("This is neither true nor false by itself: compare it with something.")
        raise Fault("C003", node, wanted)

    def _question(self, call: ast.Call) -> Test:
        function = _function(call)
        if function == "done":
            transition = self._argument(call, self._names.transitions)
            return lambda facts: facts.counts.get(transition, 0) > 0
        if function == "missed":
            deadline = self._argument(call, self._names.deadlines)
            return lambda facts: facts.missed(deadline)
        if function == "filled":
            return self._filled(self._argument(call, self._names.fields))
        if function in OF_DUTIES and function not in self._names.guards:
            duty, wanted_open = self._argument(call, self._names.duties), function == "open"
            return lambda facts: facts.owed(duty) is wanted_open
        if function in QUESTIONS:
            wanted = gettext("{function}() is neither true nor false: compare it with something.")
            raise Fault("C003", call, wanted.format(function=function))
        return self._guard(call, function)

    def _filled(self, name: str) -> Test:
        if self._names.fields[name].personal:
            self.personal[name] = None
            return lambda facts: name in facts.personal
        self.fields[name] = None
        return lambda facts: facts.fields.get(name) is not None

    def _guard(self, call: ast.Call, name: str) -> Test:
        if name not in self._names.guards:
            wanted = gettext("{name}() is unknown; a guard of your own is listed under requires.")
            near = nearest(name, [*QUESTIONS, *OF_DUTIES, *self._names.guards])
            raise Fault("C010", call, wanted.format(name=name), near)
        if call.args or call.keywords:
            wanted = gettext("The guard {name}() takes nothing between its brackets.")
            raise Fault("C009", call, wanted.format(name=name))
        self.guards[name] = None
        return lambda facts: facts.guard(name)

    # --- comparisons ---------------------------------------------------------------------------

    def _comparison(self, left: ast.expr, how: ast.cmpop, right: ast.expr) -> Test:
        if isinstance(how, ast.In | ast.NotIn):
            return self._membership(left, right, wanted=isinstance(how, ast.In))
        compare = COMPARISONS.get(type(how))
        if compare is None:
            raise Fault("C005", right, gettext("Compare with ==, !=, <, <=, > or >=."))
        sides = self._side(left), self._side(right)
        for side in sides:
            if isinstance(side, Operand):
                _check_single(side)
                _check_order(side, how)
        match sides:
            case Operand() as first, Constant() as second:
                return compared_with(first, compare, fit(second, first))
            case Constant() as first, Operand() as second:
                return compared_with(second, turned(compare), fit(first, second))
            case Operand() as first, Operand() as second:
                _check_kinds(first, second)
                return compared(first.read, compare, second.read)
        raise Fault("C003", left, gettext("One side of a comparison must be a field."))

    def _membership(self, left: ast.expr, right: ast.expr, *, wanted: bool) -> Test:
        side = self._side(left)
        if isinstance(side, Operand):
            _check_single(side)
        if isinstance(right, ast.Name):
            return self._containment(side, self._field(right, right.id), wanted=wanted)
        if isinstance(side, Constant):
            raise Fault("C003", left, gettext("One side of a comparison must be a field."))
        if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
            raise Fault(
                "C003",
                right,
                gettext("Expected here: a list such as {example}.").format(
                    example='["one", "other"]'
                ),
            )
        values = frozenset(fit(constant(one), side) for one in right.elts)
        read = side.read
        if wanted:
            return lambda facts: read(facts) in values  # None is never among them
        return lambda facts: (value := read(facts)) is not None and value not in values

    def _containment(self, side: Operand | Constant, held: Operand, *, wanted: bool) -> Test:
        """Compile whether something is among the entries of a list."""
        if held.field is None or held.kind != "list" or held.field.item == "attachment":
            wanted_text = gettext("{name} is no list in which anything could be looked for.")
            raise Fault("C003", held.node, wanted_text.format(name=held.name))
        entry = entry_field(held.field)
        entries = entries_of(held.field)
        one = Operand(held.node, KINDS[entry.type], entries, held.name, entry)
        if isinstance(side, Constant):
            value = fit(side, one)
            return contained(lambda _facts: value, entries, wanted=wanted)
        _check_kinds(side, one)
        return contained(side.read, entries, wanted=wanted)

    # --- the sides of a comparison -------------------------------------------------------------

    def _side(self, node: ast.expr) -> Operand | Constant:
        match node:
            case ast.Name(id="true" | "false") | ast.Constant() | ast.UnaryOp():
                return constant(node)
            case ast.Name(id=name):
                return self._field(node, name)
            case ast.Call():
                return self._asked(node)
        raise Fault("C005", node, gettext("This has no place in a condition."))

    def _field(self, node: ast.expr, name: str) -> Operand:
        field = self._names.fields.get(name)
        if field is None:
            wanted = gettext("There is no field {name}; words stand in quotation marks.")
            raise Fault("C002", node, wanted.format(name=name), nearest(name, self._names.fields))
        if field.personal:
            wanted = gettext("{name} is personal: a condition may only ask whether it is filled().")
            raise Fault("C006", node, wanted.format(name=name))
        self.fields[name] = None
        return Operand(node, KINDS[field.type], reader(field), name, field)

    def _asked(self, call: ast.Call) -> Operand:
        function = _function(call)
        if function == "times":
            transition = self._argument(call, self._names.transitions)
            return Operand(call, "number", times_of(transition), "times()", counted=transition)
        if function == "times_here":
            transition = self._argument(call, self._names.transitions)
            return Operand(call, "number", times_here(transition), "times_here()")
        if function == "performer":
            transition = self._argument(call, self._names.transitions)
            return Operand(call, "person", last_of(transition), "performer()")
        if function == "count":
            length = self._length(call)
            return length or Operand(call, "number", sum_of(self._counter(call)), "count()")
        self._question(call)
        wanted = gettext("{function}() is true or false by itself: leave the comparison out.")
        raise Fault("C003", call, wanted.format(function=function))

    def _length(self, call: ast.Call) -> Operand | None:
        """Compile how many entries a list has; ``None``: a counter is asked for."""
        match call.args, call.keywords:
            case [ast.Constant(value=str(name))], [] if name in self._names.fields:
                if name in self._names.counters:
                    return None
            case _:
                return None
        if self._field(call, name).kind != "list":
            wanted = gettext("{name} is no list: only entries of a list are counted.")
            raise Fault("C003", call.args[0], wanted.format(name=name))
        return Operand(call, "number", length_of(name), "count()")

    def _counter(self, call: ast.Call) -> str:
        lists = [one.name for one in self._names.fields.values() if one.type == "list"]
        name = self._argument(call, [*self._names.counters, *lists])
        self.counters[name] = None
        of = self._names.counters[name]
        if of in self._names.fields:  # what it counts depends on it
            self.fields[of] = None
        return name

    def _argument(self, call: ast.Call, known: Collection[str]) -> str:
        match call.args, call.keywords:
            case [ast.Constant(value=str(name))], []:
                if name in known:
                    return name
                wanted = gettext("{function}() is asked about {name}, which is not declared.")
                text = wanted.format(function=_function(call), name=name)
                raise Fault("C002", call.args[0], text, nearest(name, known))
        wanted = gettext("{function}() takes one name, in quotation marks.")
        raise Fault("C009", call, wanted.format(function=_function(call)))


def _function(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    raise Fault("C005", call, gettext("This has no place in a condition."))


def _check_single(side: Operand) -> None:
    if side.kind == "list":
        wanted = gettext(
            '{name} is a list: ask whether something is in it ("one" in {name}), or how many are: '
            'count("{name}").'
        )
        raise Fault("C003", side.node, wanted.format(name=side.name))
    if side.kind == "attachment":
        wanted = gettext('{name} is a file: ask only filled("{name}").')
        raise Fault("C003", side.node, wanted.format(name=side.name))


def _check_order(side: Operand, how: ast.cmpop) -> None:
    if side.kind not in ORDERED and not isinstance(how, ast.Eq | ast.NotEq):
        wanted = gettext("{name} has no order: compare it with == or !=.")
        raise Fault("C003", side.node, wanted.format(name=side.name))


def _check_kinds(left: Operand, right: Operand) -> None:
    apart = left.kind != right.kind
    if left.field and right.field and left.kind == "choice" and not apart:
        apart = {one.value for one in left.field.of}.isdisjoint(one.value for one in right.field.of)
    if apart:
        wanted = gettext("{left} and {right} can never be equal.")
        raise Fault("C003", right.node, wanted.format(left=left.name, right=right.name))
