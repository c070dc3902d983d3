"""Does what it is told, one line of JSON at a time, and answers each with a line.

A guard that has read another case says so and waits to be told to go on, once per request.
"""

import json
import sys
from datetime import datetime
from typing import Any

from duty import registry_with

from workflow import Workflow, WorkflowError

waiting = False


def answer(**words: object) -> None:
    print(json.dumps(words), flush=True)


def looked() -> None:
    global waiting  # noqa: PLW0603
    if waiting:
        waiting = False
        answer(looked=True)
        sys.stdin.readline()


def do(asked: dict[str, Any]) -> str:
    now = datetime.fromisoformat(asked["now"])
    if asked["call"] == "create":
        Workflow.create(asked["database"], zone="Asia/Shanghai", clock=lambda: now).close()
        return "created"
    registry = registry_with(looked)
    with Workflow(asked["database"], clock=lambda: now, registry=registry) as flow:
        return str(getattr(flow, asked["call"])(*asked["words"], **asked["more"]))


for line in sys.stdin:
    asked = json.loads(line)
    waiting = asked["wait"]
    try:
        answer(done=do(asked))
    except WorkflowError as error:
        answer(refused=type(error).__name__)
