"""Reads a database that is read-only for a while, and writes when only the file is so no more.

What was made beside the file meanwhile is read-only still. Says what became of each attempt to
write, and what ``doctor`` finds, before that is put right and after.
"""

import os
import sys
from pathlib import Path

from workflow import Workflow, WorkflowError
from workflow.clock import now
from workflow.doctor import Patient, storage


def attempt(path):
    try:
        with Workflow(str(path)) as flow:
            flow.note(1, "请勿打扰", actor="rita")
    except WorkflowError as error:
        print(f"{type(error).__name__}: {error}")
    else:
        print("done")


def diagnose(path):
    with Workflow(str(path)) as flow:
        flow.list()
        patient = Patient(str(path), now(), flow)
        for check in (storage.disk, storage.writing):
            for one in check(patient):
                if one.state == "wrong":
                    print(f"{one.check}: {one.text}")


other, path = map(Path, sys.argv[1:])
attempt(other)  # what is loaded by it can be had no more once the rights are given up
diagnose(other)
if os.geteuid() == 0:
    # Rights do not hold the superuser back; nobody is held back.
    for one in (path, path.parent):
        os.chown(one, 65534, 65534)
    os.setgid(65534)
    os.setuid(65534)
path.chmod(0o444)
with Workflow(str(path)) as reader:
    reader.list()
path.chmod(0o644)
attempt(path)
diagnose(path)
Path(f"{path}-shm").chmod(0o644)
attempt(path)
