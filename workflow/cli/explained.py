"""An error in words for the person at the screen: what happened and what to do."""

from workflow.translation import gettext

ON_A_CASE = frozenset({"assign", "correct", "erase", "merge", "note", "set", "show", "history"})
"""Commands about a case that are no step of it, and may be taken for one."""


def explained(error: Exception) -> str:
    """Return what to tell the person."""
    from workflow.errors import DefinitionError, LinksBroken, TriggerUnknown, WorkflowError

    if not isinstance(error, WorkflowError | OSError):
        return _apology(error)
    message = str(error) if isinstance(error, WorkflowError) else _about_file(error)
    if suggestion := getattr(error, "suggestion", ""):
        question = gettext("Did you mean {suggestion}?").format(suggestion=suggestion)
        if question not in message:
            message = f"{message} {question}"
    if isinstance(error, TriggerUnknown) and error.trigger in ON_A_CASE:
        hint = gettext("That is a command of its own: `complaints {command} {case}`.")
        message = f"{message} {hint.format(command=error.trigger, case=error.case)}"
    message = gettext("Error: {message}").format(message=message)
    problems = error.problems if isinstance(error, DefinitionError) else ()
    if isinstance(error, LinksBroken):
        problems = error.located
    if problems:
        from workflow.cli.files import more_about
        from workflow.definition.rendering import render

        return "\n".join([*map(render, problems), message, more_about(problems)])
    return message


def _apology(error: Exception) -> str:
    # Its own text may hold what the case holds, so only its kind is named.
    return gettext(
        "Sorry, something unexpected happened ({kind}): a defect in this program. "
        "Run the command again with --debug and report what it shows; "
        "leave out personal data."
    ).format(kind=type(error).__name__)


def _about_file(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return gettext("Reading or writing failed: {reason}").format(reason=reason)
    if isinstance(error, FileNotFoundError):
        text = gettext("There is no file {file}.")
    elif isinstance(error, IsADirectoryError):
        text = gettext("{file} is a folder, not a file.")
    elif isinstance(error, PermissionError):
        text = gettext("{file} may not be read or written by you.")
    else:
        text = gettext("{file} cannot be used: {reason}")
    return text.format(file=error.filename, reason=reason)
