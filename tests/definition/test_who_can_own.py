"""Whoever can come to own a case must be able to open what the owner's steps open."""

import pytest
from letters_and_repairs import LETTER, MEND, changed

from workflow.service.links import between

STEP = "by: [clerk, manager]\n    needs: [thing]"
WAITING = "waiting:  {title: {en: Waiting, zh: 等候维修}"


def refused(*letter: tuple[str, str], by: str = "[clerk]") -> list[str]:
    mend = changed(MEND, ("by: [clerk, system]", f"by: {by}"))
    return [*between(changed(LETTER, *letter), mend)]


def test_whom_a_state_gives_the_case_must_be_able_to_open_the_other_one() -> None:
    owned = (
        (STEP, "by: [owner]\n    needs: [thing]"),
        (WAITING, f"{WAITING}, owner: {{role: manager}}"),
    )
    (said,) = refused(*owned)
    assert said == (
        "letter 2, order_repair: manager may do order_repair once the case or its duty is theirs, "
        "but not order of mend; system may be listed under `by` of order."
    )
    for by in ("[clerk, manager]", "[any_staff]", "[clerk, system]"):
        assert refused(*owned, by=by) == []


def test_whoever_opened_it_owns_it_until_something_else_is_said() -> None:
    owned = (STEP, "by: [owner]\n    needs: [thing]")
    (said,) = refused(owned)
    assert "manager may do" in said
    opened_by_clerks = (
        "by: [clerk, manager]\n    needs: [writer",
        "by: [clerk]\n    needs: [writer",
    )
    assert refused(owned, opened_by_clerks) == []


@pytest.mark.parametrize(("who", "found"), [("manager", 1), ("clerk", 0)])
def test_whoever_owes_what_the_step_does_must_be_able_to_as_well(who: str, found: int) -> None:
    does = (STEP, "by: [whoever_owes]\n    does: see_to_it\n    needs: [thing]")
    seeing = "{starts: {opened: see_to_it}, met: {settled: see_to_it}, within: 1 week}"
    duty = f"duties:\n  see_to_it: {{opens: {{act: receive}}, who: {who}}}\n\ndeadlines:\n"
    closing = (
        "by: [clerk, manager]\n    needs: [answer]",
        "by: [clerk]\n    joins: all_open\n    needs: [answer]",
    )
    more = (
        does,
        closing,
        (
            "deadlines:\n",
            f"{duty}  seeing: {seeing}\n",
        ),
        ("by: [clerk, system]\n", "by: [clerk, system]\n    waives: all_open\n"),
        ("merges: true", "merges: true\n    waives: all_open"),
    )
    assert len(refused(*more)) == found
