"""One case: as it is, and what an act made of it."""

from collections.abc import Iterable
from datetime import timedelta

from workflow.report import duties
from workflow.report.glossary import Glossary
from workflow.report.kin import related
from workflow.report.possible import possible
from workflow.report.promises import doubtful
from workflow.report.scripts import said
from workflow.report.table import Block, Table
from workflow.report.words import (
    NOTHING,
    arrangements,
    due,
    estimated,
    listed,
    local,
    owner,
    standing,
    titled,
)
from workflow.service.views import (
    BarredView,
    CaseView,
    DeadlineView,
    FieldView,
    Receipt,
)
from workflow.translation import chosen, gettext, ngettext


def receipt(view: Receipt, case: CaseView) -> list[Block]:
    """Return one line on what the case is now, and a line for each deadline that runs."""
    blocks: list[Block] = []
    if view.repeated:
        blocks.append(gettext("This was done before with the same key; nothing was done again."))
    blocks += [
        gettext("{field} says “{phrase}”; better say: {instead}").format(
            field=one.field, phrase=one.phrase, instead=chosen(one.instead, "")
        )
        for one in view.avoid
    ]
    if view.clock_behind is not None:
        blocks.append(
            gettext(
                "The clock of this machine is {time} behind the last event of the case: "
                "correct the clock that is wrong. See `complaints history {case}`."
            ).format(time=_clock(view.clock_behind), case=view.case)
        )
    blocks.append(
        gettext("{case} is now {state}. Owner: {owner}. Version: {version}.").format(
            case=case.case,
            state=titled(case.state, case.state_title),
            owner=owner(case.owner, closed=case.final),
            version=case.version,
        )
    )
    if view.role_empty is not None:
        blocks.append(
            gettext(
                "Of the role {role} at the site {site} nobody could be chosen: the case went to "
                "{owner}. See `complaints staff list`."
            ).format(role=view.role_empty, site=case.site, owner=case.owner)
        )
    blocks += _barred(view.barred, case)
    blocks += [gettext("Opened: {case}").format(case=one) for one in view.opened]
    blocks += [
        gettext(
            "Of the role {role} at the site {site} nobody could be chosen for {case}: it went to "
            "{owner}. See `complaints staff list`."
        ).format(role=role, site=case.site, case=child, owner=owner)
        for child, role, owner in view.elsewhere
    ]
    if view.same:
        blocks.append(
            gettext("Open cases with the same data: {cases}. See `complaints merge`.").format(
                cases=listed(view.same)
            )
        )
    blocks += [
        gettext("  {deadline}: due {due} ({status})").format(
            deadline=titled(one.name, one.title),
            due=due(one.due_at, case.zone),
            status=standing(one, case.zone),
        )
        for one in case.deadlines
        if one.running
    ]
    return [*blocks, *_owed(view, case)]


def stands(view: Receipt, words: Glossary) -> list[Block]:
    """Return what does not move though the field that said when it happened was corrected."""
    text = gettext(
        "{field} said when {step} happened. That stays as it was recorded, and so do the deadlines "
        "that count from it; only those that start with the field itself follow. To have them "
        "count from the right time, open the case anew with it and end this one."
    )
    return [
        text.format(field=words.field(field), step=words.trigger(step))
        for field, step in view.stands
    ]


def _barred(found: Iterable[BarredView], case: CaseView) -> Iterable[str]:
    """Yield why the owner must not own the case, and what to do."""
    for one in found:
        if one.step:
            text = gettext(
                "Only {owner}, who owns the case, may do {step}, and must not: {owner} {reason}. "
                "Give the case to somebody else: `complaints assign {serial} PERSON`."
            )
        else:
            text = gettext(
                "{owner} owns the case and must not any more: {owner} {reason}. Give it to "
                "somebody else: `complaints assign {serial} PERSON`."
            )
        step = titled(one.step, one.step_title or {})
        yield text.format(owner=one.owner, step=step, reason=one.reason, serial=case.serial)


def _owed(view: Receipt, case: CaseView) -> Iterable[str]:
    """Yield the open duties, and of which nobody with the role was there."""
    roles = dict(view.unfilled)
    for one in case.duties:
        yield from (f"  {line}" for line in duties.owed([one]))
        if one.name in roles:
            text = gettext("Nobody holds the role {role} here.")
            yield f"    {text.format(role=roles[one.name])}"


def case(view: CaseView, words: Glossary) -> list[Block]:
    """Return a case whole: its state, its data, its deadlines, and what can be done next."""
    blocks: list[Block] = [
        gettext("{case}: {definition}, edition {edition}").format(
            case=view.case, definition=titled(view.definition, view.title), edition=view.edition
        ),
        Table((), _facts(view)),
        *_barred(view.barred, view),
        *doubtful(() if view.final else view.promises, words),
    ]
    if view.aside is not None:
        blocks += [
            "",
            ngettext(
                "Set aside since {since} after {attempts} attempt; tried again {retry}: {error}",
                "Set aside since {since} after {attempts} attempts; tried again {retry}: {error}",
                view.aside.attempts,
            ).format(
                since=local(view.aside.since, view.zone),
                attempts=view.aside.attempts,
                retry=local(view.aside.retry_at, view.zone),
                error=view.aside.error,
            ),
        ]
    if view.fields:
        blocks += ["", gettext("Fields"), _fields(view.fields, words)]
    if view.deadlines:
        blocks += ["", gettext("Deadlines"), *_deadlines(view)]
    if view.duties:
        blocks += ["", gettext("Duties"), duties.of_case(view.duties, view.zone)]
    if view.related:
        blocks += ["", gettext("Belongs together with"), related(view.related)]
    if view.script:
        blocks += ["", gettext("What to say"), *(line for one in view.script for line in said(one))]
    return [*blocks, "", *possible(view, words)]


def _facts(view: CaseView) -> list[tuple[str, str]]:
    facts = [
        (gettext("State"), titled(view.state, view.state_title)),
        (gettext("Last owner") if view.final else gettext("Owner"), view.owner or NOTHING),
        (gettext("Site"), gettext("{name} ({title})").format(name=view.site, title=view.zone)),
        (gettext("Opened"), local(view.opened_at, view.zone)),
        (gettext("Version"), str(view.version)),
    ]
    if view.followed:
        facts.append((gettext("Earlier editions"), listed(view.followed)))
    if view.department:
        facts.insert(3, (gettext("Department"), view.department))
    return facts


def _fields(fields: Iterable[FieldView], words: Glossary) -> Table:
    return Table(
        (gettext("Name"), gettext("Title"), gettext("Value")),
        [
            (
                one.name,
                chosen(one.title, one.name),
                _value(one, words),
            )
            for one in fields
        ],
    )


def _value(one: FieldView, words: Glossary) -> str:
    if one.withheld:
        return gettext("(withheld)")
    return gettext("erased") if one.erased else words.value(one.name, one.value)


def _deadlines(view: CaseView) -> list[Block]:
    return [_cycles(view), *(line for text in arrangements(view.deadlines) for line in ("", text))]


def _cycles(view: CaseView) -> Table:
    return Table(
        (
            gettext("Name"),
            gettext("Title"),
            gettext("Cycle"),
            gettext("Status"),
            gettext("Due"),
            gettext("Done"),
        ),
        [
            (
                one.name,
                chosen(one.title, one.name),
                str(one.cycle),
                standing(one, view.zone),
                _due(one, view.zone),
                local(one.done_at, view.zone),
            )
            for one in view.deadlines
        ],
    )


def _due(view: DeadlineView, zone: str) -> str:
    when = due(view.due_at, zone)
    if view.agreed:
        when = gettext("{when}, as agreed").format(when=when)
    if said := estimated(view):
        return gettext("{when}, {remark}").format(when=when, remark=said)
    return when


def _clock(length: timedelta) -> str:
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
