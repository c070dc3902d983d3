"""Works on a database first with all rights, then on another without the right to write.

Says what became of it: one line per attempt, the kind of error and its message.
"""

import os
import sys

from workflow import Workflow, WorkflowError


def attempt(act):
    try:
        act()
    except WorkflowError as error:
        print(f"{type(error).__name__}: {error}")
    else:
        print("done")


def work_on(path):
    def note():
        with Workflow(path) as flow:
            flow.note(1, "请勿打扰", actor="rita")

    def sweep():
        with Workflow(path) as flow:
            flow.fire_due(flow.next_due())

    attempt(note)
    attempt(sweep)


writable, readable = sys.argv[1:]
work_on(writable)
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Rights do not hold the superuser back; nobody is held back.
    os.setgid(65534)
    os.setuid(65534)
work_on(readable)
