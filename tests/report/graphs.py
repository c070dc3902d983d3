"""Definitions to draw: the one of the tests, with any titles, and a large one."""

from dataclasses import replace
from pathlib import Path

from house import DEFINITIONS

from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.report.diagrams.steps import Step, Way

AWKWARD = [
    'a "quoted" title',
    "it's 'so'",
    "less < more > & &lt; &amp; ]]> -->",
    "<script>alert(1)</script>",
    "two\nlines\r\n\tand a tab",
    "\\N \\G \\n back\\",
    "%% no comment; a:b #35; {x} [*] end note",
    "--> at_received : 受理",
    "表情 😀👨‍👩‍👧 🇨🇳",
    "שלום עולם (العربية) 2026",
    "\u202eright to left\u202c",
    "\x00\x1b[31m\ud800\ufffe",
    "长" * 200,
    "Donaudampfschifffahrtsgesellschaftskapitän" * 6,
]


def complaint() -> Definition:
    return load(DEFINITIONS / "complaint.yaml")


def titled(title: str) -> Definition:
    """The complaint, with one title for all there is."""
    shown = complaint()
    texts = {"en": title}
    return replace(
        shown,
        title=texts,
        edition=title,
        roles={name: replace(one, title=texts) for name, one in shown.roles.items()},
        parties={name: replace(one, title=texts) for name, one in shown.parties.items()},
        fields={name: replace(one, title=texts) for name, one in shown.fields.items()},
        states={name: replace(one, title=texts) for name, one in shown.states.items()},
        transitions={name: replace(one, title=texts) for name, one in shown.transitions.items()},
        deadlines={name: replace(one, title=texts) for name, one in shown.deadlines.items()},
    )


WAY = Way(
    "C-2026-000001",
    (
        Step("receive", "new", "received"),
        Step("judge", "received", "judged"),
        Step("investigate", "judged", "investigated"),
        Step("propose", "investigated", "investigated", stays=True),
        Step("propose", "investigated", "investigated", stays=True),
        Step("withdraw", "investigated", "closed"),
    ),
)

HEAD = """\
language: 1
workflow: large
edition: "1"
effective: 2026-01-01
title: {en: Large, zh: 大型流程}
roles: {clerk: {title: {en: Clerk, zh: 办事员}}}
"""


def large(number: int = 30) -> Definition:
    """So many states in a row, each with ways to skip one, to go back, and to be called off."""
    states, acts = ["states:"], ["transitions:"]
    acts.append("  start: {title: {zh: 受理}, from: new, to: s0, by: clerk}")
    acts.append(
        f"  call_off: {{title: {{zh: 撤回}}, from: any_open, to: s{number - 1}, by: clerk}}"
    )
    for at in range(number):
        final = ", final: true" if at == number - 1 else ""
        states.append(f"  s{at}: {{title: {{en: 'State {at}', zh: 第{at}步}}{final}}}")
        if at < number - 1:
            acts.append(
                f"  go{at}: {{title: {{zh: 进行{at}}}, from: s{at}, to: s{at + 1}, by: clerk}}"
            )
        if at % 2 and at < number - 3:
            acts.append(f"  skip{at}: {{from: s{at}, to: s{at + 2}, by: [clerk, owner]}}")
        if at % 3 == 2 and at < number - 1:
            acts.append(f"  back{at}: {{from: s{at}, to: s{at - 2}, by: owner, at_most: 2}}")
    promise = (
        "deadlines:\n  whole: {title: {zh: 总期限}, starts: {entered: s0}, "
        f"met: {{entered: s{number - 1}}}, within: 60 calendar days, again: keep}}\n"
    )
    return loads("\n".join([HEAD, *states, *acts, promise]), str(Path("large.yaml")))
