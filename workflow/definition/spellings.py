"""Signs and words of others where a condition has its own: ``OR``, ``&&``, ``≥``, ``或``."""

import re

from workflow.translation import gettext

_SPELT = {
    "or": ("OR", "Or", "oR", "||", "|", "｜｜", "｜", "∨", "或者", "或是", "或"),
    "and": ("AND", "And", "&&", "&", "＆＆", "＆", "∧", "并且", "而且", "以及", "且", "与", "和"),
    "not": ("NOT", "Not", "!", "！", "¬", "不是", "并非", "非", "不"),
    ">=": (
        "≥", "⩾", "≧", "=>", "＞＝", ">＝", "＞=", "＝＞",
        "大于等于", "大于或等于", "不小于", "不少于", "至少",
    ),
    "<=": (
        "≤", "⩽", "≦", "=<", "＜＝", "<＝", "＜=", "＝＜",
        "小于等于", "小于或等于", "不大于", "不超过", "至多",
    ),
    "!=": ("≠", "<>", "＜＞", "!==", "！＝", "！=", "!＝", "=/=", "/=", "不等于"),
    "==": ("===", "＝＝＝", "＝＝", "＝", "≡", "等于"),
    ">": ("大于", "超过", "多于"),
    "<": ("小于", "少于"),
}  # fmt: skip
_CURES = {one: plain for plain, spelt in _SPELT.items() for one in spelt}
_WORD = r"A-Za-z0-9_\u4e00-\u9fff"


def _alone(spelt: str) -> str:
    """Return a pattern of a sign, or of a word that is no part of another one."""
    if spelt.isascii() and spelt.isalpha():
        return rf"(?<![{_WORD}]){spelt}(?![{_WORD}])"
    if "\u4e00" <= spelt <= "\u9fff":
        return rf"(?<![\u4e00-\u9fff]){spelt}(?![\u4e00-\u9fff])"
    return re.escape(spelt) + ("(?!=)" if spelt == "!" else "")


_ANY = re.compile("|".join(map(_alone, sorted(_CURES, key=len, reverse=True))))
_AFTER_A_SIDE = re.compile(r"""(?:["')\]]|\b(?!(?:and|or|not|in)\b)\w+)\s*$""", re.ASCII)


def misspelt(outside: str) -> tuple[str, int] | None:
    """Return what to say of the first such sign of a condition without its texts, and its place.

    >>> misspelt("paid && size >= 3")
    ('Write and instead of &&.', 5)
    >>> misspelt("kind 不是 small")
    ('Write != instead of 不是.', 5)
    """
    found = _ANY.search(outside)
    if found is None:
        return None
    plain = _CURES[found[0]]
    if plain == "not" and _AFTER_A_SIDE.search(outside[: found.start()]):
        plain = "!="
    wanted = gettext("Write {plain} instead of {written}.")
    return wanted.format(plain=plain, written=found[0]), found.start()
