"""Does what it is told, one line of JSON at a time, and answers each with a line.

A guard that has read another case says so and waits to be told to go on, once per request.
"""

import json
import sys
from datetime import datetime

from duty import registry_with

from workflow import Workflow, WorkflowError

database, now = sys.argv[1:]
waiting = False


def answer(**words: object) -> None:
    print(json.dumps(words), flush=True)


def looked() -> None:
    global waiting  # noqa: PLW0603
    if waiting:
        waiting = False
        answer(looked=True)
        sys.stdin.readline()


def clock() -> datetime:
    return datetime.fromisoformat(now)


def do(request: dict) -> str:
    if request["call"] == "create":
        Workflow.create(database, zone="Asia/Shanghai", clock=clock).close()
        return "created"
    if request["call"] == "fire":
        with Workflow(database) as flow:
            return str(flow.fire_due(datetime.fromisoformat(*request["words"])))
    with Workflow(database, clock=clock, registry=registry_with(looked)) as flow:
        return str(getattr(flow, request["call"])(*request["words"], **request["more"]))


answer(ready=True)
for line in sys.stdin:
    asked = json.loads(line)
    waiting = asked["wait"]
    try:
        answer(done=do(asked))
    except WorkflowError as error:
        answer(refused=type(error).__name__)
