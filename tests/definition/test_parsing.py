from dataclasses import replace

import pytest

from workflow.calendars.amounts import Amount, Count
from workflow.calendars.rules import OwnDay, Season
from workflow.definition import shipped
from workflow.definition.blanks import blanks, filled
from workflow.definition.calendar_file import load as load_calendar
from workflow.definition.counter import Addition, Counter
from workflow.definition.deadline import (
    Addressee,
    Extension,
    Factor,
    Late,
    Limit,
    Moment,
    Pause,
    Repeat,
    Rung,
)
from workflow.definition.model import Branch, Choice, Need
from workflow.definition.owner import OtherThan, OwnerRule
from workflow.definition.parse import load, loads
from workflow.definition.resolved import edition_hash, from_json, to_json, wording_hash
from workflow.errors import DefinitionError

TEXT = """
language: 1
workflow: sample
edition: 3
effective: 2026-01-01
count: {first_day: counted}
requires: {guards: [is_member], reactions: [print_it]}
roles: {clerk: , leader: {title: Leader}}
parties: {customer: {title: {en: Customer, zh: 顾客}}}
fields:
  note: {type: text}
  phone: {type: phone, personal: false, refusable: true, help: {zh: 电话}}
  kind: {type: choice, of: [small, large]}
  colour: {type: choice, of: {red: {zh: 红}, none: }}
  size: {type: number}
  ready: {type: moment}
states:
  open: {owner: {role: clerk}, editable: note}
  waiting: {owner: keep}
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: clerk, needs: [note]}
  wait:
    from: open
    by: [owner, customer]
    needs: [{field: size, if: 'kind == "small"'}, kind]
    has: [note]
    when: is_member()
    says: {zh: 会员}
    consents: [customer]
    other_than: {did: receive}
    at_most: 3
    per: entry
    reactions: [print_it]
    first_of:
      - {when: size > 3, to: waiting, at_most: 2, per: entry, owner: {role: leader}}
      - {at_most: 1, to: closed, sets: {size: 2.50, colour: 红, ready: 2026-01-01T08:00+08:00}}
      - {otherwise: stay}
  close: {from: any_open, to: closed, by: [any_staff, system]}
deadlines:
  answer:
    starts: {entered: open}
    met: [{left: open}, {act: wait}]
    cancelled: {act: close}
    within: 2 calendar days
    count: {ends: same_time}
    agreed: ready
    again: keep
    urgent: true
    late: {skip_older_than: 1 calendar day}
    remind: {at: 75 %, to: [owner, {role: clerk}]}
    missed:
      - {after: 20 minutes, to: {above: owner}, repeat: {every: 1 hour, times: 2}}
      - {to: {person: 王伟}, does: close}
  waiting:
    starts: {entered: waiting}
    met: {left: waiting}
    within:
      first_of:
        - {when: 'kind == "small"', amount: 2 weeks}
        - {otherwise: 3 months}
  whole: {starts: {entered: open}, met: {entered: closed}, again: keep, within: 50 weeks}
permissions: {erase: [leader], note: owner}
"""


@pytest.fixture(scope="module")
def sample():
    return loads(TEXT, "sample.yaml")


def test_the_head_has_its_defaults(sample):
    assert (sample.edition, sample.effective, sample.prefix) == ("3", "2026-01-01", "S")
    assert sample.title == {"en": "sample"}
    assert (sample.guards, sample.reactions) == (("is_member",), ("print_it",))


def test_a_title_is_words_by_language_and_by_default_the_name(sample):
    assert sample.roles["clerk"].title == {"en": "clerk"}
    assert sample.roles["leader"].title == {"en": "Leader"}
    assert sample.parties["customer"].title == {"en": "Customer", "zh": "顾客"}


def test_fields_are_personal_when_their_type_is(sample):
    assert [name for name, one in sample.fields.items() if one.personal] == ["note"]
    phone = sample.fields["phone"]
    assert (phone.refusable, phone.help) == (True, {"zh": "电话"})


def test_choices_are_a_list_or_titles_by_value(sample):
    assert sample.fields["kind"].of == (
        Choice("small", {"en": "small"}),
        Choice("large", {"en": "large"}),
    )


def test_a_consent_makes_a_field_that_is_needed(sample):
    field = sample.fields["consent_customer"]
    assert (field.type, field.personal) == ("moment", False)
    assert field.title == {"en": "Consent of the customer, given at", "zh": "顾客同意时间"}
    assert sample.transitions["wait"].needs[-1] == Need("consent_customer")


def test_states_keep_their_owner_unless_told(sample):
    assert sample.states["open"].owner == OwnerRule("clerk")
    assert sample.states["open"].editable == ("note",)
    assert sample.states["waiting"].owner is None
    assert sample.states["closed"].final


def owned(words: str, needs: str = "note, kind") -> OwnerRule | None:
    text = TEXT.replace("owner: {role: clerk}", f"owner: {words}", 1)
    text = text.replace("  ready: {type: moment}", "  ready: {type: moment}\n  who: {type: person}")
    text = text.replace("needs: [note]}", f"needs: [{needs}]}}", 1)
    definition = loads(text, "sample.yaml")
    assert from_json(to_json(definition)) == definition
    return definition.states["open"].owner


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("{role: clerk, choose: skill, skill: pipes}", {"choose": "skill", "skill": "pipes"}),
        (
            "{role: clerk, choose: skill, skill: {field: kind}}",
            {"choose": "skill", "skill_of": "kind"},
        ),
        ("{role: clerk, choose: named, named: who}", {"choose": "named", "named": "who"}),
        ("{role: clerk, department: own}", {"department": ""}),
        ("{role: clerk, department: 客房部}", {"department": "客房部"}),
        ("{role: clerk, department: {field: kind}}", {"department_of": "kind"}),
        (
            "{role: clerk, other_than: {did: wait, owned: [open], is: who}}",
            {"other_than": OtherThan(("wait",), ("open",), ("who",))},
        ),
    ],
)
def test_an_owner_is_chosen_as_it_is_written(words, rule):
    assert owned(words, "note, kind, who") == OwnerRule("clerk", **rule)


def test_who_is_named_as_owner_can_be_on_file_or_be_set_by_the_act():
    named = "  closed: {final: true}\n  held: {owner: {role: clerk, choose: named, named: who}}\n"
    for more in ("needs: who, to: held", "has: who, to: held", "to: held, sets: {who: li}"):
        hold = f"transitions:\n  hold: {{from: open, by: clerk, {more}}}\n"
        text = TEXT.replace("  closed: {final: true}\n", named)
        text = text.replace(
            "  ready: {type: moment}", "  ready: {type: moment}\n  who: {type: person}"
        )
        text = text.replace("editable: note", "editable: [note, who]")
        text = text.replace("met: [{left: open}, {act: wait}]", "met: {entered: closed}")
        text = text.replace("cancelled: {act: close}", "cancelled: {act: hold}", 1)
        keeping = "\n  keeping: {starts: {entered: held}, met: {left: held}, within: 2 hours}\n"
        text = text.replace("transitions:\n", hold, 1).replace(
            "deadlines:\n", f"deadlines:{keeping}"
        )
        text = text.replace("editable: note}", "editable: [note, who]}")
        assert loads(text, "sample.yaml").states["held"].owner.named == "who"


def test_who_must_be_another_is_read_whole():
    words = "other_than: {did: receive, owned: [open, waiting], is: who}"
    text = TEXT.replace("other_than: {did: receive}", words)
    text = text.replace("  ready: {type: moment}", "  ready: {type: moment}\n  who: {type: person}")
    definition = loads(text, "sample.yaml")
    assert definition.transitions["wait"].barred == OtherThan(
        ("receive",), ("open", "waiting"), ("who",)
    )
    assert from_json(to_json(definition)) == definition


def test_counters_are_read_whole():
    counters = """
counters:
  breaches:
    title: {zh: 违规}
    of: who
    adds: [{act: wait}, {act: close, amount: {field: size}}, {act: receive, amount: 3}]
    takes_back: close
    per: calendar month
  visits: {of: site, adds: {act: receive}}
"""
    text = TEXT.replace("  ready: {type: moment}", "  ready: {type: moment}\n  who: {type: person}")
    definition = loads(text + counters, "sample.yaml")
    assert definition.counters == {
        "breaches": Counter(
            "breaches",
            {"zh": "违规"},
            "who",
            (Addition("wait"), Addition("close", amount_of="size"), Addition("receive", 3)),
            ("close",),
            "calendar month",
            person=True,
        ),
        "visits": Counter("visits", {"en": "visits"}, "site", (Addition("receive"),)),
    }
    assert from_json(to_json(definition)) == definition


def test_a_transition_is_read_whole(sample):
    wait = sample.transitions["wait"]
    assert wait.by == ("owner", "customer")
    assert wait.needs[0] == Need("size", 'kind == "small"')
    assert (wait.has, wait.when, wait.says) == (("note",), "is_member()", {"zh": "会员"})
    assert (wait.other_than, wait.consents) == (("receive",), ("customer",))
    assert (wait.at_most, wait.per, wait.reactions) == (3, "entry", ("print_it",))


def test_branches_are_read_in_order_and_values_in_json_form(sample):
    assert sample.transitions["wait"].branches == (
        Branch("waiting", "size > 3", 2, "entry", OwnerRule("leader")),
        Branch(
            "closed",
            at_most=1,
            sets={"size": "2.5", "colour": "red", "ready": "2026-01-01T00:00:00.000000Z"},
        ),
        Branch(None),
    )


def test_a_single_target_is_one_branch(sample):
    assert sample.transitions["receive"].branches == (Branch("open"),)
    assert sample.transitions["receive"].sources == ("new",)


def test_any_open_is_spelled_out(sample):
    assert sample.transitions["close"].sources == ("open", "waiting")


@pytest.mark.parametrize(("words", "late"), [("late: all", "all"), ("late: latest", "latest")])
def test_which_messages_go_out_late_is_one_word(words, late):
    text = TEXT.replace("late: {skip_older_than: 1 calendar day}", words)
    assert loads(text, "sample.yaml").deadlines["answer"].late == Late(late)


def test_or_it_is_the_age_they_may_have_and_the_latest_if_nothing_is_said(sample):
    assert sample.deadlines["answer"].late == Late("recent", Amount(1, "calendar days"))
    assert sample.deadlines["waiting"].late == Late("latest")


def test_a_deadline_is_read_whole(sample):
    answer = sample.deadlines["answer"]
    assert answer.starts == (Moment("entered", "open"),)
    assert answer.met == (Moment("left", "open"), Moment("act", "wait"))
    assert answer.cancelled == (Moment("act", "close"),)
    assert answer.within == (Limit(Amount(2, "calendar days"), place="sample.yaml:45"),)
    assert answer.count == Count("counted", "same_time")
    assert (answer.agreed, answer.again, answer.urgent) == ("ready", "keep", True)


def test_rungs_are_read(sample):
    answer = sample.deadlines["answer"]
    assert answer.remind == (Rung((Addressee("owner"), Addressee("role", "clerk")), share=75),)
    assert answer.missed == (
        Rung(
            (Addressee("above", "owner"),),
            after=Amount(20, "minutes"),
            repeat=Repeat(Amount(1, "hours"), 2),
        ),
        Rung((Addressee("person", "王伟"),), does="close"),
    )


def test_limits_can_depend_on_a_condition(sample):
    waiting = sample.deadlines["waiting"]
    assert waiting.count == Count("counted", "end_of_day")
    assert waiting.within == (
        Limit(Amount(2, "weeks"), 'kind == "small"', "sample.yaml:60"),
        Limit(Amount(3, "months"), place="sample.yaml:61"),
    )


def test_permissions_not_named_have_their_defaults(sample):
    assert sample.permissions.erase == ("leader",)
    assert sample.permissions.note == ("owner",)
    assert sample.permissions.assign == ("any_staff",)


def test_a_file_is_read_like_its_text(tmp_path, sample):
    (tmp_path / "sample.yaml").write_text(TEXT, encoding="utf-8")
    assert load(tmp_path / "sample.yaml") == sample


def test_what_conditions_do_not_name_bare_may_be_a_word_of_theirs():
    renamed = TEXT.replace("closed", "done").replace("close", "return")
    definition = loads(renamed.replace("answer:", "missed:"), "sample.yaml")
    assert "done" in definition.states
    assert "return" in definition.transitions
    assert "missed" in definition.deadlines


def test_all_problems_are_found_in_the_order_they_stand():
    text = TEXT.replace("by: clerk", "by: clerc").replace("2 calendar days\n", "2 days\n")
    with pytest.raises(DefinitionError) as caught:
        loads(text, "sample.yaml")
    problems = caught.value.problems
    assert [one.code for one in problems] == ["N004", "A002"]
    assert [one.place for one in problems] == ["sample.yaml:22:38", "sample.yaml:45:13"]
    assert problems[0].suggestion == "clerk"


@pytest.mark.parametrize("section", ["states", "transitions", "deadlines", "fields", "roles"])
def test_a_section_that_is_no_mapping_is_a_problem_and_no_crash(section):
    for wrong in ("3", "[a, b]", "x", "true", "{a: [b]}", "{a: {b: c}}", "{a: }"):
        lines = [f"{section}: {wrong}" if not line.strip() else line for line in TEXT.split("\n")]
        start = next(at for at, line in enumerate(lines[1:], 1) if line.startswith(section))
        end = start + 1
        while end < len(lines) and lines[end].startswith(" "):
            end += 1
        with pytest.raises(DefinitionError):
            loads("\n".join(lines[:start] + lines[end:]), "x")


def test_a_very_large_definition_is_refused_in_time():
    many = "".join(f"  s{number}: {{}}\n" for number in range(250))
    with pytest.raises(DefinitionError) as caught:
        loads(TEXT.replace("  closed: {final: true}\n", "  closed: {final: true}\n" + many), "x")
    assert caught.value.problems[0].code == "L015"


def test_more_choices_than_anybody_reads_are_refused_at_their_key():
    many = ", ".join(f"c{number}: {{zh: 选{number}}}" for number in range(201))
    text = TEXT.replace("of: [small, large]", f"of: {{small: , large: , {many}}}")
    with pytest.raises(DefinitionError) as caught:
        loads(text, "x")
    (problem,) = caught.value.problems
    assert problem.code == "L015"
    assert problem.source_line[problem.column - 1 :].startswith("of:")


RUNGS = """
documents:
  notice:
    title: {en: Notice, zh: 催办通知}
    text: {en: "To {owner}: {size}", zh: "致{owner}：{size}"}
deadlines:
  answer:
    starts: {entered: open}
    met: {left: open}
    within: 3 calendar days
    urgent: 'kind == "large"'
    remind:
      - {at: 80%, sets: {kind: large, size: 3}, does: lapse}
      - {before: 4 hours, to: {party: customer}, when: 'filled("note")'}
    missed:
      - {to: [{head_of: department}, {head_of: 客房部}], prints: notice}
  waiting: {starts: {entered: waiting}, met: {left: waiting}, within: 2 weeks}
"""


def test_what_a_rung_does_and_brings_is_read():
    lapse = "  lapse: {from: open, to: closed, by: system}\ndeadlines:"
    head, _, _ = TEXT.replace("deadlines:", lapse, 1).partition("deadlines:")
    read = loads(head + RUNGS, "sample.yaml")
    answer = read.deadlines["answer"]
    assert answer.remind == (
        Rung(share=80, sets={"kind": "large", "size": 3}, does="lapse"),
        Rung(
            (Addressee("party", "customer"),),
            before=Amount(4, "hours"),
            when='filled("note")',
        ),
    )
    heads = (Addressee("head_of"), Addressee("head_of", "客房部"))
    assert answer.missed == (Rung(heads, prints=("notice",)),)
    assert (answer.urgent, answer.urgent_when) == (False, 'kind == "large"')
    assert read.documents["notice"].text["zh"] == "致{owner}：{size}"


def test_the_blanks_of_a_document_are_filled_in():
    text = "致{owner}：请于{due}前答复{owner}。"
    assert set(blanks(text)) == {"owner", "due"}
    assert filled(text, {"owner": "王伟", "due": "24:00"}) == "致王伟：请于24:00前答复王伟。"


@pytest.mark.parametrize(("written", "read"), [("true", True), ("false", False)])
def test_urgent_always_or_never_is_no_condition(written, read):
    text = TEXT.replace("urgent: true", f"urgent: {written}")
    answer = loads(text, "sample.yaml").deadlines["answer"]
    assert (answer.urgent, answer.urgent_when) == (read, None)


# --- working time, and what changes a deadline ----------------------------------------------------

TIMED = """
language: 1
workflow: timed
edition: "1"
effective: 2026-01-01
calendar: office-cn
count: {first_day: counted, start_closed: next_opening}
roles: {clerk: {title: Clerk}, leader: {title: Leader}}
fields:
  kind: {type: choice, of: [small, large]}
  ready: {type: moment}
  day: {type: date}
  waits: {type: flag}
states:
  open: {editable: [kind, ready, day, waits]}
  waiting: {}
  parked: {}
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: clerk}
  ask: {from: open, to: waiting, by: owner}
  park: {from: open, to: parked, by: owner}
  go_on: {from: [waiting, parked], to: open, by: owner}
  request: {from: any_open, stay: true, by: owner}
  grant:
    from: any_open
    stay: true
    by: leader
    extends:
      answer: {by: 5 working days, at_most: 10 working days, times: 2, asked: {act: request}}
      visit: {to: day, asked: before_due}
  take_back: {from: any_open, stay: true, by: leader, revokes: [answer, visit]}
  close: {from: any_open, to: closed, by: owner}
deadlines:
  answer:
    starts: {entered: open}
    met: {act: close}
    within: 5 working days
    count: {first_day: excluded, start_closed: as_is, ends: close, last_closed: previous_open}
    factor: [{by: 50%, when: 'kind == "small"'}, {by: 150 %}]
    applies: 'kind != "large"'
    pauses: [{in: [waiting, parked]}, {when: waits}]
    on_resume: restart
    on_change: keep
    on_transfer: restart
    on_revision: keep
    again: both
  visit:
    starts: [{field: day}, {missed: answer}]
    met: {act: close}
    due: {field: ready}
    calendar: hotline-cn
  plain:
    starts: [{entered: open}, {entered: waiting}, {entered: parked}]
    met: {act: close}
    within: 90 working minutes
"""


@pytest.fixture(scope="module")
def timed():
    return loads(TIMED, "timed.yaml")


def test_a_calendar_named_is_read_with_the_definition(timed):
    assert dict(timed.calendars) == {
        name: load_calendar(shipped.calendar_path(name)) for name in ("office-cn", "hotline-cn")
    }
    calendars = {name: one.calendar for name, one in timed.deadlines.items()}
    assert calendars == {"answer": "office-cn", "visit": "hotline-cn", "plain": "office-cn"}


def test_without_calendars_nobody_has_one(sample):
    assert not sample.calendars
    assert {one.calendar for one in sample.deadlines.values()} == {None}


def test_working_time_is_an_amount_like_others(timed):
    assert timed.deadlines["answer"].within[0].amount == Amount(5, "working days")
    assert timed.deadlines["plain"].within[0].amount == Amount(90, "working minutes")


def test_a_count_says_what_differs_from_that_of_the_file(timed):
    assert timed.deadlines["plain"].count == Count("counted", start_closed="next_opening")
    assert timed.deadlines["answer"].count == Count("excluded", "close", "as_is", "previous_open")


def test_factors_are_read_in_order(timed):
    assert timed.deadlines["answer"].factors == (Factor(50, 'kind == "small"'), Factor(150))


def test_when_a_deadline_applies_and_stands_still(timed):
    answer = timed.deadlines["answer"]
    assert answer.applies == 'kind != "large"'
    assert answer.pauses == (Pause("waiting"), Pause("parked"), Pause(when="waits"))


def test_what_becomes_of_a_clock_is_one_word_each(timed):
    answer, plain = timed.deadlines["answer"], timed.deadlines["plain"]
    words = ("on_resume", "on_change", "on_transfer", "on_revision", "again")
    said = [getattr(answer, word) for word in words]
    assert said == ["restart", "keep", "restart", "keep", "both"]
    unsaid = [getattr(plain, word) for word in words]
    assert unsaid == ["carry", "recompute", "carry", "recompute", "restart"]
    assert (plain.factors, plain.applies, plain.pauses, plain.due) == ((), None, (), None)


def test_a_deadline_can_start_by_a_field_or_a_miss_and_be_due_when_a_field_says(timed):
    visit = timed.deadlines["visit"]
    assert visit.starts == (Moment("field", "day"), Moment("missed", "answer"))
    assert (visit.due, visit.within) == ("ready", ())


def test_extensions_are_read(timed):
    assert timed.transitions["grant"].extends == (
        Extension(
            "answer",
            by=Amount(5, "working days"),
            at_most=Amount(10, "working days"),
            times=2,
            asked="request",
        ),
        Extension("visit", to="day"),
    )
    assert timed.transitions["take_back"].revokes == ("answer", "visit")
    assert timed.transitions["close"].extends == timed.transitions["close"].revokes == ()


HOURS = 'monday-friday: [["09:00", "17:00"]]'
HOUSE = f"""
language: 1
calendar: house
title: {{en: House, zh: 本店}}
zone: Asia/Shanghai
week:
  {HOURS}
holidays: {{country: CN, adjoining_weekends: closed, make_up_like: friday}}
seasons:
  - {{from: "12-15", to: "01-06", week: {{monday-friday: [["22:00", "02:00+1"]]}}}}
days_off:
  2026-12-24: {{title: {{en: Founding day, zh: 店庆}}}}
working_days:
  2026-12-26: {{title: {{en: Stocktaking, zh: 盘点}}, hours: [["09:00", "12:00"]]}}
"""


@pytest.fixture
def housed(tmp_path):
    """Reads the definition with the calendar ``house`` beside it."""
    (tmp_path / "calendars").mkdir()
    (tmp_path / "timed.yaml").write_text(
        TIMED.replace("calendar: office-cn", "calendar: house"), encoding="utf-8"
    )

    def read(house=HOUSE):
        (tmp_path / "calendars" / "house.yaml").write_text(house, encoding="utf-8")
        return load(tmp_path / "timed.yaml")

    return read


def test_a_calendar_beside_the_definition_is_found_and_comes_first(housed, tmp_path):
    assert housed().calendars["house"].title == {"en": "House", "zh": "本店"}
    own = HOUSE.replace("calendar: house", "calendar: hotline-cn")
    (tmp_path / "calendars" / "hotline-cn.yaml").write_text(own, encoding="utf-8")
    assert housed().calendars["hotline-cn"].title == {"en": "House", "zh": "本店"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"17:00"', '"18:00"'),
        ("zone: Asia/Shanghai", "zone: Asia/Tokyo"),
        ("make_up_like: friday", "make_up_like: monday"),
        ("adjoining_weekends: closed", "adjoining_weekends: as_usual"),
        ('"12-15"', '"12-16"'),
        ("2026-12-24", "2026-12-23"),
        ('hours: [["09:00", "12:00"]]', 'hours: [["09:00", "13:00"]]'),
    ],
)
def test_what_a_calendar_says_is_in_the_fingerprint_of_the_edition(housed, old, new):
    assert HOUSE.count(old) == 1
    before, after = housed(), housed(HOUSE.replace(old, new))
    assert edition_hash(before) != edition_hash(after)


@pytest.mark.parametrize("old", ["en: House", "en: Founding day", "zh: 盘点"])
def test_titles_of_a_calendar_are_wording(housed, old):
    before, after = housed(), housed(HOUSE.replace(old, old[:4] + "Another"))
    assert edition_hash(before) == edition_hash(after)
    assert wording_hash(before) != wording_hash(after)


def test_an_edition_without_a_calendar_has_another_fingerprint(timed):
    plain = replace(timed, calendars={})
    assert edition_hash(plain) != edition_hash(timed)


def test_a_stored_edition_with_calendars_reads_back_the_same(housed, timed):
    for one in (housed(), timed):
        again = from_json(to_json(one))
        assert again == one
        assert to_json(again) == to_json(one)
    rules = from_json(to_json(housed())).calendars["house"]
    assert [type(one) for one in rules.seasons] == [Season]
    assert {day.isoformat(): type(one) for day, one in rules.own.items()} == {
        "2026-12-24": OwnDay,
        "2026-12-26": OwnDay,
    }


@pytest.mark.parametrize(
    ("name", "text", "code", "told"),
    [
        ("会议.scenarios.yaml", "scenarios: {}", "L001", "of 会议.yaml; `complaints definition"),
        ("会议.yaml", "scenarios: {}", "L001", "beside their definition, as NAME.scenarios.yaml"),
        ("common.yaml", "fragment: common", "R003", "This is a fragment"),
    ],
)
def test_what_is_no_definition_but_belongs_to_one_is_told_to_be_that(name, text, code, told):
    with pytest.raises(DefinitionError) as caught:
        loads(f"language: 1\n{text}\n", name)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert told in problem.text
