"""An edition is read once in a process, however many cases follow it."""

from datetime import timedelta

import pytest

from workflow.service import editions
from workflow.testing import Simulation

DATA = {"complainant": "李雷", "phone": "refused", "content": "空调不制冷", "kind": "service"}


def test_an_edition_is_read_once_and_not_for_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> object:
        read.append(text)
        return from_json(text)

    from_json = editions.from_json
    monkeypatch.setattr(editions, "from_json", counted)
    editions._compiled.clear()
    with Simulation("complaint", now="2026-11-02 10:00", staff={"ann": "specialist"}) as house:
        for _ in range(20):
            house.open(DATA, by="ann")
        house.advance(timedelta(days=3))
        for one in house.flow.list(limit=20).rows:
            house.show(one.case)
            house.flow.explain(one.case)
    assert len(read) == 1
