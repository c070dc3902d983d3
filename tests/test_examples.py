"""The examples run, and do what they say."""

import asyncio
import importlib
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import event
from sqlmodel import Session, select

import workflow.clock
from workflow.cli.program import complaints

EXAMPLES = Path(__file__).parents[1] / "examples"
PROCEDURES = EXAMPLES / "procedures"

COMPLAINT = {"content": "照片偏色"}


def test_the_plain_program_tells_its_story(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "plain_program.py"), run_name="__main__")
    told = capsys.readouterr().out
    assert "C-2026-000001 judgement missed.1, told: lin, wang" in told
    assert "close (Sum up and close) is not possible for case C-2026-000002" in told
    assert "C-2026-000001 is received, owned by lin, overdue" in told
    assert "C-2026-000002 is closed" in told
    assert told.strip().endswith("0 found wrong")


def test_the_procedures_of_public_bodies_hold_their_scenarios() -> None:
    for words in (["check", "--strict"], ["test"]):
        result = CliRunner().invoke(complaints, ["definition", *words, str(PROCEDURES)])
        assert result.exit_code == 0, result.output
    assert "Scenarios: 26, failing: 0." in result.stdout


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, Any]]:
    """The application's modules, imported as its own users would."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        from fastapi_app import application, house, tables

        yield {"application": application, "house": house, "tables": tables}
    finally:
        sys.path.remove(str(EXAMPLES))


@pytest.fixture
def studio(modules: dict[str, Any], tmp_path: Path) -> Iterator["Studio"]:
    house = modules["house"].House(tmp_path / "studio.db")
    application = modules["application"].create_application(house)
    with asyncio.Runner() as runner:
        running = AsyncExitStack()
        client = runner.run(start(application, running))
        studio = Studio(runner, client, house.engine, modules["tables"], application.state.flow)
        studio.furnish()
        yield studio
        runner.run(running.aclose())


async def start(application: Any, running: AsyncExitStack) -> httpx.AsyncClient:
    await running.enter_async_context(application.router.lifespan_context(application))
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://studio")
    return await running.enter_async_context(client)


class Studio:
    """The running application, and a look at its tables beside it."""

    def __init__(
        self, runner: asyncio.Runner, client: httpx.AsyncClient, engine: Any, tables: Any, flow: Any
    ) -> None:
        self.runner = runner
        self.client = client
        self.engine = engine
        self.tables = tables
        self.flow = flow

    def furnish(self) -> None:
        with Session(self.engine) as session, session.begin():
            session.add(self.tables.User(name="mei", role="manager"))
            session.flush()
            session.add(self.tables.User(name="an", role="front_desk", superior="mei"))
            session.add(self.tables.User(name="guest", role="customer"))
            session.add(self.tables.Booking(id=7, customer="王芳", price=200_000))

    def post(self, path: str, body: dict[str, Any], user: str = "an", **headers: str) -> Any:
        signed = {"X-User": user, **headers}
        return self.runner.run(self.client.post(path, json=body, headers=signed))

    def get(self, path: str, user: str = "an") -> Any:
        return self.runner.run(self.client.get(path, headers={"X-User": user}))

    def complain(self) -> str:
        answer = self.post("/bookings/7/complaint", COMPLAINT)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["case"])

    def booking_status(self) -> str:
        with Session(self.engine) as session:
            return str(session.get(self.tables.Booking, 7).status)

    def calls(self) -> list[str]:
        with Session(self.engine) as session:
            return [call.case for call in session.exec(select(self.tables.Call))]

    def cases(self) -> int:
        return int(self.flow.list().total)


def test_a_complaint_goes_through_to_the_call_back_and_settles_the_booking(studio: Studio) -> None:
    case = studio.complain()
    assert studio.booking_status() == "disputed"
    answered = studio.post(f"/complaints/{case}/answer", {"remedy": "refund", "refund": "900"})
    assert answered.json()["state"] == "answered"
    assert studio.get(f"/complaints/{case}").json()["owner"] == "an"
    assert [row["deadline"] for row in studio.get("/due").json()] == ["callback"]
    tried = studio.post(f"/complaints/{case}/callback", {"outcome": "not_reached"})
    assert tried.json()["state"] == "answered"
    assert studio.booking_status() == "disputed"
    called = studio.post(f"/complaints/{case}/callback", {"outcome": "satisfied"})
    assert called.json()["state"] == "closed"
    assert studio.booking_status() == "settled"
    assert studio.get("/due").json() == []


def test_what_is_due_is_the_signed_in_users_own(studio: Studio) -> None:
    studio.complain()
    assert len(studio.get("/due", user="an").json()) == 1
    assert studio.get("/due", user="mei").json() == []


def test_a_case_that_is_refused_takes_the_row_of_the_call_back_with_it(studio: Studio) -> None:
    case = studio.complain()
    refused = studio.post(f"/complaints/{case}/callback", {"outcome": "satisfied"})
    assert (refused.status_code, refused.json()["error"]) == (422, "TriggerNotAllowed")
    assert studio.calls() == []
    studio.post(f"/complaints/{case}/answer", {"remedy": "apology"})
    studio.post(f"/complaints/{case}/callback", {"outcome": "not_reached"})
    assert studio.calls() == [case]


def test_a_row_that_is_refused_takes_the_case_back_with_it(studio: Studio) -> None:
    studio.complain()
    again = studio.post("/bookings/7/complaint", {"content": "迟到"})
    assert again.status_code == 409
    assert "complaint about booking 7" in again.json()["detail"]
    assert studio.cases() == 1
    assert studio.flow.verify().findings == ()


def test_the_same_idempotency_key_gives_the_same_answer(studio: Studio) -> None:
    first, second = (
        studio.post("/bookings/7/complaint", COMPLAINT, **{"Idempotency-Key": "k-1"})
        for _ in range(2)
    )
    assert second.status_code == 201
    assert second.json() == {**first.json(), "repeated": True}
    assert studio.cases() == 1
    other = studio.post("/bookings/7/complaint", {"content": "迟到"}, **{"Idempotency-Key": "k-1"})
    assert (other.status_code, other.json()["error"]) == (409, "KeyReused")


def test_the_guard_of_the_application_refuses_too_high_a_refund(studio: Studio) -> None:
    case = studio.complain()
    refused = studio.post(f"/complaints/{case}/answer", {"remedy": "refund", "refund": "1000.01"})
    assert refused.status_code == 422
    assert refused.json()["error"] == "GuardRejected"
    assert "at most half of the price" in refused.json()["message"]
    assert studio.get(f"/complaints/{case}").json()["state"] == "received"


def test_errors_have_their_codes(studio: Studio) -> None:
    case = studio.complain()
    apology = {"remedy": "apology"}
    path = f"/complaints/{case}/answer"
    assert studio.post(path, apology, user="nobody").status_code == 401
    assert studio.post(path, apology, user="guest").status_code == 403
    assert studio.post("/bookings/8/complaint", COMPLAINT).status_code == 404
    assert studio.post("/complaints/B-2026-000099/answer", apology).status_code == 404
    assert studio.post(path, {"remedy": "refund"}).status_code == 422
    stale = studio.post(path, {**apology, "expected_version": 9})
    assert (stale.status_code, stale.json()["error"]) == (409, "StaleCase")


def test_an_answer_is_given_only_after_the_commit(studio: Studio) -> None:
    def fail(_connection: Any) -> None:
        raise RuntimeError("the disk is gone")

    event.listen(studio.engine, "commit", fail)
    failed = studio.post("/bookings/7/complaint", COMPLAINT)
    event.remove(studio.engine, "commit", fail)
    assert failed.status_code == 500
    assert studio.cases() == 0


def test_the_command_line_uses_the_applications_own_users(studio: Studio) -> None:
    case = studio.complain()
    database = str(studio.engine.url.database)
    words = ["--db", database, "--app", "fastapi_app.house:house", "due", "--as", "mei"]
    listed = subprocess.run(
        [sys.executable, EXAMPLES.parent / "cli.py", *words],
        cwd=EXAMPLES,
        env={**os.environ, "STUDIO_DB": database, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert listed.returncode == 0, listed.stderr
    assert case in listed.stdout


def test_the_deadlines_reach_the_applications_own_users(studio: Studio) -> None:
    studio.complain()
    now = workflow.clock.now()
    reminded = studio.flow.fire_due(now + timedelta(days=2))
    assert [one.recipients for one in reminded.fired] == [("an",)]
    missed = studio.flow.fire_due(now + timedelta(days=4))
    assert [one.recipients for one in missed.fired if one.rung == "missed.1"] == [("an", "mei")]


def test_the_studio_can_be_tried_out_more_than_once(
    modules: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trying = importlib.import_module("fastapi_app.__main__")
    monkeypatch.setattr(trying, "house", modules["house"].House(tmp_path / "studio.db"))
    monkeypatch.setattr(
        trying, "create_application",
        lambda: modules["application"].create_application(trying.house),
    )  # fmt: skip
    for _time in range(2):
        asyncio.run(trying.furnish())
    with Session(trying.house.engine) as session:
        users = session.exec(select(modules["tables"].User)).all()
        assert {one.name for one in users} == {"mei", "an"}
    trying.house.close()
