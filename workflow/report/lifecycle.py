"""A definition in words, and the list of editions."""

from collections.abc import Iterable

from workflow.calendars.amounts import DAYS, asks_calendar
from workflow.calendars.wording import amount
from workflow.definition.deadline import Deadline, Moment, amounts
from workflow.definition.model import Definition, State
from workflow.report import duties, ladders, owners, papers, recurring, steps
from workflow.report.editions import stands_behind
from workflow.report.fields import fields, read_by
from workflow.report.glossary import Glossary
from workflow.report.kin import same
from workflow.report.permissions import permissions
from workflow.report.promises import promise
from workflow.report.reuse import put_together
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, conditional, counting, listed, titled
from workflow.service.views import EditionView
from workflow.translation import chosen, gettext


def editions(known: Iterable[EditionView]) -> Table:
    """Return a table of published editions."""
    return Table(
        (
            gettext("Name"),
            gettext("Title"),
            gettext("Edition"),
            gettext("In effect from"),
            gettext("Fingerprint"),
            gettext("Remark"),
        ),
        [
            (
                one.definition,
                chosen(one.title, one.definition),
                one.edition,
                one.effective,
                one.hash[:12],
                gettext("in effect") if one.current else "",
            )
            for one in known
        ],
    )


def definition(shown: Definition) -> list[Block]:
    """Return a definition: its states, its steps, its fields and its deadlines."""
    words = Glossary(shown)
    return [
        gettext("{definition}, edition {edition}, in effect from {date}").format(
            definition=titled(shown.workflow, shown.title),
            edition=shown.edition,
            date=shown.effective,
        ),
        *(f"  {line}" for line in stands_behind(shown.issue)),
        *read_by(shown, words),
        *(f"  {line}" for line in put_together(shown.origins)),
        "",
        gettext("States"),
        _states(shown, words),
        "",
        gettext("Steps"),
        *(line for one in shown.transitions.values() for line in steps.lines(one, shown, words)),
        *duties.definition(
            shown,
            words,
            {one.name: _moments(one.opens, words) for one in shown.duties.values()},
        ),
        gettext("Fields"),
        fields(shown, words),
        *same(shown, words),
        "",
        gettext("Deadlines"),
        *(line for one in shown.deadlines.values() for line in _deadline(one, words)),
        *papers.documents(shown),
        *_counters(shown, words),
        *recurring.definition(shown, words),
        *papers.of_file(shown, words),
        "",
        gettext("Permissions"),
        *permissions(shown, words),
        *_promises(shown, words),
    ]


def _promises(shown: Definition, words: Glossary) -> list[str]:
    if not shown.promises:
        return []
    return ["", gettext("Promises"), *(f"  {promise(one, words)}" for one in shown.promises)]


def _counters(shown: Definition, words: Glossary) -> list[str]:
    if not shown.counters:
        return []
    return ["", gettext("Counters"), *owners.counters(shown.counters.values(), words)]


def _states(shown: Definition, words: Glossary) -> Table:
    return Table(
        (gettext("Name"), gettext("Title"), gettext("Owner"), gettext("Remark")),
        [
            (
                state.name,
                chosen(state.title, state.name),
                _owner(state, words),
                listed([*_remarks(state, words)]),
            )
            for state in shown.states.values()
        ],
    )


def _remarks(state: State, words: Glossary) -> Iterable[str]:
    if state.final:
        yield gettext("final")
    if state.editable:
        names = listed([words.field(one) for one in state.editable])
        yield gettext("can be changed there: {fields}").format(fields=names)


def _owner(state: State, words: Glossary) -> str:
    if state.owner is not None:
        return owners.owner(state.owner, words)
    return NOTHING if state.final else gettext("stays")


def _deadline(shown: Deadline, words: Glossary) -> list[str]:
    lines = [
        titled(shown.name, shown.title),
        gettext("  starts: {moments}").format(moments=_moments(shown.starts, words)),
        gettext("  met: {moments}").format(moments=_moments(shown.met, words)),
    ]
    if shown.cancelled:
        lines.append(
            gettext("  cancelled: {moments}").format(moments=_moments(shown.cancelled, words))
        )
    for limit in shown.within:
        length = amount(limit.amount)
        if limit.amount.unit in DAYS:
            length = gettext("{amount} ({count})").format(
                amount=length, count=counting(shown.count)
            )
        length = conditional(length, limit.when)
        lines.append(gettext("  within: {length}").format(length=length))
    lines += [gettext("  {rule}").format(rule=one) for one in _rules(shown, words)]
    if shown.agreed:
        lines.append(
            gettext("  unless another time is agreed: {field}").format(
                field=words.field(shown.agreed)
            )
        )
    return [*lines, *ladders.lines(shown, words), ""]


def _rules(shown: Deadline, words: Glossary) -> Iterable[str]:
    """Yield what else is to be known of it, and of when it is due."""
    if not shown.owed:
        yield gettext("nobody owes it: its time runs out")
    if shown.due:
        yield gettext("due at the time in {field}").format(field=words.field(shown.due))
    if shown.calendar and any(asks_calendar(*one) for one in amounts(shown)):
        yield gettext("by the calendar {calendar}").format(calendar=shown.calendar)
    for factor in shown.factors:
        share = gettext("{percent} percent of it").format(percent=factor.percent)
        yield conditional(share, factor.when)
    if shown.applies:
        yield conditional(gettext("applies only"), shown.applies)
    yield from pauses(shown, words)
    texts = {
        ("again", "keep"): gettext("runs on if it starts again"),
        ("again", "both"): gettext("runs beside itself if it starts again"),
        ("on_resume", "restart"): gettext("starts anew after a pause"),
        ("on_change", "keep"): gettext("stays as it is when data changes"),
        ("on_transfer", "restart"): gettext("starts anew with another owner"),
        ("on_revision", "keep"): gettext("stays as it is when official days are revised"),
    }
    for (member, value), text in texts.items():
        if getattr(shown, member) == value:
            yield text
    if shown.late.send == "all":
        yield gettext("after a downtime all messages go out")
    if shown.late.older_than is not None:
        age = amount(shown.late.older_than)
        yield gettext("after a downtime messages older than {age} do not go out").format(age=age)


def kind(shown: Deadline) -> Iterable[str]:
    """Yield what a deadline is."""
    yield gettext("a promise") if shown.owed else gettext("a time that runs out, nobody owes it")


def pauses(shown: Deadline, words: Glossary) -> Iterable[str]:
    """Yield when a deadline is paused."""
    for pause in shown.pauses:
        if pause.state is not None:
            yield gettext("paused in {state}").format(state=words.state(pause.state))
        elif pause.duty is not None:
            yield gettext("paused while {duty} is open").format(duty=words.duty(pause.duty))
        else:
            yield gettext("paused if {condition}").format(condition=pause.when)


def _moments(moments: Iterable[Moment], words: Glossary) -> str:
    return listed([moment(one, words) for one in moments])


def moment(shown: Moment, words: Glossary) -> str:
    """Return what happens at a moment."""
    kind, name = shown.kind, shown.name
    if kind in {"entered", "left"}:
        text = gettext("{state} is entered") if kind == "entered" else gettext("{state} is left")
        return text.format(state=words.state(name))
    if kind in {"opened", "settled"}:
        text = gettext("{duty} is opened") if kind == "opened" else gettext("{duty} is settled")
        return text.format(duty=words.duty(name))
    if kind == "field":
        return gettext("the time in {field}").format(field=words.field(name))
    if kind == "missed":
        text = (
            gettext("{deadline} is missed") if words.owed(name) else gettext("{deadline} ran out")
        )
        return text.format(deadline=words.deadline(name))
    if kind == "closed":
        return gettext("the last {definition} opened from it is closed").format(definition=name)
    return gettext("{step} is done").format(step=words.trigger(name))
