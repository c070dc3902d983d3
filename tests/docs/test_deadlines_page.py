"""The page that says how deadlines behave: its tables are counted, its stories are lived.

A table whose first column is ``Start`` says when a length of time runs out. One whose first column
is ``Time`` tells what happens to a case under the definition above it; the columns after the second
are deadlines, and say of each how it stands then.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest
import yaml
from documents import DOCUMENTS

from workflow import WorkflowError
from workflow.calendars.amounts import UNITS, Amount, Count
from workflow.calendars.factors import scaled
from workflow.calendars.local import read_local, show_local, zone
from workflow.calendars.pauses import add_around
from workflow.calendars.working import WorkingTime
from workflow.definition import shipped
from workflow.definition.calendar_file import load as load_calendar
from workflow.service.official_days import settle
from workflow.service.views import CaseView
from workflow.testing import Simulation

TEXT = (DOCUMENTS / "deadlines.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
STAFF = {"ann": "clerk", "ben": "clerk", "wang": "supervisor"}

# What the definitions of the page are put into: a complaint that somebody answers.
BASE = """
language: 1
workflow: letter
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles: {clerk: {title: Clerk}, supervisor: {title: Supervisor}}
fields:
  kind:     {type: choice, of: [service, safety, praise]}
  written:  {type: date}
  visit:    {type: moment}
  reason:   {type: text, personal: false}
states:
  open:    {editable: [kind, written, visit]}
  waiting: {}
  closed:  {final: true}
transitions:
  receive: {from: new, to: open, by: any_staff}
  ask:     {from: open, to: waiting, by: any_staff}
  reply:   {from: waiting, to: open, by: any_staff}
  resume:  {from: any_open, to: open, by: any_staff}
  close:   {from: any_open, to: closed, by: any_staff}
deadlines:
  any:
    starts: [{entered: open}, {entered: waiting}]
    met: {act: close}
    within: 1 month
permissions: {set: [any_staff], record_late: [any_staff]}
"""


class Table(NamedTuple):
    """A table of the page under its heading, with the definition that stands above it."""

    heading: str
    above: str
    columns: list[str]
    rows: list[list[str]]


def tables() -> Iterator[Table]:
    parts = re.split(r"^## (.+)$", TEXT, flags=re.MULTILINE)
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        for found in re.finditer(r"(?:^\|.*\n)+", text, re.MULTILINE):
            head, _line, *lines = ([*cells(line)] for line in found[0].splitlines())
            above = re.findall(r"```yaml\n(.*?)```", text[: found.start()], re.DOTALL)
            yield Table(heading, above[-1] if above else "", head, lines)


def cells(line: str) -> Iterator[str]:
    return (cell.strip() for cell in line.strip("|").split("|"))


def of_kind(first: str) -> list[Table]:
    return [table for table in tables() if table.columns[0] == first]


# --- counting ------------------------------------------------------------------------------------

WORDS = {
    "First day": ("first_day", {}),
    "Ends": ("ends", {"24:00": "end_of_day", "same time": "same_time", "at close": "close"}),
    "Closed at the start": ("start_closed", {}),
    "Closed at the end": ("last_closed", {}),
}


def counts() -> list[Any]:
    return [
        pytest.param(dict(zip(table.columns, row, strict=True)), id=f"{table.heading}: {row}")
        for table in of_kind("Start")
        for row in table.rows
    ]


def counted(row: Mapping[str, str]) -> Count:
    said: dict[str, Any] = {}
    for column, (name, words) in WORDS.items():
        cell = row.get(column, "-").strip("`")
        if cell != "-":
            said[name] = words.get(cell, cell)
            assert said[name] in get_args(get_type_hints(Count)[name])
    return Count(**said)


@pytest.mark.parametrize("row", counts())
def test_a_length_of_time_runs_out_when_the_page_says(row: Mapping[str, str]) -> None:
    number, unit = row["Length"].strip("`").split(" ", 1)
    unit = unit if unit in UNITS else f"{unit}s"
    length = Amount(int(number), next(one for one in UNITS if one == unit))
    if "Factor" in row:
        length = scaled(length, int(row["Factor"].rstrip("%")))
    where = zone(row.get("Site", "Asia/Shanghai"))
    by = office() if "Site" not in row else where
    pauses = [
        (read_local(first, where), read_local(last, where))
        for first, last in re.findall(r"(\S+ \S+) to (\S+ \S+?)(?:,|$)", row.get("Paused", ""))
    ]
    due = add_around(read_local(row["Start"], where), length, by, counted(row), pauses)
    assert show_local(due, where, end=True) == row["Due"]


def office() -> WorkingTime:
    rules = load_calendar(shipped.calendar_path("office-cn"))
    return WorkingTime(rules, settle("CN", None, range(2025, 2029)))


# --- stories -------------------------------------------------------------------------------------


def stories() -> list[Any]:
    return [pytest.param(table, id=table.heading) for table in of_kind("Time")]


@pytest.mark.parametrize("table", stories())
def test_what_the_page_tells_is_what_happens(table: Table) -> None:
    (begin, *_), *_rest = table.rows
    names = [CODE.findall(column)[0] for column in table.columns[2:]]
    told, happened = [], []
    with Simulation(merged(table.above), now=begin, staff=STAFF) as house:
        for time, what, *standing in table.rows:
            house.run_until(time)
            for act in CODE.findall(what):
                done(house, act, refused="refused" in what)
            house.run_until(time)  # the daemon is awake
            view = house.show()
            told.append([time, *standing])
            happened.append([time, *(stands(view, name) for name in names)])
    assert happened == told


def merged(above: str) -> str:
    whole, more = yaml.safe_load(BASE), yaml.safe_load(above)
    for key, value in more.items():
        whole[key] = {**whole[key], **value} if isinstance(value, dict) else value
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def done(house: Simulation, act: str, *, refused: bool) -> None:
    """Do what a row says, as it would be typed: ``set kind=safety``, ``assign ben``, ``ask``."""
    word, _blank, rest = act.partition(" ")
    name, sign, value = rest.partition("=")
    data = {name: value} if sign else {}
    if word == "receive":
        house.open(data, by="ann")
    elif word == "set":
        house.flow.set(house.show().case, data, actor="wang")
    elif word == "assign":
        house.flow.assign(house.show().case, rest, actor="wang")
    elif refused:
        with pytest.raises(WorkflowError):
            house.do(word, data, by="wang")
    else:
        house.do(word, data, by="wang")


def stands(view: CaseView, name: str) -> str:
    """How a deadline stands, in the words of the page."""
    cycles = [one for one in view.deadlines if one.name == name]
    running = [one for one in cycles if one.over_at is None]
    words = {"paused": "stands still", "missed": "missed", "cancelled": "not owed"}
    if running:
        return ", ".join(
            words.get(one.status) or show_local(one.due_at, zone(view.zone), end=True)
            for one in running
        )
    return {"met": "kept", "missed": "missed"}.get(cycles[-1].status, "over") if cycles else "-"


def test_there_is_a_table_under_every_heading_that_is_to_be_checked() -> None:
    assert len(of_kind("Start")) >= 4
    assert len(stories()) >= 9
