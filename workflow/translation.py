"""Texts for people: gettext catalogues, chosen per context.

Every text a person reads is written in English in the code and looked up here
when it is shown, so one process can serve both languages. Nothing global is
changed: a host application keeps its own gettext set-up.
"""

import gettext as _gettext
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
DOMAIN = "complaints"
LOCALE_FOLDER = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("complaints_language", default="en")


def current_language() -> str:
    """Return the language texts are shown in now: ``en`` or ``zh``."""
    return _language.get()


@contextmanager
def language(tag: str) -> Iterator[None]:
    """Show texts in the language ``tag`` (``en`` or ``zh``) inside the block.

    >>> with language("zh"):
    ...     current_language()
    'zh'
    """
    token = _language.set(supported(tag))
    try:
        yield
    finally:
        _language.reset(token)


def supported(tag: str) -> str:
    """Return the language we have that comes nearest to a locale's name.

    >>> supported("zh_CN.UTF-8"), supported("en_GB"), supported("fr")
    ('zh', 'en', 'en')
    """
    short = tag.replace("-", "_").split("_")[0].split(".")[0].lower()
    return short if short in LANGUAGES else "en"


@cache
def _catalogue(tag: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[tag], fallback=True)


def gettext(message: str) -> str:
    """Return ``message`` in the current language."""
    return _catalogue(_language.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message that fits ``number``, in the current language."""
    return _catalogue(_language.get()).ngettext(singular, plural, number)


def mark(message: str) -> str:
    """Mark a text for the catalogues where it is written but not yet shown."""
    return message


def ended(sentence: str) -> str:
    """Return a sentence that others wrote with a full stop, if it has none.

    >>> ended("there must be several proposals")
    'there must be several proposals.'
    """
    if not sentence or sentence[-1] in ".!?。！？":
        return sentence
    return sentence + gettext(".")


def shortened(names: Sequence[str], most: int = 10) -> str:
    """Return names as a list for people, and how many more there are.

    >>> shortened(["Li", "Wu", "Yu"], most=2)
    'Li, Wu and 1 more'
    """
    told = gettext(", ").join(names[:most])
    if len(names) <= most:
        return told
    return gettext("{names} and {number} more").format(names=told, number=len(names) - most)


def chosen(texts: Mapping[str, str], fallback: str) -> str:
    """Return the text of a definition (``{en: …, zh: …}``) in the current language.

    >>> chosen({"en": "Received", "zh": "已受理"}, "received")
    'Received'
    """
    return texts.get(_language.get()) or texts.get("en") or next(iter(texts.values()), fallback)
