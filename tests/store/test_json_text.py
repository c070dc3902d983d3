import json
from collections import namedtuple
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.store.json_text import decode, encode

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20
)


@given(values)
def test_it_is_written_as_the_standard_library_writes_it_and_can_be_read_back(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert encode(value) == text
    assert decode(text) == value


def test_instants_and_named_tuples_are_written_as_the_tables_hold_them():
    pair = namedtuple("pair", ("one", "other"))
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert encode({"a": pair(noon, None)}) == '{"a":["2026-11-21T12:00:00.000000Z",null]}'


def test_what_is_no_json_is_an_error_and_never_written_as_something_else():
    with pytest.raises(TypeError):
        encode({"a": object()})
    with pytest.raises(ValueError, match="unexpected"):
        decode("{")
