"""What is not wrong, but not as somebody meant it: people and sites not there, vacant roles."""

import shlex
from collections.abc import Iterable, Iterator, Sequence

from workflow.report.data import Data
from workflow.report.words import either, listed, rung, titled
from workflow.service.warning_views import Unreached
from workflow.translation import gettext

CODES = {
    "person": "person_unknown",
    "head_of": "head_missing",
    "role": "role_vacant",
    "by": "step_vacant",
    "site": "site_unknown",
    "owner": "owner_vacant",
    "party": "party_like_person",
}
ROLES = frozenset({"role", "by", "owner"})


def warning(one: Unreached) -> str:
    """Return what is missing and where, what happens instead, and what mends it."""
    told = gettext("Warning: {definition}, edition {edition}: {text}")
    if one.place:
        told = gettext("Warning: {definition}, edition {edition}, {place}: {text}")
    text = _missing(one)
    for more in (_instead(one), _meant(one), _cure(one)):
        text = gettext("{message} {advice}").format(message=text, advice=more) if more else text
    return told.format(definition=one.definition, edition=one.edition, place=one.place, text=text)


def next_step(vacant: Sequence[Unreached]) -> Iterator[str]:
    """Yield, of roles that nobody holds where nothing was opened yet, that somebody is to get them.

    Before anybody works with a definition that is no fault, but what comes next.
    """
    alone = {name for one in vacant if len(one.roles) == 1 for name in one.roles}
    # Of several roles that are all to be given anyhow, nothing more has to be said.
    roles = dict.fromkeys(
        _roles(one) for one in vacant if len(one.roles) == 1 or not alone >= one.roles.keys()
    )
    if roles:
        text = gettext("Next, give somebody each role that nobody holds: {roles}.")
        told = text.format(roles=listed([*roles]))
        how = f"`{_command(vacant[0])}`" if vacant[0].ours else _cure(vacant[0])
        yield gettext("{message} {advice}").format(message=told, advice=how)


def _missing(one: Unreached) -> str:
    if one.kind == "person":
        return gettext("Nobody is called {name}.").format(name=one.name)
    if one.kind in ROLES:
        return _vacant(one)
    if one.kind == "party":
        wanted = gettext("Somebody of the house is called {name}, as the party {party} is.")
        return wanted.format(name=one.name, party=titled(one.name, one.title))
    if one.kind == "site":
        return gettext("No site is called {name}.").format(name=one.name)
    if one.name:
        return gettext("Nobody heads the department {name}.").format(name=one.name)
    return gettext("No department is recorded, so none has a head.")


def _vacant(one: Unreached) -> str:
    role = _roles(one)
    if one.sites:
        wanted = gettext("Nobody holds the role {role} at {sites}.")
        return wanted.format(role=role, sites=listed(list(one.sites)))
    return gettext("Nobody holds the role {role}.").format(role=role)


def _roles(one: Unreached) -> str:
    return either([titled(name, title) for name, title in one.roles.items()])


def _instead(one: Unreached) -> str:
    if one.kind == "by":
        wanted = gettext("So nobody may do {step} there.")
        return wanted.format(step=titled(one.step, one.title))
    if one.kind == "party":
        return gettext("So that person may do no step of its cases that is for the staff.")
    if one.kind == "site":
        wanted = gettext("So {schedule} does not come there.")
        return wanted.format(schedule=titled(one.schedule, one.title))
    if one.kind == "owner":
        wanted = gettext(
            "So what {step} should give to one of them goes to whoever is above the owner of the "
            "case instead, or else stays with the owner."
        )
        return wanted.format(step=titled(one.step, one.title))
    text = gettext(
        "For {deadline}, {rung} goes to whoever is above the owner of the case instead, or else to "
        "the fallback of the site."
    )
    if one.alarms:
        text = gettext(
            "For {deadline}, {rung} goes to whoever is above the owner of the case instead, or "
            "else to the fallback of the site; where there is none ({sites}) an alarm is raised."
        )
    if one.step:
        text = gettext(
            "What {step} sends goes to whoever is above the owner of the case instead, or else to "
            "the fallback of the site."
        )
        if one.alarms:
            text = gettext(
                "What {step} sends goes to whoever is above the owner of the case instead, or else "
                "to the fallback of the site; where there is none ({sites}) an alarm is raised."
            )
    return text.format(
        rung=rung(one.rung, owed=one.owed) if one.rung else "",
        step=titled(one.step, one.title),
        deadline=titled(one.deadline, one.title),
        sites=listed(list(one.alarms)),
    )


def _meant(one: Unreached) -> str:
    if not one.suggestion:
        return ""
    return gettext("Did you mean {suggestion}?").format(suggestion=one.suggestion)


def _cure(one: Unreached) -> str:
    if one.kind == "party":
        return gettext("Call the party otherwise in the next edition, or the person.")
    if not one.ours:
        if one.kind == "site":
            return gettext("Add it to the sites of the application.")
        return gettext("Add it to the people of the application.")
    return gettext("`{command}` mends it.").format(command=_command(one))


def _command(one: Unreached) -> str:
    # The standard library quotes every word that is not of ASCII letters.
    name = one.name if one.name.replace("-", "").isalnum() else shlex.quote(one.name)
    somebody = gettext("PERSON")
    if one.kind == "person":
        return f"complaints staff add {name}"
    if one.kind == "site":
        return f"complaints site add {name}"
    if one.kind in ROLES:
        site = f" --site {one.sites[0]}" if one.sites else ""
        return f"complaints staff add {somebody} --role {one.name}{site}"
    if one.name:
        return f"complaints staff department {name} --head {somebody}"
    department = gettext("DEPARTMENT")
    return f"complaints staff add {somebody} --department {department}"


def warnings(found: Iterable[Unreached]) -> Data:
    """Return the warnings for programs."""
    return {
        "warnings": [
            {
                "code": CODES[one.kind],
                "definition": one.definition,
                "edition": one.edition,
                "place": one.place or None,
                "deadline": one.deadline or None,
                "rung": one.rung or None,
                "step": one.step or None,
                "schedule": one.schedule or None,
                "name": one.name or None,
                "roles": list(one.roles),
                "suggestion": one.suggestion or None,
                "alarms": list(one.alarms),
                "sites": list(one.sites),
                "text": warning(one),
            }
            for one in found
        ]
    }
