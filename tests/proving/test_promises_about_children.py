"""Promises about cases that were opened from another: proved, broken, or not known here."""

import pytest
from letters_and_repairs import LETTER

from workflow.definition.parse import loads
from workflow.report.proofs import commands
from workflow.service.simulated.proving import prove


def proof(promise: str, *changes: tuple[str, str]):
    text = LETTER.read_text(encoding="utf-8") + f"promises:\n  - {promise}\n"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    definition = loads(text, "letter.yaml")
    (found,) = prove(definition)
    return found, definition


WHEN_MENDED = (
    "    by: [clerk, manager]\n    needs: [answer]\n",
    "    by: [clerk, manager]\n    needs: [answer]\n    when: 'open_children(\"mend\") == 0'\n",
)


def test_what_waits_for_the_children_is_proved():
    found, _ = proof("{always_before: answer_when_mended, done: order_repair}")
    assert found.result == "proved"


def test_a_case_closed_over_an_open_child_is_found_and_really_happens():
    found, definition = proof("{never: answered, when: 'open_children(\"mend\") > 0'}")
    assert found.result == "broken"
    assert [one.name for one in found.happened] == ["receive", "order_repair", "answer_it"]
    told = "\n".join(commands(definition, found, "letter.yaml"))
    assert "# publish there too what it opens cases of: mend" in told


def test_a_way_on_which_a_child_closes_is_replayed_with_one_that_stands_in():
    found, definition = proof("{never: answered, without: answer_it}")
    assert found.result == "broken"
    assert [one.kind for one in found.happened] == ["open", "do", "close_child", "do"]
    told = "\n".join(commands(definition, found, "letter.yaml"))
    assert "# a case of the kind mend that it opened is closed" in told


@pytest.mark.long
def test_a_child_may_be_taken_up_again_as_far_as_is_known_here():
    found, _ = proof("{never: answered, when: 'open_children(\"mend\") > 0'}", WHEN_MENDED)
    assert found.result == "not_proved"
    assert "a case of the kind mend" in found.obstacle


@pytest.mark.long
def test_of_its_own_kind_a_child_may_go_by_a_later_edition_in_which_it_is_taken_up_again():
    found, _ = proof(
        "{never: answered, when: 'open_children(\"letter\") > 0'}",
        ("needs: [answer]\n", "needs: [answer]\n    when: 'open_children(\"letter\") == 0'\n"),
        ("'open_children(\"mend\") == 0'", "'open_children(\"letter\") == 0'"),
    )
    assert found.result == "not_proved"
    assert "a case of the kind letter" in found.obstacle


def test_what_becomes_of_children_after_the_case_is_closed_is_looked_at_too():
    found, _ = proof(
        "{never: answered, when: 'open_children(\"mend\") == 1'}",
        ("needs: [answer]\n", "needs: [answer]\n    when: 'open_children(\"mend\") >= 2'\n"),
    )
    assert found.result == "broken"
    assert [one.kind for one in found.happened][-2:] == ["do", "close_child"]


def test_a_way_by_merging_is_replayed_with_another_case_to_go_into():
    found, definition = proof("{never: doubled, without: answer_it}")
    assert found.result == "broken"
    told = list(commands(definition, found, "letter.yaml"))
    assert any(" merge 1 2 " in one for one in told)


def test_a_merge_that_was_refused_leaves_no_case_behind_that_was_opened_for_it():
    found, definition = proof(
        "{never: doubled, without: answer_it}",
        ("    merges: true\n", "    merges: true\n    other_than: {did: [receive]}\n"),
    )
    assert found.result == "broken"
    assert [one.kind for one in found.happened] == ["open", "open", "merge"]
    told = list(commands(definition, found, "letter.yaml"))
    assert any(" merge 1 2 " in one for one in told)


def test_what_only_other_cases_open_is_opened_by_another_case():
    found, definition = proof(
        "{always_before: answer_it, done: receive}",
        (
            "  order_repair:\n",
            "  hand_in: {from: new, to: received, by: [system], needs: [flat]}\n  order_repair:\n",
        ),
    )
    assert found.result == "broken"
    assert found.happened[0][:2] == ("opened", "hand_in")
    told = list(commands(definition, found, "letter.yaml"))
    assert "# a case of another kind opens this one by hand_in, with --set flat=1" in told
    assert any(" do 2 answer_it " in one for one in told)
