"""The one place that says which error ends the program with which exit code.

====  =============================================================================================
code  meaning
====  =============================================================================================
0     done
2     the command line, or a value on it, is wrong
3     what was named does not exist: case, definition, calendar, person, site, schedule, channel
4     the rules refuse it, or a file is there that would be lost; nothing was changed
5     the person may not do it
6     somebody else changed the case, or the key was used before: look again and repeat
7     a definition, its scenarios or a calendar is invalid, published otherwise, or needs what
      nobody registered
8     the database is missing, outdated, locked or cannot be used
9     ``verify``, ``doctor``, ``explain`` or ``definition test`` found something wrong, ``db`` a
      history that is damaged or not protected, ``attachments`` another file, ``rebuild`` or
      ``revise`` left something, cases are set aside, something that recurs failed, a message
      was not sent, a secret is missing, or ``daemon status`` found something to look at
10    no daemon lives (``daemon status``)
70    unexpected: a defect in this program
130   interrupted from the keyboard
141   whoever reads the output closed it before it was known how the command ends
====  =============================================================================================

1 is never used: it is what a crashed interpreter ends with.
"""

import click

DONE = 0
USAGE = 2
NOT_FOUND = 3
REFUSED = 4
NOT_AUTHORISED = 5
CONFLICT = 6
DEFINITION_INVALID = 7
DATABASE = 8
FOUND_WRONG = 9
NOT_RUNNING = 10
UNEXPECTED = 70
INTERRUPTED = 130
UNREAD = 141


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error."""
    if isinstance(error, click.ClickException):
        return USAGE
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return INTERRUPTED
    from workflow import errors

    # The first that fits counts, so the special stand before the general.
    codes: tuple[tuple[type[BaseException], int], ...] = (
        (errors.NotAuthorised, NOT_AUTHORISED),
        (errors.SkippingNotAuthorised, NOT_AUTHORISED),
        (errors.StaleCase, CONFLICT),
        (errors.KeyReused, CONFLICT),
        (errors.ActRefused, REFUSED),
        (errors.DeadlineError, REFUSED),
        (errors.WindowError, REFUSED),
        (errors.CaseNotFound, NOT_FOUND),
        (errors.DefinitionNotFound, NOT_FOUND),
        (errors.CalendarNotFound, NOT_FOUND),
        (errors.RevisionUnknown, NOT_FOUND),
        (errors.DocumentNotBrought, NOT_FOUND),
        (errors.PersonUnknown, NOT_FOUND),
        (errors.RoleUnknown, NOT_FOUND),
        (errors.SiteUnknown, NOT_FOUND),
        (errors.OwnerMissing, REFUSED),
        (errors.NothingToSkip, REFUSED),
        (errors.ScheduleUnknown, NOT_FOUND),
        (errors.SkillUnknown, NOT_FOUND),
        (errors.CounterUnknown, NOT_FOUND),
        (errors.DeliveryUnknown, NOT_FOUND),
        (errors.DeliveryAmbiguous, NOT_FOUND),
        (errors.DeliveryEnded, REFUSED),
        (errors.DeliveryUnderWay, REFUSED),
        (errors.DeliveryUntried, REFUSED),
        (errors.DeliveryGoesThere, REFUSED),
        (errors.ChannelUnknown, NOT_FOUND),
        (errors.DefinitionError, DEFINITION_INVALID),
        (errors.EditionTaken, DEFINITION_INVALID),
        (errors.PromiseUnproved, DEFINITION_INVALID),
        (errors.PromiseBroken, DEFINITION_INVALID),
        (errors.PromiseProved, DEFINITION_INVALID),
        (errors.LinksBroken, DEFINITION_INVALID),
        (errors.TrialRefused, DATABASE),
        (errors.StateUnknown, NOT_FOUND),
        (errors.DeadlineUnknown, NOT_FOUND),
        (errors.NameNotRegistered, DEFINITION_INVALID),
        (errors.BackupThere, REFUSED),
        (errors.StoreNewer, REFUSED),
        (errors.StoreUnreadable, REFUSED),
        (errors.StoreError, DATABASE),
        (errors.WorkflowError, USAGE),
        (OSError, USAGE),
    )
    return next((code for kind, code in codes if isinstance(error, kind)), UNEXPECTED)
