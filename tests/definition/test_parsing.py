import pytest

from workflow.calendars.amounts import Amount, Count
from workflow.definition.deadline import Addressee, Late, Limit, Moment, Repeat, Rung
from workflow.definition.model import Branch, Choice, Need, OwnerRule
from workflow.definition.parse import load, loads
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
    assert answer.within == (Limit(Amount(2, "calendar days")),)
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
        Limit(Amount(2, "weeks"), 'kind == "small"'),
        Limit(Amount(3, "months")),
    )


def test_permissions_not_named_have_their_defaults(sample):
    assert sample.permissions.erase == ("leader",)
    assert sample.permissions.note == ("owner",)
    assert sample.permissions.assign == ("any_staff",)


def test_a_file_is_read_like_its_text(tmp_path, sample):
    (tmp_path / "sample.yaml").write_text(TEXT, encoding="utf-8")
    assert load(tmp_path / "sample.yaml") == sample


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


@pytest.mark.parametrize(("written", "read"), [("true", True), ("false", False)])
def test_urgent_always_or_never_is_no_condition(written, read):
    text = TEXT.replace("urgent: true", f"urgent: {written}")
    answer = loads(text, "sample.yaml").deadlines["answer"]
    assert (answer.urgent, answer.urgent_when) == (read, None)
