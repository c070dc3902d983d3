"""Settings that cannot be used."""

from collections.abc import Sequence

from workflow.errors.base import WorkflowError
from workflow.translation import gettext, mark


class SettingsInvalid(WorkflowError):
    """The file of settings cannot be used; carries every problem found, each with its key."""

    file: str
    problems: Sequence[str]
    message = mark("{file} cannot be used as settings:{problems}")

    def _words(self, name: str, value: object) -> str:
        if name == "problems":
            return "".join(f"\n  {one}" for one in self.problems)
        return super()._words(name, value)


class TemplateUnusable(WorkflowError):
    """A template of the house cannot be rendered; the one that comes with the program is used."""

    file: str
    reason: str
    message = mark("The template {file} cannot be used: {reason}.")
    advice = mark("The message goes out in the words that come with the program.")

    def _words(self, name: str, value: object) -> str:
        said = super()._words(name, value)
        return gettext(said) if name == "reason" else said


class ChannelUnknown(WorkflowError):
    """The settings have no channel of that name."""

    channel: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("There is no channel called {channel}.")
    advice = mark("Channels: {known}. Others are added in the file of settings.")


class AddressUnusable(WorkflowError):
    """Nothing can be served at an address."""

    address: str
    reason: str
    message = mark("Metrics cannot be served at {address}: {reason}.")
    advice = mark("The daemon was not started. Name another with --metrics [HOST:]PORT.")
