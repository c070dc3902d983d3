"""A definition to start from, and scenarios beside it that hold: written from a few answers.

Cases go through the states in order; the owner is whoever opened the case, who holds the last role
hears of what is late. What is written is meant to be changed, so it says in comments what is what.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from workflow.calendars.local import read_local
from workflow.calendars.local import zone as zone_named
from workflow.definition import calendar_names
from workflow.definition.model import Definition
from workflow.definition.naming import LONGEST_NAME, RESERVED, is_name
from workflow.definition.parse import loads
from workflow.errors import InputInvalid
from workflow.report.reasons import moment
from workflow.service.simulated.firings import Firing
from workflow.testing.simulation import Simulation
from workflow.translation import current_language, gettext

FEWEST_STATES, MOST_STATES = 2, 20
PEOPLE = ("Ann", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana")
STEP = "enter_"
LONGEST_STATE = LONGEST_NAME - len(STEP)
"""Shorter than a name may be: steps are called after states."""
LONGEST_TITLE = 100
TEN_O_CLOCK = "10:00"


@dataclass(frozen=True, slots=True)
class Named:
    """A state or a role: its name, and what people read; ``title`` may be empty."""

    name: str
    title: str = ""

    @classmethod
    def read(cls, text: str, most: int) -> "Named":
        """Read ``NAME`` or ``NAME=TITLE``, the name at most so long. Raises ``InputInvalid``."""
        name, _equals, title = text.partition("=")
        return cls(checked_name(name.strip(), most), checked_title(title) if title.strip() else "")


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says who wants a definition; ``calendar`` may be empty: all days count."""

    workflow: str
    title: str
    states: Sequence[Named]
    roles: Sequence[Named]
    calendar: str = ""


def read_states(texts: Sequence[str]) -> list[Named]:
    """Read the states, in the order a case goes through them. Raises ``InputInvalid``."""
    return _read_named(texts, FEWEST_STATES, MOST_STATES, LONGEST_STATE)


def read_roles(texts: Sequence[str]) -> list[Named]:
    """Read the roles, the highest last. Raises ``InputInvalid``."""
    return _read_named(texts, 1, len(PEOPLE), LONGEST_NAME)


def _read_named(texts: Sequence[str], least: int, most: int, longest: int) -> list[Named]:
    named = [Named.read(one, longest) for one in texts]
    names = [one.name for one in named]
    if len(set(names)) != len(names):
        raise InputInvalid(", ".join(names), gettext("names that differ"))
    if not least <= len(names) <= most:
        expected = gettext("from {least} to {most} names").format(least=least, most=most)
        raise InputInvalid(", ".join(names), expected)
    return named


def checked_name(name: str, most: int = LONGEST_NAME) -> str:
    """Return a name that can be declared. Raises ``InputInvalid``."""
    if len(name) > most or not is_name(name) or name in RESERVED:
        expected = gettext(
            "a name: small letters a to z, digits and _, beginning with a letter, at most {most} "
            "characters, and no word of the language"
        )
        raise InputInvalid(name, expected.format(most=most))
    return name


def checked_title(title: str) -> str:
    """Return a title without its margins. Raises ``InputInvalid``."""
    words = title.strip()
    if not words or len(words) > LONGEST_TITLE or not words.isprintable():
        expected = gettext("a title on one line, of at most {most} characters")
        raise InputInvalid(words, expected.format(most=LONGEST_TITLE))
    return words


def written(answers: Answers, file: Path, today: date, zone: str) -> tuple[str, str]:
    """Return a definition for ``file``, in effect from ``today`` on, and scenarios for it.

    The scenarios are played, so that their times are the right ones: in the zone of the calendar,
    or in ``zone`` without one. Titles and comments are in the current language. Raises
    ``DefinitionError`` for a calendar that cannot be used.
    """
    definition = "\n".join([*_definition(answers, today), ""])
    read = loads(definition, str(file))
    where = read.calendars[answers.calendar].zone if answers.calendar else zone
    return definition, "\n".join([*_scenarios(answers, read, today, where), ""])


def check_calendar(name: str, file: Path) -> str:
    """Return the name of a calendar that a definition in ``file`` can count by; it may be empty.

    Raises ``InputInvalid``.
    """
    known = calendar_names.known_beside(file.parent)
    if name and name not in known:
        expected = gettext("a calendar: {known}").format(known=", ".join(known))
        raise InputInvalid(name, expected)
    return name


# --- the definition --------------------------------------------------------------------------


def _definition(answers: Answers, today: date) -> Iterator[str]:
    yield "# " + gettext("Change this to what your house does; docs/definitions.md explains.")
    yield "language: 1"
    yield f"workflow: {answers.workflow}"
    yield 'edition: "1"               # ' + gettext("give each change you publish another one")
    yield f"effective: {today}    # " + gettext("new cases follow it from this day on")
    yield f"title: {_title(answers.title)}"
    if answers.calendar:
        yield f"{f'calendar: {answers.calendar}':<24} # " + gettext(
            "working days are counted by it"
        )
    yield from ("", "# " + gettext("What people are, and so what they may do."), "roles:")
    yield from (f"  {one.name}: {{title: {_titled(one)}}}" for one in answers.roles)
    yield from ("", "# " + gettext("What is recorded of a case."), "fields:")
    subject, reason = _title(gettext("Subject")), _title(gettext("Reason"))
    yield f"  subject: {{type: text, title: {subject}}}"
    yield f"  reason:  {{type: text, title: {reason}}}"
    yield from ("", "# " + gettext("Where a case can stand; the last ends it."), "states:")
    *going_on, last = answers.states
    yield from (f"  {one.name}: {{title: {_titled(one)}}}" for one in going_on)
    yield f"  {last.name}: {{title: {_titled(last)}, final: true}}"
    yield from _transitions(answers)
    yield from _deadlines(answers)


def _transitions(answers: Answers) -> Iterator[str]:
    first, *others = answers.states
    boss = answers.roles[-1].name
    yield from ("", "# " + gettext("Who may do what. Give the steps better names."), "transitions:")
    yield from (
        f"  {_step(first)}:",
        f"    title: {_titled(first)}",
        "    from: new              # " + gettext("this step opens a case"),
        f"    to: {first.name}",
        f"    by: [{', '.join(one.name for one in answers.roles)}]",
        "    needs: [subject]",
    )
    for before, one in zip(answers.states, others, strict=False):
        yield from (
            f"  {_step(one)}:",
            f"    title: {_titled(one)}",
            f"    from: {before.name}",
            f"    to: {one.name}",
            f"    by: [owner, {boss}]",
        )
    yield from (
        "  withdraw:",
        "    title: " + _title(gettext("Withdraw")),
        "    from: any_open",
        f"    to: {others[-1].name}",
        f"    by: [owner, {boss}]",
        "    needs: [reason]",
    )


def _deadlines(answers: Answers) -> Iterator[str]:
    unit = "working days" if answers.calendar else "calendar days"
    comment = gettext("How long a case may stand in each state, and who hears of it after.")
    yield from ("", "# " + comment, "deadlines:")
    for one in answers.states[:-1]:
        yield from (
            f"  {one.name}:",
            f"    title: {_titled(one)}",
            f"    starts: {{entered: {one.name}}}",
            f"    met: {{left: {one.name}}}",
            "    cancelled: {act: withdraw}",
            f"    within: 3 {unit}",
            "    remind: [{at: 50%, to: owner}]",
            f"    missed: [{{to: [owner, {{role: {answers.roles[-1].name}}}]}}]",
        )


def _step(state: Named) -> str:
    return f"{STEP}{state.name}"


def _titled(one: Named) -> str:
    return _title(one.title or one.name.replace("_", " ").strip().capitalize() or one.name)


def _title(words: str) -> str:
    return f"{{{current_language()}: {json.dumps(words, ensure_ascii=False)}}}"


# --- its scenarios ---------------------------------------------------------------------------


def _scenarios(answers: Answers, definition: Definition, today: date, zone: str) -> Iterator[str]:
    begins = f"{_next_monday(today)} {TEN_O_CLOCK}"
    shown = moment(read_local(begins, zone_named(zone)), zone)
    staff = dict(zip(PEOPLE, (one.name for one in answers.roles), strict=False))
    yield "# " + gettext("What should happen, and when; docs/testing.md explains.")
    yield from ("language: 1", "", "given:", f"  zone: {zone}", f"  begins: {shown}")
    yield "  staff:"
    yield from (f"    {name}: {{roles: {role}}}" for name, role in staff.items())
    yield from ("", "scenarios:", "  from_beginning_to_end:")
    yield "    title: " + _title(gettext("From the beginning to the end, in time"))
    yield "    steps:"
    with Simulation(definition, now=begins, zone=zone, staff=staff) as simulation:
        yield from _gone_through(answers, simulation)
    yield from ("", "  nobody_goes_on:")
    yield "    title: " + _title(gettext("Nobody goes on with it, and it is told"))
    yield "    steps:"
    with Simulation(definition, now=begins, zone=zone, staff=staff) as simulation:
        yield from _left_alone(answers, simulation, zone)


def _gone_through(answers: Answers, simulation: Simulation) -> Iterator[str]:
    actor, data = PEOPLE[0], {"subject": gettext("An example")}
    first, *others = answers.states
    simulation.open(data, by=actor)
    yield from _opening(answers)
    yield f"        then: {{state: {first.name}, owner: {actor}, due: {_due(first, simulation)}}}"
    for one in others:
        simulation.do(_step(one), by=actor)
        due = _due(one, simulation) if one is not others[-1] else "nothing"
        yield f"      - who: {actor}"
        yield f"        does: {_step(one)}"
        yield f"        then: {{state: {one.name}, due: {due}}}"


def _left_alone(answers: Answers, simulation: Simulation, zone: str) -> Iterator[str]:
    first = answers.states[0]
    simulation.open({"subject": gettext("An example")}, by=PEOPLE[0])
    yield from _opening(answers)
    due = simulation.deadline(first.name).due_at
    yield f"      - at: {moment(due, zone, end=True)}"
    yield "        then:"
    yield f"          missed: {first.name}"
    yield "          fired:"
    for one in simulation.run_until(due):
        yield f"            - {_fired(one, zone)}"


def _opening(answers: Answers) -> Iterator[str]:
    subject = json.dumps(gettext("An example"), ensure_ascii=False)
    yield f"      - who: {PEOPLE[0]}"
    yield f"        does: {_step(answers.states[0])}"
    yield f"        with: {{subject: {subject}}}"


def _due(state: Named, simulation: Simulation) -> str:
    view = simulation.show()
    due = simulation.deadline(state.name).due_at
    return f"{{{state.name}: {moment(due, view.zone, end=True)}}}"


def _fired(one: Firing, zone: str) -> str:
    to = f", to: [{', '.join(one.recipients)}]" if one.recipients else ""
    return f"{{at: {moment(one.at, zone, end=True)}, {one.kind}: {one.deadline}{to}}}"


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())
