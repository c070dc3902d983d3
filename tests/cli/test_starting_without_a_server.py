"""Whoever works on a file waits for nothing that only a server needs."""

import os
import subprocess
import sys
from pathlib import Path

SHOWING = """
import sys
from workflow.cli import main
sys.argv = ["complaints", "--db", sys.argv[1], "show", "1"]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print([name for name in sys.modules if "postgresql" in name or "psycopg" in name])
"""

WITHOUT = """
import sys
sys.modules["psycopg"] = None
from workflow.cli import main
sys.argv = ["complaints", "--db", "postgresql://lin:secret@127.0.0.1:1/cases", "list"]
main()
"""


def run(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LANG": "C", "COMPLAINTS_LANG": "en", "PYTHONUTF8": "1"},
    )


def test_showing_a_case_of_a_file_imports_nothing_of_postgresql(flow, database: Path) -> None:
    data = {"complainant": "李雷", "phone": "refused", "content": "电梯停运", "kind": "service"}
    flow.open("complaint", data, actor="rita")
    flow.close()
    shown = run(SHOWING, str(database))
    assert "李雷" in shown.stdout
    assert shown.stdout.splitlines()[-1] == "[]", shown.stdout


def test_without_the_driver_it_is_said_what_to_install() -> None:
    refused = run(WITHOUT)
    assert refused.returncode == 8
    assert "pip install 'complaint-workflow[postgres]'" in refused.stderr
    assert "secret" not in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr
