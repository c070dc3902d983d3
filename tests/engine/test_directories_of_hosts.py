"""A host's directory may leave out what it does not know: the answers it inherits."""

from workflow.engine.directory import Directory


class Short(Directory):
    """A directory that knows nothing beyond what it must."""


def test_what_a_directory_does_not_know_is_left_open() -> None:
    short = Short()
    assert (short.head("客房部"), short.skills("李雷")) == (None, ())
    assert (short.capacity("李雷"), short.contacts("李雷"), short.quiet("李雷")) == (None, {}, None)
