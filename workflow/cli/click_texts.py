"""The texts Click itself says, listed so that the catalogues hold them.

Click looks them up in our catalogue (see ``translated.speaking``); nothing here is called.
"""

from workflow.translation import mark


def mark_plural(singular: str, plural: str) -> tuple[str, str]:
    """Mark a text that depends on a number for the catalogues."""
    return singular, plural


TEXTS = (
    mark("Usage:"),
    mark("Commands"),
    mark("[OPTIONS]"),
    mark("COMMAND [ARGS]..."),
    mark("[COMMAND] [ARGS]..."),
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Missing command."),
    mark("No such command {name!r}."),
    mark("No such option {name!r}."),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("Option {name!r} does not take a value."),
    mark_plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    mark_plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    mark_plural(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."
    ),
)
