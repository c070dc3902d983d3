from unicodedata import east_asian_width

import pytest

from workflow.cli.output import print_blocks, visible
from workflow.report.table import Table
from workflow.wide import display_width, wrapped


def column(line: str, text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in line[: line.index(text)])


def test_columns_align_however_wide_the_characters(capsys: pytest.CaptureFixture[str]) -> None:
    print_blocks([Table(("名称", "Title"), [("a", "X"), ("电梯停运", "X"), ("ab", "X")])])
    _headings, _rule, *rows = capsys.readouterr().out.splitlines()
    assert {column(row, "X") for row in rows} == {display_width("电梯停运") + 3}


def test_nothing_is_cut_off_or_wrapped_when_the_output_is_not_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = "电梯停运，" * 200
    print_blocks([Table(("Name", "Text"), [("content", long)])])
    assert long in capsys.readouterr().out


def test_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_blocks(["\x1b[2J清屏", Table(("Text",), [("\x1b]0;标题\x07",), ("[bold]不变[/bold]",)])])
    output = capsys.readouterr().out
    assert "\x1b" not in output
    assert "\x07" not in output
    assert "[bold]不变[/bold]" in output
    assert visible("一行\n两行\t") == "一行\n两行\t"
    assert visible("催办通知　第一号") == "催办通知　第一号"  # the blank of Chinese texts


def test_chinese_is_broken_by_width_and_never_before_a_comma() -> None:
    text = "时限以约定为准，逾期逐级上报（主管、经理）。See `complaints due` for more."
    lines = wrapped(text, 20)
    assert all(display_width(line) <= 20 for line in lines)
    assert not any(line[0] in "，。、）" for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_long_word_is_left_whole() -> None:
    assert wrapped("see https://example.com/very/long/path now", 10) == [
        "see",
        "https://example.com/very/long/path",
        "now",
    ]
