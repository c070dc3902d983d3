import pytest
from stories import opened

from workflow import Workflow
from workflow.errors import CaseNotFound

ACTS = {
    "show": lambda flow, name: flow.show(name),
    "history": lambda flow, name: flow.history(name),
    "trigger": lambda flow, name: flow.trigger(name, "judge", actor="ann"),
    "note": lambda flow, name: flow.note(name, "x", actor="ann"),
    "set": lambda flow, name: flow.set(name, {"phone": "1"}, actor="ann"),
    "correct": lambda flow, name: flow.correct(name, {"kind": "x"}, actor="ann", reason="x"),
    "assign": lambda flow, name: flow.assign(name, "ben", actor="ann"),
    "erase": lambda flow, name: flow.erase(name, actor="max", reason="x"),
}


@pytest.fixture
def seventeen(flow: Workflow) -> Workflow:
    for _number in range(17):
        opened(flow)
    return flow


@pytest.mark.parametrize("name", [17, "17", "C-2026-000017"])
def test_a_case_is_named_by_its_serial_or_its_full_number(seventeen: Workflow, name: str | int):
    assert seventeen.show(name).case == "C-2026-000017"
    assert seventeen.show(name).serial == 17


@pytest.mark.parametrize(
    "name",
    [
        "017", "c-2026-000017", "c-2026-17", "C-2026-17", "C-2025-000017", "R-2026-000017",
        "C-2026-0000017", " 17", "17 ", "17\n", "１７", "十七", "+17", "-17", "17.0", "1_7", "",
        "C-2026-000017x", "0", 0, -17, 17.0, None, True, 10**17, 10**40, "9" * 18,
    ],
)  # fmt: skip
def test_whatever_else_looks_like_it_names_no_case(seventeen: Workflow, name):
    for act in ACTS.values():
        with pytest.raises(CaseNotFound) as refused:
            act(seventeen, name)
        assert refused.value.case == str(name)
    assert len(seventeen.history(17)) == 1
