"""Transitions as they are written: who may do what, from where, with which data, to where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from workflow.calendars.amounts import Count
from workflow.calendars.rules import Text
from workflow.definition.addressing import read_sends
from workflow.definition.creating import read_creates, read_splits
from workflow.definition.deadline import Point
from workflow.definition.duties import SETTLING, read_settling
from workflow.definition.extensions import read_extensions
from workflow.definition.model import (
    ANY_OPEN,
    NEW,
    Branch,
    Field,
    Need,
    Party,
    State,
    Transition,
)
from workflow.definition.needs import HAS_KEYS, read_adds, read_needs, read_takes
from workflow.definition.nodes import Node
from workflow.definition.owner import OtherThan
from workflow.definition.owners import read_other_than, read_owner
from workflow.definition.scripts import read_avoid, read_script
from workflow.definition.sets import Sets, read_filling
from workflow.definition.titles import first_title
from workflow.definition.windows import read_contact, read_point
from workflow.translation import gettext

OUTCOME_KEYS = ("to", "stay", "first_of")
WORDS_AND_PAPERS = ("prints", "sends", "script", "avoid")
OUTCOMES = ("owner", "sets", "creates", *SETTLING)
"""What an act comes to, beside where it leads: it stands where that stands."""
BRANCH_KEYS = (
    "when", "to", "stay", "otherwise", "at_most", "per", *OUTCOMES, *WORDS_AND_PAPERS,
)  # fmt: skip
KEYS = (
    "title", "from", *OUTCOME_KEYS, "by", "needs", "takes", "adds", "has", "when", "says",
    "other_than", "consents", "at_most", "per", *OUTCOMES, "reactions", "extends", "revokes",
    "not_before", "not_after", "during", "splits", "merges", *WORDS_AND_PAPERS, "checks",
    "happened", "reads_back",
)  # fmt: skip
LATER = ("sees",)
NEEDED = ("from", "by")
PER = ("case", "entry")
STAY = "stay"
MOST_TIMES = 1000
CONSENT = "consent_"

Per = Literal["case", "entry"]


@dataclass(frozen=True, slots=True)
class Words:
    """What is declared above the transitions, and how the file counts time."""

    workflow: str
    parties: Mapping[str, Party]
    fields: Mapping[str, Field]
    states: Mapping[str, State]
    count: Count
    calendar: str | None
    duties: tuple[str, ...] = ()


def read_transitions(node: Node, words: Words) -> dict[str, Transition]:
    """Read the transitions; ``any_open`` is spelled out as the states that are not final."""
    return {name: _transition(one, name, words) for name, one in node.declared()}


def _transition(node: Node, name: str, words: Words) -> Transition:
    found = node.entries(KEYS, LATER, needed=NEEDED)
    consents = found["consents"].names("party") if "consents" in found else ()
    needs = tuple(read_needs(found["needs"], words.fields)) if "needs" in found else ()
    needs += tuple(Need(CONSENT + party) for party in consents)
    has = tuple(read_needs(found["has"], keys=HAS_KEYS)) if "has" in found else ()
    at_most, per = _how_often(found)
    others = read_other_than(found["other_than"]) if "other_than" in found else OtherThan()
    return Transition(
        name=name,
        title=first_title(_texts(found, "title") or {}, name),
        sources=_sources(found["from"], words.states) if "from" in found else (),
        branches=_branches(node, found, words),
        by=found["by"].names("actor") if "by" in found else (),
        needs=needs,
        has=tuple(one.field for one in has if one.condition is None),
        when=found["when"].condition() if "when" in found else None,
        says=_texts(found, "says"),
        other_than=others.did,
        consents=consents,
        at_most=at_most,
        per=per,
        extends=read_extensions(found["extends"]) if "extends" in found else (),
        revokes=found["revokes"].names("deadline") if "revokes" in found else (),
        reactions=found["reactions"].names("reaction") if "reactions" in found else (),
        not_before=_point(found.get("not_before"), words),
        not_after=_point(found.get("not_after"), words),
        during=read_contact(found["during"]) if "during" in found else None,
        has_if=tuple(one for one in has if one.condition is not None),
        reads_back=found["reads_back"].names("field") if "reads_back" in found else (),
        splits=read_splits(found["splits"], words.workflow, words.fields)
        if "splits" in found
        else None,
        merges="merges" in found and found["merges"].flag(),
        other_owners=others.owned,
        other_named=others.named,
        checks=found["checks"].names("field") if "checks" in found else None,
        happened=found["happened"].reference("field") if "happened" in found else None,
        takes=read_takes(found["takes"], needs) if "takes" in found else (),
        adds=read_adds(found["adds"], found.get("takes"), words.fields) if "adds" in found else (),
        **_words_and_papers(found, words),
    )


def _words_and_papers(found: Mapping[str, Node], words: Words) -> dict[str, Any]:
    """Read what a step, or a branch of one, says and brings."""
    return {
        "prints": found["prints"].names("document") if "prints" in found else (),
        "sends": read_sends(found.get("sends"), words.parties, words.calendar),
        "script": read_script(found.get("script")),
        "avoid": read_avoid(found.get("avoid")),
    }


def _point(node: Node | None, words: Words) -> Point | None:
    return read_point(node, words.count, words.calendar) if node else None


def _texts(found: Mapping[str, Node], key: str) -> Text | None:
    return found[key].title() if key in found else None


def _sources(node: Node, states: Mapping[str, State]) -> tuple[str, ...]:
    sources: dict[str, None] = {}
    for one in node.items():
        if one.value == ANY_OPEN:
            sources |= dict.fromkeys(name for name, state in states.items() if not state.final)
        elif one.value == NEW:
            sources[NEW] = None
        elif name := one.reference("state"):
            sources[name] = None
    return tuple(sources)


def _how_often(found: Mapping[str, Node]) -> tuple[int | None, Per]:
    at_most = found["at_most"].whole(1, MOST_TIMES) if "at_most" in found else None
    if "per" not in found:
        return at_most, "case"
    per: Per = "entry" if found["per"].one_of(PER) == "entry" else "case"
    if at_most is None:
        wanted = gettext("{key} needs {other} beside it.")
        found["per"].note("L009", wanted.format(key="per", other="at_most"), key=True)
    return at_most, per


# --- where it leads ----------------------------------------------------------------------------


def _branches(node: Node, found: Mapping[str, Node], words: Words) -> tuple[Branch, ...]:
    if isinstance(node.value, dict):
        _check_one_of(node, found, OUTCOME_KEYS)
    if "first_of" not in found:
        return (_outcome(found, words),)
    for key in OUTCOMES:
        if key in found:
            wanted = gettext("Beside first_of, {key} stands in the branches.")
            found[key].note("L009", wanted.format(key=key), key=True)
    return tuple(_first_of(found["first_of"], words))


def _check_one_of(node: Node, found: Mapping[str, Node], keys: tuple[str, ...]) -> None:
    said = [key for key in keys if key in found]
    if len(said) == 1:
        return
    place = found[said[1]] if said else node
    wanted = gettext("Exactly one of these must be said: {keys}.")
    place.note("L006", wanted.format(keys=", ".join(keys)), key=True)


def _first_of(node: Node, words: Words) -> Iterator[Branch]:
    """Read branches; ``otherwise`` has to come last, or a case could end up nowhere."""
    branches = node.items()
    closed = False
    for at, one in enumerate(branches, start=1):
        found = one.entries(BRANCH_KEYS)
        if closed:
            one.note("L008", gettext("Nothing may follow otherwise."))
        if isinstance(one.value, dict):
            _check_branch(one, found)
        closed = closed or "otherwise" in found
        if at == len(branches) and not closed:
            one.note("L007", gettext("The last of first_of must be otherwise."))
        yield _branch(found, words)


def _check_branch(node: Node, found: Mapping[str, Node]) -> None:
    _check_one_of(node, found, ("to", "stay", "otherwise"))
    if "otherwise" in found:
        for key in ("when", "at_most"):
            if key in found:
                wanted = gettext("otherwise always applies: {key} cannot stand beside it.")
                found[key].note("L009", wanted.format(key=key), key=True)
    elif "when" not in found and "at_most" not in found:
        node.note("L003", gettext("{key} is missing.").format(key="when"))


def _outcome(found: Mapping[str, Node], words: Words) -> Branch:
    duties = read_settling(found, words.duties)
    sets = read_filling(found["sets"], words.fields) if "sets" in found else Sets(None, ())
    return Branch(
        to=_target(found),
        owner=read_owner(found["owner"]) if "owner" in found else None,
        sets=sets.values,
        copies=sets.copies,
        creates=read_creates(found["creates"]) if "creates" in found else (),
        does=duties["does"],
        waives=duties["waives"],
        joins=duties["joins"],
    )


def _branch(found: Mapping[str, Node], words: Words) -> Branch:
    at_most, per = _how_often(found)
    condition = found["when"].condition() if "when" in found else None
    return replace(
        _outcome(found, words),
        when=condition,
        at_most=at_most,
        per=per,
        **_words_and_papers(found, words),
    )


def _target(found: Mapping[str, Node]) -> str | None:
    if "to" in found:
        return found["to"].reference("state")
    if "otherwise" in found and found["otherwise"].value != STAY:
        return found["otherwise"].reference("state")
    if "stay" in found and not found["stay"].flag():
        found["stay"].note("L004", gettext("Expected here: {what}.").format(what="true"))
    return None
