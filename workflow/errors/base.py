"""What all our errors have in common: words, advice, titles."""

from collections.abc import Mapping
from inspect import get_annotations
from typing import ClassVar, dataclass_transform, get_origin

from workflow.translation import chosen, gettext, mark

OWNER = mark("owner")
"""Of the words of the language only this one stands in refusals, beside who it is."""
Titles = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass_transform(eq_default=False)
class WorkflowError(Exception):
    """Base of everything this package raises on purpose.

    What a class annotates are its attributes, given by position or by name, as in a dataclass. It
    is none, because every start of a command would pay for making forty of them.
    """

    message: ClassVar[str] = mark("Something went wrong.")
    advice: ClassVar[str] = ""
    attributes: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = (
            name
            for name, kind in get_annotations(cls).items()
            if name not in cls.attributes and not _of_class(kind)
        )
        cls.attributes = (*cls.attributes, *own)

    def __init__(self, *values: object, **named: object) -> None:
        super().__init__()
        if len(values) > len(self.attributes):
            raise TypeError(f"{type(self).__name__} takes {self.attributes}")
        given = {**dict(zip(self.attributes, values, strict=False)), **named}
        for name in self.attributes:
            if name in given:
                setattr(self, name, given.pop(name))
            elif not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} needs {name}")
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")

    def __str__(self) -> str:
        message, advice = self.without_advice(), self._counsel().format_map(self._all_words())
        if not advice:
            return message
        return gettext("{message} {advice}").format(message=message, advice=advice)

    def without_advice(self) -> str:
        """Return what went wrong, and not what to do."""
        return self._sentence().format_map(self._all_words())

    def _all_words(self) -> dict[str, str]:
        return {name: self._words(name, getattr(self, name)) for name in self.attributes}

    def _words(self, _name: str, value: object) -> str:
        return spoken(value)

    def _sentence(self) -> str:
        return gettext(self.message)

    def _counsel(self) -> str:
        return gettext(self.advice)

    def __reduce__(self) -> tuple[object, ...]:
        values = tuple(getattr(self, name) for name in self.attributes)
        return (type(self), values, self.__dict__)


def _of_class(annotation: object) -> bool:
    origin: object = get_origin(annotation)
    return origin is ClassVar


def titled(name: str, titles: Mapping[str, Mapping[str, str]]) -> str:
    """Return a name as it is typed, with its title where that says more."""
    title = chosen(titles.get(name, {}), name)
    if name == OWNER:
        name = gettext(OWNER)
    if title.casefold().replace(" ", "_") == name.casefold().replace(" ", "_"):
        return name
    return gettext("{name} ({title})").format(name=name, title=title)


def spoken(value: object) -> str:
    """Return a value as it stands in a message: several are separated."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | frozenset | set):
        return gettext(", ").join(str(one) for one in value) or gettext("nothing")
    return f"{value:g}" if isinstance(value, float) else str(value)
