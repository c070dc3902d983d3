"""Full-width signs where the language wants plain ones: a slip of whoever writes Chinese too.

They look like what was meant and are none of it, so that YAML stumbles over them a line later, or
takes them for a text. In texts for people they are at home and are left alone.
"""

import re

from workflow.translation import gettext

_FORMS = {chr(plain + 0xFEE0): chr(plain) for plain in range(ord("!"), ord("~") + 1)}
QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"}
_OTHERS = {"、": ",", "【": "[", "】": "]"}
BLANK = "\u3000"
PLAIN = {**_FORMS, **QUOTES, **_OTHERS, BLANK: " "}
_ANY = re.compile(f"[{''.join(map(re.escape, PLAIN))}]")

# What YAML reads as a text or leaves out; a quotation mark inside a word opens nothing.
_UNREAD = re.compile(r"""(?<![^\s{\[,:])(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')|(?<!\S)\#[^\n]*""")
_NAME = "[A-Za-z_][A-Za-z0-9_-]{0,39}"
_GAP = f"[ {BLANK}]*"
_STRUCTURE = re.compile(
    rf"""
      (?: ^ | [-{{\[,，、｛［] ) {_GAP} {_NAME} {_GAP} (?P<colon> ： )
    | (?P<before_key> [，、] ) (?= {_GAP} {_NAME} {_GAP} [:：] )
    | (?<= [A-Za-z0-9_"'}}\]] ) (?P<between> [，、] ) (?= {_GAP} [A-Za-z0-9_"'{{\[] )
    | (?P<bracket> [［］｛｝【】] )
    | (?: :[ ] | [,\[{{] | ^ [ ]* - ) [ ]* (?P<quote> [“”‘’] )
    | ^ [ ]* (?P<first> [＃－{BLANK}] )
    | (?<= [:,\[{{] ) [ ]* (?P<within> {BLANK} )
    """,
    re.MULTILINE | re.VERBOSE,
)


def said_of(sign: str) -> str:
    """Return what to say of a full-width sign."""
    if sign == BLANK:
        return gettext("There is a full-width blank here; write an ordinary one.")
    text = gettext("{character} is a full-width character; write {plain} instead.")
    if sign in QUOTES:
        text = gettext("{character} is a full-width quotation mark; write {plain} instead.")
    return text.format(character=sign, plain=PLAIN[sign])


def said_at(text: str, at: int) -> str:
    """Return what to say of a full-width sign of a text, and of the blank that is missing there."""
    plain = PLAIN[text[at]]
    if not lacks_a_blank(plain, text, at):
        return said_of(text[at])
    wanted = gettext("{character} is a full-width character; write {plain} and a blank instead.")
    return wanted.format(character=text[at], plain=plain)


def lacks_a_blank(plain: str, text: str, at: int) -> bool:
    """Whether a blank has to be put behind a sign for structure when it is written plain."""
    return plain in {":", "-"} and text[at + 1 : at + 2] not in {"", " ", "\n", BLANK}


def first_in(text: str) -> int | None:
    """Return where the first full-width sign of a text stands.

    >>> first_in("４ working days"), first_in("3 working days")
    (0, None)
    """
    found = _ANY.search(text)
    return None if found is None else found.start()


def in_structure(text: str, first: int) -> int | None:
    r"""Return where, from the beginning of a line on, a full-width sign stands for structure.

    >>> in_structure("zh: '是：否'\nfix：", 0)
    13
    """
    read = _UNREAD.sub(lambda found: " " * len(found[0]), text[first:])
    found = _STRUCTURE.search(read)
    return None if found is None else first + found.start(found.lastgroup or 0)
