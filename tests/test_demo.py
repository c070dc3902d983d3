"""The demonstration, run as a process that may touch nothing but a temporary folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# The guard stands before the program: whatever it opens to write, or connects to, is looked at.
GUARDED = """\
import os, sys
own = os.path.realpath(sys.argv[1])
def watch(event, words):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"):
        raise AssertionError(f"it uses the network: {event}")
    if event == "sqlite3.connect" and own not in str(words[0]):
        raise AssertionError(f"it uses a database elsewhere: {words[0]}")
    if event == "open" and isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR):
        path = os.path.realpath(words[0])
        if not path.startswith(own) and path != os.path.realpath(os.devnull):
            raise AssertionError(f"it writes elsewhere: {path}")
sys.addaudithook(watch)
sys.argv = ["complaints", "demo", *sys.argv[2:]]
sys.path.insert(0, os.getcwd())
from workflow.cli import main
main()
"""

# What has to be told, in this order.
TOLD = {
    "en": [
        r"Two complaints come in",
        r"C-2026-000001 for 李雷",
        r"C-2026-000002 for Ms Brown",
        r"out of order is refused, with the reason",
        r"close \(Sum up and close\) is not possible .* in state received\. .* "
        r"Possible now: judge, withdraw",
        r"C-2026-000002 is Not upheld",
        r"Explain to the customer\. C-2026-000002 is Resolved",
        r"Record a call back\. C-2026-000002 is Called back",
        r"Sum up and close\. C-2026-000002 is Closed",
        r"Judge\. C-2026-000001 is Judged",
        r"Investigate\. C-2026-000001 is Investigated",
        r"Propose a solution.*\n.*Propose a solution",
        r"Choose a proposal\. C-2026-000001 is Solution chosen",
        r"Carry out\. C-2026-000001 is Resolved",
        r"A promise now runs: Call back, due 2026-11-05 24:00",
        r"2026-11-04 14:00  Reminder to Lin",
        r"2026-11-05 14:00  Reminder to Lin",
        r"2026-11-05 24:00  The limit is over: the promise is missed",
        r"2026-11-05 24:00  Escalation to Lin, Wang",
        r"2026-11-06 24:00  Escalation to Wang",
        r"2026-11-09 24:00  Escalation to Zhao",
        r"dissatisfied, so it goes round again",
        r"Record a call back\. C-2026-000001 is Judged",
        r"A promise now runs: Call back, due 2026-11-13 24:00",
        r"satisfied, summed up, closed",
        r"C-2026-000001 is Closed",
        r"When +Case +What +Who\n",
        r"2026-11-05 24:00   C-2026-000001   Call back: missed +system\n",
        r"2026-11-09 24:00   C-2026-000001   Call back: escalation to Zhao +system\n",
        r"2026-11-10 14:20   C-2026-000001   Sum up and close → Closed +Wang\n",
        r"Verified: 26 events of 2 cases, 0 findings",
    ],
    "zh": [
        r"收到两件投诉",
        r"李雷 受理 C-2026-000001",
        r"不按顺序的操作被拒绝，并说明理由",
        r"C-2026-000001 处于 received（已受理），不能做 close（总结结案）。"
        r".*judge（判断）.*withdraw",
        r"C-2026-000002 现为 不成立",
        r"C-2026-000002 现为 已处理",
        r"C-2026-000002 现为 已回访",
        r"C-2026-000002 现为 已结案",
        r"C-2026-000001 现为 已判断",
        r"C-2026-000001 现为 已调查",
        r"C-2026-000001 现为 方案已定",
        r"C-2026-000001 现为 已处理",
        r"三天回访，2026-11-05 24:00 到期",
        r"2026-11-04 14:00  提醒 Lin",
        r"2026-11-05 14:00  提醒 Lin",
        r"2026-11-05 24:00  期限已过：时限逾期",
        r"2026-11-05 24:00  升级通知 Lin, Wang",
        r"2026-11-06 24:00  升级通知 Wang",
        r"2026-11-09 24:00  升级通知 Zhao",
        r"不满意，重新处理",
        r"C-2026-000001 现为 已判断",
        r"满意，总结，结案",
        r"C-2026-000001 现为 已结案",
        r"时间 +案件 +事项 +谁\n",
        r"2026-11-05 24:00   C-2026-000001   三天回访：逾期 +system\n",
        r"总结结案 → 已结案 +Wang\n",
        r"已核验：2 个案件的 26 条记录，0 个问题",
    ],
}


def demonstration(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    temporary, home = folder / "temporary", folder / "home"
    temporary.mkdir()
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPLAINTS_")}
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    homes = ("HOME", "USERPROFILE", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA")
    return subprocess.run(
        [sys.executable, "-B", "-c", GUARDED, str(temporary), *words],
        capture_output=True,
        cwd=ROOT,
        env={
            **kept,
            **places,
            **dict.fromkeys(homes, str(home)),
            "COMPLAINTS_DB": str(home / "mine.db"),
            "COMPLAINTS_ACTOR": "me",
        },
        encoding="utf-8",
        check=False,
        timeout=100,
    )


@pytest.mark.parametrize("language", TOLD)
def test_the_demonstration_tells_the_whole_story_and_leaves_nothing_behind(
    tmp_path: Path, language: str
) -> None:
    result = demonstration(tmp_path, "--lang", language)
    assert (result.returncode, result.stderr) == (0, "")
    place = 0
    for expected in TOLD[language]:
        found = re.compile(expected).search(result.stdout, place)
        assert found, f"not told, or not in its place: {expected}"
        place = found.end()
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list((tmp_path / "home").iterdir()) == []


def test_the_demonstration_is_the_same_every_time(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    first, second = (demonstration(folder, "--lang", "en").stdout for folder in folders)
    assert first == second != ""
