"""The house: who is told, by what way, and by which calendars time is counted."""

import shlex
from collections.abc import Iterator
from datetime import timedelta

from workflow.definition.resolved import from_json
from workflow.doctor.diagnosis import Diagnosis
from workflow.doctor.patient import Patient
from workflow.engine.directory import contacts_of
from workflow.notify.trying import broken_words
from workflow.report.warnings import warning
from workflow.service.addressee_checks import followed
from workflow.service.house_warnings import warned_now
from workflow.store import official_days
from workflow.translation import gettext, shortened

AHEAD = timedelta(days=60)


def messages(patient: Patient) -> Iterator[Diagnosis]:
    """Whether messages can leave the house."""
    found = patient.messages
    if found is None:
        yield Diagnosis("messages", "wrong", patient.messages_trouble)
        return
    if found.file is None:
        text = gettext("There are no settings of messages: they go to the log of the daemon only.")
        yield Diagnosis("messages", "note", text, "complaints notify sample > complaints.toml")
        return
    lacking = [(one.name, one.lacking) for one in found.channels if one.lacking]
    for name, why in lacking:
        text = gettext("The channel {channel} cannot send: {reason}.")
        text = text.format(channel=name, reason=why)
        yield Diagnosis("messages", "wrong", text, "complaints notify channels")
    broken = broken_words(found)
    for text in broken:
        yield Diagnosis("messages", "wrong", text, "complaints notify channels")
    if not lacking and not broken:
        text = gettext("The settings of messages are in order: {file}.").format(file=found.file)
        yield Diagnosis("messages", "ok", text)


def contacts(patient: Patient) -> Iterator[Diagnosis]:
    """Whether people can be reached by the channels of the settings."""
    settings = patient.messages
    if settings is None or settings.file is None:
        return
    channels = {one.name for one in settings.channels}
    with patient.opened.transactions.reading() as connection:
        directory = patient.opened.directory(connection)
        reach = {
            name: set(contacts_of(directory, name))
            for name in directory.names()
            if not directory.absent(name, patient.now)
        }
    cure = "complaints staff add PERSON --reach CHANNEL=ADDRESS"
    unknown = sorted({one for ways in reach.values() for one in ways - channels})
    if unknown:
        text = gettext("People have addresses on channels that no settings have: {channels}.")
        text = text.format(channels=shortened(unknown))
        yield Diagnosis("contacts", "note", text, "complaints notify channels")
    unreached = sorted(name for name, ways in reach.items() if not ways & channels)
    if unreached:
        text = gettext("Told by the default channels only ({channels}), without an address: {who}.")
        defaults = gettext(", ").join(settings.routes.defaults)
        text = text.format(channels=defaults, who=shortened(unreached))
        yield Diagnosis("contacts", "note", text, cure)
    if reach and not unknown and not unreached:
        yield Diagnosis("contacts", "ok", gettext("Everybody has an address on a channel."))


def sites(patient: Patient) -> Iterator[Diagnosis]:
    """Whether somebody hears of what nobody else can be told."""
    found = patient.opened.sites()
    for one in found:
        if one.fallback is None:
            text = gettext("The site {site} has no fallback: what nobody can be told is an alarm.")
            cure = f"complaints site add {shlex.quote(one.name)} --fallback PERSON"
            yield Diagnosis("sites", "note", text.format(site=one.name), cure)
    if not found:
        text = gettext("There is no site.")
        yield Diagnosis("sites", "wrong", text, "complaints site add SITE --zone ZONE")
    elif all(one.fallback is not None for one in found):
        yield Diagnosis("sites", "ok", gettext("Every site has a fallback."))


def addressees(patient: Patient) -> Iterator[Diagnosis]:
    """Whether those are there whom definitions address by name."""
    with patient.opened.transactions.reading() as connection:
        found = list(warned_now(patient.opened, connection))
        somebody = patient.opened.directory(connection).names()
    for one in found:
        yield Diagnosis("addressees", "note", warning(one))
    if not somebody:
        text = gettext("There are no people.")
        yield Diagnosis("addressees", "note", text, "complaints staff add PERSON --role ROLE")
    elif not found:
        text = gettext("Everybody whom a definition names is there.")
        yield Diagnosis("addressees", "ok", text)


def calendars(patient: Patient) -> Iterator[Diagnosis]:
    """Whether the official days reach far enough."""
    soon = sorted({patient.now.year, (patient.now + AHEAD).year})
    with patient.opened.transactions.reading() as connection:
        places = {
            (rules.country, rules.region)
            for edition in followed(connection, patient.now)
            for rules in from_json(edition.resolved).calendars.values()
            if rules.country is not None
        }
        known = {
            place: official_days.load(connection, *place, official_days.newest(connection, *place))
            for place in sorted(places, key=str)
        }
    for (country, region), official in known.items():
        named = f"{country}/{region}" if region else country
        years = {} if official is None else official.years
        words = [country, *(["--region", region] if region else [])]
        cure = shlex.join(["complaints", "calendar", "revise", *words])
        missing = [str(year) for year in soon if year not in years]
        estimated = [str(year) for year in soon if years.get(year)]
        if missing:
            text = gettext("The official days of {place} have run out: {years} missing.")
            text = text.format(place=named, years=gettext(", ").join(missing))
            yield Diagnosis("calendars", "wrong", text, cure)
        elif estimated:
            text = gettext("The official days of {place} are only estimated for {years}.")
            text = text.format(place=named, years=gettext(", ").join(estimated))
            yield Diagnosis("calendars", "note", text, cure)
        else:
            text = gettext("The official days of {place} are known.").format(place=named)
            yield Diagnosis("calendars", "ok", text)
