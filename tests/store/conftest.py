import pytest

pytest.register_assert_rewrite(
    "cases_contract", "events_contract", "lists_contract", "outbox_contract", "store_contract"
)
