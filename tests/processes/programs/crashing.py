"""Is killed in the middle: before statement N, or before the commit, of what it was told to do.

Reads lines of JSON: which database, what to do, at which point to die. Answers each with the exit
status of the process that did it: 9 if it was killed there, 0 if it came to its end before.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event

from workflow import Workflow
from workflow.service.moving import copy
from workflow.store import rows

KILLED = 9


def die_at(point: int) -> None:
    """Die at a point (-1: never); points are before every beginning, statement and commit."""
    if point < 0:
        return
    passed = 0

    def pass_one(*_given: object) -> None:
        nonlocal passed
        if passed == point:
            os._exit(KILLED)
        passed += 1

    for moment in ("begin", "before_cursor_execute", "commit"):
        event.listen(Engine, moment, pass_one)


def work(job: dict[str, Any]) -> None:
    now = datetime.fromisoformat(job["now"])
    if job["call"] == "create":
        die_at(job["point"])
        Workflow.create(job["database"], zone="Asia/Shanghai", clock=lambda: now)
        return
    if job["call"] == "copy":
        rows.MOST_ROWS = 3
        die_at(job["point"])
        copy(*job["words"], now=now)
        return
    with Workflow(job["database"], clock=lambda: now) as flow:
        die_at(job["point"])
        getattr(flow, job["call"])(*job["words"], **job["more"])


def in_a_process_of_its_own(line: str) -> int:
    if not hasattr(os, "fork"):
        command = [sys.executable, __file__, line]
        return subprocess.run(command, check=False).returncode
    # The same, without importing everything anew for each.
    child = os.fork()
    if child == 0:
        try:
            work(json.loads(line))
        except BaseException:  # the parent must not run on in the child
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if len(sys.argv) > 1:
    work(json.loads(sys.argv[1]))
    sys.exit()
for line in sys.stdin:
    if json.loads(line)["point"] < 0:  # those that die later find here what was imported and read
        work(json.loads(line))
        print(0, flush=True)
    else:
        print(in_a_process_of_its_own(line), flush=True)
