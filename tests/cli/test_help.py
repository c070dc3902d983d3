import re
import shlex
from unicodedata import east_asian_width

import click
import pytest
from command_lines import Complaints, commands, parse

from workflow.cli.translated import Command, speaking
from workflow.translation import gettext

COMMANDS = dict(commands())


def width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_explains_itself_with_examples(
    complaints: Complaints, path: str, language: str
) -> None:
    result = complaints(*path.split()[1:], "--lang", language, "--help")
    assert result.exit_code == 0
    assert {"en": "Examples:", "zh": "示例："}[language] in result.stdout
    assert not result.stderr
    assert all(width(line) <= 80 for line in result.stdout.splitlines())


@pytest.mark.parametrize("path", COMMANDS)
def test_every_example_is_a_command_line_that_parses(path: str) -> None:
    command = COMMANDS[path]
    assert isinstance(command, Command)
    assert command.examples
    for _purpose, line in command.examples:
        program, *words = shlex.split(line)
        assert program == "complaints"
        assert parse(words).command.name
    if not isinstance(command, click.Group):
        assert any(line.startswith(path) or command.name in line for _, line in command.examples)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_text_of_the_help_is_translated(path: str) -> None:
    command = COMMANDS[path]
    assert isinstance(command, Command)
    texts = [command.help, *(purpose for purpose, _line in command.examples)]
    texts += [one.help for one in command.params if isinstance(one, click.Option)]
    texts += [one.metavar for one in command.params if one.metavar not in {None, "URL"}]
    with speaking("zh"):
        for text in texts:
            assert text is not None
            assert gettext(text) != text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_of_commands_says_of_each_what_its_own_help_begins_with(
    complaints: Complaints, language: str
) -> None:
    listed = complaints("--lang", language, "--help").stdout
    heading = {"en": "Commands:\n", "zh": "命令：\n"}[language]
    lines = listed.partition(heading)[2].partition("\n\n")[0]
    told = re.findall(r"^  (\S+)\s+(.*(?:\n {5,}.*)*)", lines, re.MULTILINE)
    with speaking(language):
        own = {path: COMMANDS[path].get_short_help_str() for path in COMMANDS}
    assert {f"complaints {name}": _unwrapped(text) for name, text in told} == {
        path: _unwrapped(text) for path, text in own.items() if len(path.split()) == 2
    }


def _unwrapped(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_help_in_chinese_aligns_by_columns_of_the_terminal(complaints: Complaints) -> None:
    help_text = complaints("list", "--lang", "zh", "--help").stdout
    options = help_text.partition("选项：\n")[2].partition("\n\n")[0].splitlines()
    starts = {width(re.match(r"  --\S+( \S+)? {2,}", line).group()) for line in options}
    assert len(starts) == 1


def test_the_language_can_change_between_two_calls_of_one_process(complaints: Complaints) -> None:
    assert complaints("--help").stdout.startswith("Usage: complaints [OPTIONS]")
    assert complaints("--help", "--lang", "zh").stdout.startswith("用法： complaints [选项]")
    assert complaints("--lang=en", "--help").stdout.startswith("Usage:")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("COMPLAINTS_LANG", "zh"), ("LC_ALL", "zh_CN.UTF-8"), ("LANG", "zh_CN")],
)
def test_the_language_follows_the_environment(
    complaints: Complaints, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert "显示本帮助后退出" in complaints("show", "--help").stdout


def test_the_version_is_shown(complaints: Complaints) -> None:
    assert re.fullmatch(r"complaints \d+\.\d+\.\d+\S*\n", complaints("--version").stdout)


def test_without_a_command_the_help_is_shown_as_an_error(complaints: Complaints) -> None:
    result = complaints()
    assert result.exit_code == 2
    assert not result.stdout
    assert "complaints init" in result.stderr
