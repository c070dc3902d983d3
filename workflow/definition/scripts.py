"""Scripts and phrases to avoid as they are written."""

from workflow.definition.nodes import Node
from workflow.definition.speech import OCCASIONS, SAY, Avoided, Script, plain
from workflow.translation import LANGUAGES, gettext

AVOID_KEYS = ("phrase", "instead", "only")
WARN = "warn"
LONGEST_SCRIPT = 2_000
LONGEST_PHRASE = 100


def read_script(node: Node | None) -> Script:
    """Read words to say, or words by occasion; their blanks are checked later."""
    if node is None:
        return {}
    if not isinstance(node.value, dict) or set(node.value) & set(LANGUAGES):
        return _words(SAY, node)
    script: dict[str, dict[str, str]] = {}
    for occasion, one in node.entries(OCCASIONS).items():
        script.update(_words(occasion, one))
    return {one: script[one] for one in OCCASIONS if one in script}


def _words(occasion: str, node: Node) -> dict[str, dict[str, str]]:
    text = node.title(LONGEST_SCRIPT)
    node.blanked("script")
    if not text and node.value is None:
        node.words()  # a script without words is a slip
    return {occasion: text} if text else {}


def read_avoid(node: Node | None) -> tuple[Avoided, ...]:
    """Read the phrases to avoid, with what to say instead."""
    return tuple(_avoided(one) for one in node.items()) if node else ()


def _avoided(node: Node) -> Avoided:
    found = node.entries(AVOID_KEYS, needed=AVOID_KEYS[:2])
    phrases: dict[str, None] = {}
    for one in found["phrase"].items() if "phrase" in found else ():
        phrase = one.words(LONGEST_PHRASE)
        if phrase in phrases:
            one.note("L010", gettext("{name} stands here twice.").format(name=phrase))
        elif phrase and not plain(phrase):  # nothing that could be seen: it would be everywhere
            one.note("L004", gettext("Expected here: {what}.").format(what=gettext("a text")))
        elif phrase:
            phrases[phrase] = None
    instead = found["instead"].title() if "instead" in found else {}
    if "instead" in found and found["instead"].value is None:
        found["instead"].words()
    if "only" in found:
        found["only"].one_of((WARN,))
    return Avoided(tuple(phrases), instead, "only" in found)
