"""Errors carry attributes for programs and one message for people."""

import pickle

import pytest

from workflow.errors import (
    AnotherPersonNeeded,
    CaseNotFound,
    StaleCase,
    StoreUnprotected,
    TriggerUnknown,
    TriggerUsedUp,
)


def test_attributes_are_given_by_position_or_by_name_those_of_the_base_first():
    error = AnotherPersonNeeded("C-2026-000017", "林", trigger="approve", did=("propose",))
    assert (error.case, error.actor, error.trigger) == ("C-2026-000017", "林", "approve")
    assert (error.may, error.did) == ((), ("propose",))


def test_what_is_missing_or_not_known_is_a_mistake_of_the_program():
    with pytest.raises(TypeError, match="needs case"):
        CaseNotFound()
    with pytest.raises(TypeError, match="has no number"):
        CaseNotFound("17", number=17)
    with pytest.raises(TypeError, match="takes"):
        CaseNotFound("17", "18")


def test_an_error_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(StaleCase("C-2026-000017", 2, 3, ("林: judge",))))
    assert (error.expected, error.version, error.changes) == (2, 3, ("林: judge",))
    assert "林: judge" in str(error)


def test_what_is_possible_instead_survives_it_too():
    error = TriggerUsedUp("C-2026-000017", "propose", limit=5).offering((), {"approve": ("林",)})
    titles = {"allowed": {"approve": {"en": "Agree"}}}
    read = pickle.loads(pickle.dumps(error.entitled(titles)))
    assert str(read) == str(error)
    assert str(error).endswith("Possible for others: approve (Agree) by 林.")


def test_where_nobody_asked_nothing_is_offered_instead():
    assert str(TriggerUnknown("C-2026-000017", "aprove")).endswith("called aprove.")


def test_an_error_without_a_value_says_nothing_of_it():
    assert "nothing" in str(StoreUnprotected("sqlite:///x.db"))
