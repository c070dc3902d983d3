"""People, sites and what was typed."""

from collections.abc import Sequence

from workflow.errors.base import WorkflowError
from workflow.translation import mark


class ActorMissing(WorkflowError):
    """Nobody said who is acting."""

    message = mark("It is not said who is acting.")
    advice = mark("Give --as NAME or set COMPLAINTS_ACTOR.")


class ReasonMissing(WorkflowError):
    """Nobody said why, of what is recorded with its reason."""

    message = mark("It is not said why, and that is recorded.")
    advice = mark("Give --reason TEXT.")


class PersonUnknown(WorkflowError):
    """The directory does not know that person."""

    person: str
    suggestion: str = ""
    message = mark("Nobody called {person} is known.")
    advice = mark("`complaints staff list` shows who is; `complaints staff add` adds somebody.")


class RoleUnknown(WorkflowError):
    """No published definition has such a role."""

    role: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No definition has a role called {role}.")
    advice = mark("Roles: {known}. A definition of your own must be published first.")


class SkillUnknown(WorkflowError):
    """No published definition chooses by such a skill."""

    skill: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No definition asks for a skill called {skill}.")
    advice = mark("Skills: {known}. A definition of your own must be published first.")


class SiteUnknown(WorkflowError):
    """There is no such site, or it was left open which one."""

    site: str
    known: Sequence[str] = ()
    message = mark("There is no site called {site}.")
    advice = mark("Sites: {known}. Name one with --site.")


class SiteMissing(WorkflowError):
    """Several sites are possible and none was named."""

    known: Sequence[str] = ()
    message = mark("It is not said which site this is for.")
    advice = mark("Name one with --site: {known}.")


class StaffInvalid(WorkflowError):
    """What was said about a person cannot be."""

    person: str
    reason: str
    message = mark("{person} cannot be recorded like this: {reason}")


class InputInvalid(WorkflowError):
    """A value typed in cannot be read: a time, a date, an option."""

    value: str
    expected: str
    message = mark("{value} cannot be read: expected {expected}.")


class InputImpossible(InputInvalid):
    """A value typed in can be read, and still cannot be."""

    message = mark("{value} is not possible: expected {expected}.")
