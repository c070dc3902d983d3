"""What there is to say about a code: it is told the same wherever it is shown."""

from typing import NamedTuple

from workflow.errors import Severity


class Code(NamedTuple):
    """A code with what is wrong, what to do about it, and an example that gets it.

    The texts are marked for translation. An example is what would stand in the file, or a command.
    """

    code: str
    title: str
    cure: str
    example: str
    level: Severity = "error"
