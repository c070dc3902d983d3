"""What a refusal says is possible instead: what this person could really do now, as shown."""

import json
from pathlib import Path

import pytest
from command_lines import Complaints

from workflow.cli import exit_codes

ERRAND = """
language: 1
workflow: errand
edition: "1"
effective: 2020-01-01
title: {en: Errand, zh: 差事}
prefix: E
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
  boss: {title: {en: The boss, zh: 老板}}
parties:
  guest: {title: {en: Guest, zh: 客人}}
fields:
  sum: {type: number, title: {en: Amount paid, zh: 付款金额}}
  kind: {type: choice, title: {en: Kind of errand, zh: 差事类别}, of: {small: 小, large: 大}}
states:
  waiting: {title: {en: Waiting, zh: 等待}, owner: keep}
  over: {title: {en: Over, zh: 结束}, final: true}
duties:
  parcel: {title: {en: Send the parcel, zh: 寄包裹}, opens: {act: pack}, who: clerk}
transitions:
  begin: {title: {en: Begin, zh: 开始}, from: new, to: waiting, by: [clerk]}
  ask: {title: {en: Ask back, zh: 追问}, from: waiting, stay: true, by: [clerk], at_most: 1}
  pay:
    title: {en: Pay, zh: 付款}
    from: waiting
    stay: true
    by: [boss]
    needs: [sum, kind]
    when: 'kind == "small" and sum <= 20'
SAYS
  look:
    {title: {en: Look, zh: 查看}, from: waiting, stay: true, by: [clerk], when: 'done("answer")'}
  answer: {title: {en: Reply, zh: 答复}, from: waiting, stay: true, by: [boss]}
  pack: {title: {en: Wrap it up, zh: 打包}, from: waiting, stay: true, by: [boss]}
  send: {title: {en: Post, zh: 寄出}, from: waiting, stay: true, by: [clerk], does: parcel}
  wait:
    title: {en: Go on waiting, zh: 再等}
    from: waiting
    stay: true
    by: [clerk]
    not_before: {entered: waiting, plus: 2 hours}
  leave: {title: {en: Leave it, zh: 作罢}, from: waiting, to: over, by: [clerk], joins: all_open}
  finish: {title: {en: Finish, zh: 完成}, from: waiting, to: over, by: [boss], joins: all_open}
deadlines:
  errand:
    title: {en: Errand, zh: 差事}
    starts: {entered: waiting}
    met: {left: waiting}
    within: 3 calendar days
    missed: [{to: owner}]
  posting:
    title: {en: Posting, zh: 寄送}
    starts: {opened: parcel}
    met: {settled: parcel}
    within: 1 calendar day
    missed: [{to: owner}]
"""

SLOW = """
language: 1
workflow: slow
edition: "1"
effective: 2020-01-01
title: {en: Slow errand, zh: 慢差事}
prefix: S
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
states:
  waiting: {title: {en: Waiting, zh: 等待}, owner: keep}
  over: {title: {en: Over, zh: 结束}, final: true}
transitions:
  begin: {title: {en: Begin, zh: 开始}, from: new, to: waiting, by: [clerk]}
  finish:
    title: {en: Finish, zh: 完成}
    from: waiting
    to: over
    by: [clerk]
    not_before: {entered: waiting, plus: 2 hours}
deadlines:
  errand:
    title: {en: Errand, zh: 差事}
    starts: {entered: waiting}
    met: {left: waiting}
    within: 3 calendar days
    missed: [{to: owner}]
"""


@pytest.fixture
def errand(house: Complaints, tmp_path: Path) -> Complaints:
    """A house in which lin is a clerk and wang the boss, with an errand that waits: serial 1."""
    file = tmp_path / "errand.yaml"
    file.write_text(ERRAND.replace("SAYS\n", ""), encoding="utf-8")
    done(house, "definition", "publish", str(file))
    done(house, "staff", "add", "lin", "--role", "clerk")
    done(house, "staff", "add", "wang", "--role", "boss")
    done(house, "open", "errand")
    return house


def done(run: Complaints, *words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(run: Complaints, *words: str) -> str:
    result = run(*words)
    assert result.exit_code == exit_codes.REFUSED, result.output
    return result.stderr


def shown(run: Complaints, person: str) -> list[str]:
    """What `show` says that somebody can do at this moment."""
    case = json.loads(done(run, "show", "1", "--json"))
    return [
        one["trigger"]
        for one in case["next"]
        if person in one["people"] and not one["since"] and not one["waits_for"]
    ]


def test_a_refusal_lists_what_is_shown_for_the_person_and_nothing_else(errand: Complaints) -> None:
    assert shown(errand, "lin") == ["ask", "leave"]
    for step in ("lok", "begin", "look", "send"):
        stderr = refused(errand, "do", "1", step)
        assert "Possible now: ask (Ask back), leave (Leave it).\n" in stderr.replace(
            " Did", "\nDid"
        )


def test_what_is_used_up_is_not_offered_by_its_own_refusal(errand: Complaints) -> None:
    done(errand, "do", "1", "ask")
    assert shown(errand, "lin") == ["leave"]
    assert "Possible now: leave (Leave it).\n" in refused(errand, "do", "1", "ask")


def test_what_waits_for_a_duty_is_not_offered_and_what_does_it_is(errand: Complaints) -> None:
    done(errand, "do", "1", "ask")
    done(errand, "do", "1", "pack", "--as", "wang")
    assert shown(errand, "lin") == ["send"]
    assert "Possible now: send (Post).\n" in refused(errand, "do", "1", "ask")
    stderr = refused(errand, "do", "1", "leave")
    assert stderr.endswith("Steps that settle them here: send (Post).\n")


def test_who_can_do_nothing_is_told_so_and_who_can(errand: Complaints) -> None:
    stderr = refused(errand, "do", "1", "begin", "--as", "zhao")
    assert stderr.endswith(
        "Nothing is possible for you now. Possible for others: ask (Ask back) by lin; "
        "pay by wang; answer (Reply) by wang; pack (Wrap it up) by wang; leave (Leave it) by lin; "
        "finish by wang.\n"
    )
    chinese = refused(errand, "do", "1", "begin", "--as", "zhao", "--lang", "zh")
    assert (
        "您现在没有可做的操作。他人可做：ask（追问）——由 lin；pay（付款）——由 wang；"
        "answer（答复）——由 wang" in chinese
    )


def test_a_role_that_nobody_holds_is_named_by_its_title(errand: Complaints) -> None:
    done(errand, "staff", "leave", "wang", "--role", "boss")
    stderr = refused(errand, "do", "1", "begin", "--as", "zhao")
    assert "finish by boss (The boss)." in stderr


def test_where_nothing_can_be_done_by_anybody_that_is_said(
    house: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / "slow.yaml"
    file.write_text(SLOW, encoding="utf-8")
    done(house, "definition", "publish", str(file))
    done(house, "staff", "add", "lin", "--role", "clerk")
    done(house, "open", "slow")
    assert refused(house, "do", "1", "begin").endswith("Nothing can be done with it now.\n")
    assert "现在不能做任何操作。" in refused(house, "do", "1", "begin", "--lang", "zh")


def test_what_opens_a_case_is_offered_to_whom_it_is_for(errand: Complaints) -> None:
    words = ("open", "errand", "--trigger", "begn")
    assert "Possible now: begin." in refused(errand, *words)
    stderr = refused(errand, *words, "--as", "zhao")
    assert "Nothing is possible for you now. Possible for others: begin by lin." in stderr


PAID = ("do", "1", "pay", "--as", "wang", "--set", "sum=30", "--set", "kind=small")


def test_a_condition_is_told_with_what_its_fields_are_called(errand: Complaints) -> None:
    stderr = refused(errand, *PAID)
    assert (
        ": its condition does not hold. Condition: "
        'kind (Kind of errand) == "small" and sum (Amount paid) <= 20 '
        "(with kind (Kind of errand)=small, sum (Amount paid)=30). Possible now: "
    ) in stderr
    chinese = refused(errand, *PAID, "--lang", "zh")
    assert 'kind（差事类别） == "small" and sum（付款金额） <= 20' in chinese
    assert 'Condition: done("answer"). Possible now' in refused(errand, "do", "1", "look")


def test_where_the_definition_says_why_the_condition_is_not_told(
    errand: Complaints, tmp_path: Path
) -> None:
    says = "    says: {en: only small sums at once, zh: 一次只付小额}\n"
    text = ERRAND.replace("SAYS\n", says).replace('edition: "1"', 'edition: "2"')
    (tmp_path / "newer.yaml").write_text(text, encoding="utf-8")
    done(errand, "definition", "publish", str(tmp_path / "newer.yaml"))
    done(errand, "open", "errand")
    stderr = refused(errand, "do", "2", *PAID[2:])
    assert ": only small sums at once. Possible now: pay, answer" in stderr
    assert "Condition" not in stderr
    assert "一次只付小额。现在可做：pay（付款）、answer（答复）" in (
        refused(errand, "do", "2", *PAID[2:], "--lang", "zh")
    )


def test_once_is_no_plural(errand: Complaints) -> None:
    done(errand, "do", "1", "ask")
    assert "ask (Ask back) was already done once for case" in refused(errand, "do", "1", "ask")
    assert "已做过 1 次 ask（追问）" in refused(errand, "do", "1", "ask", "--lang", "zh")
