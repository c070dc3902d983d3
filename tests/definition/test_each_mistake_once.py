"""No more than two broken definitions show the same mistake: each of the others is one to read.

A mistake is told by its code and by what the message says beside names, numbers and values.
"""

import re
from collections import Counter
from pathlib import Path

from babel.messages.pofile import read_po

import workflow.translation

BAD = Path(__file__).parent / "bad"
CATALOG = Path(workflow.translation.__file__).parent / "locale/zh/LC_MESSAGES/complaints.po"
MOST = 2
# What stands in a message and is no name: another of these is another mistake.
SAID = {
    "character",
    "expected",
    "function",
    "key",
    "keys",
    "kind",
    "other",
    "plain",
    "type",
    "what",
}
# The message is the same, and what leads to it is another thing.
ANOTHER_CAUSE = {
    "amounts_in_other_words": "other words for units, each with a hint of its own",
    "close_without_calendar": "the count asks for a calendar, not the unit",
    "condition_against_what_is_brought": "the condition alone could hold",
    "condition_folded": "it stands in the second line of a folded text",
    "document_due_of_unknown_deadline": "a blank with the name of a deadline",
    "document_signed_by_nobody": "a blank with the name of a party",
    "does_every_duty": "a word that stands for duties elsewhere",
    "does_with_what_nothing_fills_in": "nothing fills it in where the clock runs",
    "duty_is_all_that_runs": "a deadline runs, but is over with the duty",
    "extends_working_days_without_calendar": "an extension asks for the calendar",
    "lists_without_brackets": "the names are there, and the brackets are not",
    "merges_by_itself": "no data is needed, but a case to go into",
    "no_deadline_runs": "none begins there, and none that does is wrong",
    "slips_at_other_places": "each of these is read in a way of its own",
    "told_once_where_it_begins": "what comes of each of these is not told beside it",
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LINE = re.compile(r"^(?:\S+:)?\d+:\d+ ([A-Z]\d{3}) (.*)$")
FEWEST_LETTERS = 5

Mistake = tuple[str, ...]


def pattern(template: str) -> re.Pattern[str]:
    """What a message made from a template looks like; what names is not captured."""
    found = re.escape(template)
    for name in dict.fromkeys(PLACEHOLDER.findall(template)):
        place = re.escape(f"{{{name}}}")
        found = found.replace(place, f"(?P<{name}>.+)" if name in SAID else ".+", 1)
        found = found.replace(place, ".+")
    return re.compile(found, re.DOTALL)


def templates() -> list[tuple[str, re.Pattern[str]]]:
    """The texts of the program, those with the most letters of their own first."""
    with CATALOG.open("rb") as file:
        texts = [one.id for one in read_po(file) if isinstance(one.id, str)]
    letters = {one: len(re.sub(r"[^a-z]", "", PLACEHOLDER.sub("", one))) for one in texts}
    known = [one for one in texts if letters[one] >= FEWEST_LETTERS]
    return [(one, pattern(one)) for one in sorted(known, key=lambda one: -letters[one])]


def mistake(line: str, known: list[tuple[str, re.Pattern[str]]]) -> Mistake:
    """What a line shows, without the names in it."""
    code, said = LINE.fullmatch(line).groups()
    plain = said.partition(" Did you mean ")[0]
    for template, looks in known:
        found = looks.fullmatch(plain) or looks.fullmatch(said)
        if found:
            return code, template, *found.groupdict().values()
    return code, plain


def mistakes() -> dict[str, set[Mistake]]:
    """What each broken definition shows."""
    known = templates()
    return {
        path.stem: {mistake(one, known) for one in path.read_text(encoding="utf-8").splitlines()}
        for path in sorted(BAD.glob("*.txt"))
        if not path.name.endswith(".zh.txt")
    }


def test_at_most_two_broken_definitions_show_the_same_mistake():
    shown = mistakes()
    counted = Counter(
        one for name, found in shown.items() if name not in ANOTHER_CAUSE for one in found
    )
    surplus = [
        name
        for name, found in shown.items()
        if name not in ANOTHER_CAUSE and all(counted[one] > MOST for one in found)
    ]
    assert surplus == []
    assert len(shown) >= 120
    assert ANOTHER_CAUSE.keys() <= shown.keys()


def test_names_do_not_make_another_mistake_but_what_is_named_does():
    known = templates()
    one, same, other = (
        mistake(f"3:1 N004 There is no {text}", known)
        for text in (
            "field called knd. Did you mean kind?",
            "field called 种类.",
            "role called boss.",
        )
    )
    assert one == same != other
    assert mistake("3:1 L003 if is missing.", known) != mistake("3:1 L003 by is missing.", known)
