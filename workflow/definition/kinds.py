"""The JSON forms that values have, and why one does not fit.

A value is a text, a whole number or a flag; a list of such; or a reference to a file, or a list of
those. Everything can be written as JSON and read back as it was.
"""

from collections.abc import Mapping

Scalar = str | int | bool
Attachment = Mapping[str, str | int]
"""A reference to a file: ``name``, ``size`` in bytes, ``sha256``, media ``type``."""
Value = Scalar | Attachment | list[Scalar | Attachment]


class ValueInvalid(ValueError):
    """A value does not fit its field; ``expected`` says, translated, what would."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected
