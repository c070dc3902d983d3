"""What conditions come to: closures that answer true or false of a case."""

import operator
from collections.abc import Callable
from typing import Any

from workflow.definition.facts import Facts
from workflow.definition.operands import WRITTEN, Operand, Read

Test = Callable[[Facts], bool]
Compare = Callable[[Any, Any], bool]


# Conditions are asked at every step: a call less in each is worth a form of its own. Most have two
# or three parts, and compare a choice, or how often something was done, with what is written out.


def all_of(tests: list[Test]) -> Test:
    """Return the test that holds when all of ``tests`` hold."""
    match tests:
        case [only]:
            return only
        case [first, second]:
            return lambda facts: first(facts) and second(facts)
        case [first, second, third]:
            return lambda facts: first(facts) and second(facts) and third(facts)
    start, rest = all_of(tests[:2]), all_of(tests[2:])
    return lambda facts: start(facts) and rest(facts)


def any_of(tests: list[Test]) -> Test:
    """Return the test that holds when one of ``tests`` holds."""
    match tests:
        case [first, second]:
            return lambda facts: first(facts) or second(facts)
        case [first, second, third]:
            return lambda facts: first(facts) or second(facts) or third(facts)
    start, rest = any_of(tests[:2]), any_of(tests[2:])
    return lambda facts: start(facts) or rest(facts)


def compared_with(side: Operand, compare: Compare, value: object) -> Test:
    """Return the comparison of what is read with a constant; false when nothing is read."""
    if compare is operator.eq and side.field is not None and side.kind in WRITTEN:
        name = side.field.name
        return lambda facts: facts.fields.get(name) == value
    if side.counted:
        transition = side.counted
        return lambda facts: compare(facts.counts.get(transition, 0), value)
    read = side.read

    def test(facts: Facts) -> bool:
        left = read(facts)
        return left is not None and compare(left, value)

    return test


def compared(read_left: Read, compare: Compare, read_right: Read) -> Test:
    """Return the comparison of two things read; false when either is empty."""

    def test(facts: Facts) -> bool:
        left, right = read_left(facts), read_right(facts)
        return left is not None and right is not None and compare(left, right)

    return test


def turned(compare: Compare) -> Compare:
    """Return the comparison with its sides exchanged."""
    if compare in (operator.eq, operator.ne):
        return compare
    return lambda left, right: compare(right, left)


def contained(side: Read, entries: Read, *, wanted: bool) -> Test:
    """Return whether what is read is among entries, or is not; false when either is empty."""

    def test(facts: Facts) -> bool:
        value, known = side(facts), entries(facts)
        return value is not None and known is not None and (value in known) is wanted

    return test
