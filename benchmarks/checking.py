"""Checking a definition, against PyYAML reading it; and conditions, against Python's own.

The definition has 500 lines: 30 states, 60 transitions, 20 deadlines. Its branches ask, its states
are reached in rounds, its deadlines lie within others: every check has something to look at.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from benchmarks.measuring import Contest, Floor, Scale, repeated
from workflow.definition.conditions import Names, compile_condition
from workflow.definition.parse import inspect_text
from workflow.definition.possible import Imagined

ROUNDS = 15
REPEATED = 20_000
STATES, DEADLINES = 30, 20
CONDITION = 'kind == "large" and (times("next_3") >= 2 or size > 4) and filled("note")'

_HEAD = """\
language: 1
workflow: large
edition: "1"
effective: 2026-01-01
title: {en: Large, zh: 大型}
calendar: office-cn
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
  leader: {title: {en: Leader, zh: 领导}}
fields:
  note: {type: text, title: {en: Note, zh: 备注}}
  kind: {type: choice, of: {small: {zh: 小}, large: {zh: 大}}, title: {en: Kind, zh: 类别}}
  size: {type: number, title: {en: Size, zh: 数量}}
"""
_FORTH = """\
  next_{at}:
    title: {{en: Next from {at}, zh: 下一步{at}}}
    from: s{at}
    by: [owner, leader]
    needs: [size, {{field: note, if: 'size > 10'}}]
    first_of:
      - {{when: 'kind == "large" and size > {at}', to: s{next}}}
      - {{when: 'times("next_{at}") >= 3', to: s{next}, owner: {{role: leader}}}}
      - {{otherwise: s{next}}}
"""
_BACK = """\
  back_{at}: {{from: s{at}, to: s{before}, by: [leader], at_most: 2, when: 'size < 100'}}
"""
_DEADLINE = """\
  limit_{at}:
    title: {{en: Limit {at}, zh: 时限{at}}}
    starts: {{entered: s{at}}}
    met: {{left: s{at}}}
    within:
      first_of: [{{when: 'kind == "large"', amount: 3 working days}}, {{otherwise: 2 working days}}]
    remind: [{{at: 50%, to: owner}}]
    missed: [{{to: [owner, {{role: leader}}]}}, {{after: 1 working day, to: {{above: owner}}}}]
"""


def text() -> str:
    """The definition."""
    states = [f"  s{at}: {{title: {{en: State {at}, zh: 状态{at}}}}}\n" for at in range(STATES - 1)]
    last = STATES - 1
    forth = [_FORTH.format(at=at, next=at + 1) for at in range(last)]
    back = [_BACK.format(at=at, before=at - 1) for at in range(1, last)]
    limits = [_DEADLINE.format(at=at) for at in range(DEADLINES - 1)]
    opened = "  open_it: {from: new, to: s0, by: [clerk], needs: [note, kind, size]}\n"
    ended = f"  end_it: {{from: any_open, to: s{last}, by: [leader]}}\n"
    drop = "  look_at: {from: any_open, stay: true, by: [leader]}\n"
    whole = f"  whole: {{starts: {{entered: s0}}, met: {{entered: s{last}}}, within: 3 months}}\n"
    return "".join(
        [
            _HEAD,
            "states:\n",
            *states,
            f"  s{last}: {{title: {{en: Over, zh: 结束}}, final: true}}\n",
            "transitions:\n",
            opened,
            *forth,
            *back,
            ended,
            drop,
            "deadlines:\n",
            *limits,
            whole,
        ]
    )


@contextmanager
def checking(scale: Scale) -> Iterator[list[Contest]]:  # noqa: ARG001 - needs no scale
    """Prepare the definition and a condition."""
    written = text()
    found = inspect_text(written, "large.yaml")
    assert len(found.definition.states) == STATES
    assert len(found.definition.transitions) == 2 * STATES
    assert len(found.definition.deadlines) == DEADLINES
    assert 450 <= written.count("\n") <= 550, written.count("\n")
    yield [
        Contest(
            subject=repeated(lambda: inspect_text(written, "large.yaml"), 1),
            floors=(
                Floor(
                    "check 500 lines / yaml.SafeLoader",
                    repeated(lambda: yaml.load(written, yaml.SafeLoader), 1),
                    bound=10.0,
                ),
            ),
            rounds=ROUNDS,
        ),
        _condition(Names.of(found.definition)),
    ]


def _condition(names: Names) -> Contest:
    condition = compile_condition(CONDITION, names)
    told = {("field", "kind"): "large", ("field", "size"): 3, ("field", "note"): True}
    facts = Imagined({**told, ("times", "next_3"): 2}, names.fields)
    ours, theirs = condition.test, _written
    assert ours(facts)
    assert theirs(facts)
    return Contest(
        subject=repeated(lambda: ours(facts), REPEATED),
        floors=(
            Floor(
                "condition / the same in Python",
                repeated(lambda: theirs(facts), REPEATED),
                bound=5.0,
            ),
        ),
        rounds=ROUNDS,
    )


def _written(facts: Imagined) -> bool:
    """The condition in Python, with the same reading of what is empty."""
    fields = facts.fields
    size = fields.get("size")
    return (
        fields.get("kind") == "large"
        and (facts.counts.get("next_3", 0) >= 2 or (size is not None and size > 4))
        and "note" in facts.personal
    )
