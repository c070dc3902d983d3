"""Fields whose values are compared with each other: what their order decides is proved."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflow.definition.model import REFUSED, Definition, Field
from workflow.definition.parse import inspect_text, loads
from workflow.proving import Proof
from workflow.proving.orders import Order, as_given, placed
from workflow.proving.scales import SCALES
from workflow.proving.step import Step
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: refund
edition: "1"
effective: 2026-01-01
title: {en: Refund, zh: 退款}
roles: {clerk: {title: {en: Clerk, zh: 办事员}}, chief: {title: {en: Chief, zh: 主管}}}
fields:
  granted: {type: money, title: {en: Granted, zh: 批准金额}}
  paid: {type: money, title: {en: Paid, zh: 赔付金额}}
  asked: {type: money, title: {en: Asked for, zh: 要求金额}}
  began: {type: date, title: {en: Began, zh: 开始日}}
  ended: {type: date, title: {en: Ended, zh: 结束日}}
  early: {type: time, title: {en: Early, zh: 早}}
  late: {type: time, title: {en: Late, zh: 晚}}
  first: {type: moment, title: {en: First, zh: 先}}
  last: {type: moment, title: {en: Last, zh: 后}}
  rooms: {type: number, title: {en: Rooms, zh: 房间数}}
  guests: {type: number, title: {en: Guests, zh: 客人数}}
  said: {type: text, personal: false, title: {en: Said, zh: 说明}}
  written: {type: text, personal: false, title: {en: Written, zh: 书面}}
states:
  open: {title: {en: Open, zh: 待处理}EDITABLE}
  agreed: {title: {en: Agreed, zh: 已批准}}
  done: {title: {en: Done, zh: 已赔付}, final: true}
transitions:
  ask: {from: new, to: open, by: [clerk]NEEDS}
  grant: {from: [open, agreed], to: agreed, by: [chief]GRANT}
  pay: {from: agreed, to: done, by: [clerk]PAY}
deadlines:
  granting: {starts: {entered: open}, met: {left: open}, within: 2 calendar days, missed: [{to: owner}]}
  paying: {starts: {entered: agreed}, met: {left: agreed}, within: 2 calendar days, missed: [{to: owner}]}
permissions: {correct: [chief], set: [any_staff]}
promises:
  - {PROMISE}
"""  # noqa: E501 - each on a line of its own, as in a file


def refund(
    promise: str,
    pay: str = "",
    *,
    grant: str = "",
    needs: str = "",
    editable: str = "",
    correct: bool = False,
) -> Definition:
    text = TEXT.replace("EDITABLE", editable and f", editable: {editable}")
    text = text.replace("NEEDS", needs and f", needs: {needs}").replace("GRANT", grant)
    definition = loads(text.replace("PAY", pay).replace("PROMISE", promise), "refund.yaml")
    return definition if correct else without_corrections(definition)


def without_corrections(definition: Definition) -> Definition:
    return replace(definition, permissions=replace(definition.permissions, correct=()))


def only(definition: Definition) -> Proof:
    (proof,) = prove(definition)
    return proof


GRANT = ", needs: [granted]"
PAY = ", needs: [paid], when: 'paid <= granted'"


def test_nothing_is_paid_beyond_what_was_granted() -> None:
    proof = only(refund("never: done, when: 'paid > granted'", PAY, grant=GRANT))
    assert (proof.result, proof.obstacle) == ("proved", "")


def test_what_is_corrected_afterwards_breaks_it() -> None:
    proof = only(refund("never: done, when: 'paid > granted'", PAY, grant=GRANT, correct=True))
    assert (proof.result, proof.happened[-1].kind) == ("broken", "correct")


def test_what_is_granted_anew_may_be_less_than_what_was_compared_before() -> None:
    definition = refund(
        "never: done, when: 'paid > granted'",
        ", when: 'paid <= asked'",
        grant=", needs: [granted, paid], when: 'paid <= granted and granted <= asked'",
        needs="[asked]",
    )
    assert only(definition).result == "proved"
    looser = refund(
        "never: done, when: 'paid > granted'",
        ", takes: [granted], when: 'paid <= asked'",
        grant=", needs: [paid], when: 'paid <= granted and granted <= asked'",
        needs="[asked, granted]",
    )
    proof = only(looser)
    assert (proof.result, proof.happened[-1].name) == ("broken", "pay")


@pytest.mark.parametrize(
    ("one", "other"),
    [("began", "ended"), ("early", "late"), ("first", "last"), ("guests", "rooms")],
)
@pytest.mark.parametrize("sign", ["<", "<=", "=="])
def test_values_of_every_type_that_has_an_order_are_followed(
    one: str, other: str, sign: str
) -> None:
    needs, pay = f"[{one}]", f", needs: [{other}], when: '{one} {sign} {other}'"
    kept = f"never: done, when: '{one} > {other}'"
    assert only(refund(kept, pay, needs=needs)).result == "proved"
    proof = only(refund(f"never: done, when: '{one} {sign} {other}'", pay, needs=needs))
    assert proof.result == "broken"
    refused = only(refund(f"never: done, when: '{one} > {other} and {one} {sign} {other}'"))
    assert refused.result == "proved"


def test_constants_that_one_of_them_is_compared_with_count_too() -> None:
    pay = ", needs: [paid], when: 'paid <= granted and granted < 100'"
    assert only(refund("never: done, when: 'paid >= 100'", pay, grant=GRANT)).result == "proved"
    proof = only(refund("never: done, when: 'paid > 99.98'", pay, grant=GRANT))
    assert proof.result == "broken"
    assert proof.happened[-1].given["paid"] == "99.99"


def test_what_cannot_be_followed_is_still_named() -> None:
    pay = ", needs: [said, written], when: 'said == written'"
    proof = only(refund("never: done, when: 'said != written'", pay))
    assert (proof.result, "said == written" in proof.obstacle) == ("not_proved", True)


def test_a_value_that_the_definition_fills_in_itself_is_not_followed() -> None:
    definition = refund("never: done, when: 'paid > granted'", PAY, grant=", sets: {granted: 50}")
    assert only(definition).result == "not_proved"


def test_a_number_that_is_compared_with_a_count_too_is_not_followed() -> None:
    definition = refund(
        "never: done, when: 'times(\"grant\") > 5'",
        """, needs: [rooms, guests], when: 'rooms == times("grant") and guests <= rooms'""",
        grant=", at_most: 6",
    )
    assert only(definition).result == "broken"


def test_four_fields_that_hang_together_are_not_followed() -> None:
    text = TEXT.replace("rooms: {type: number", "rooms: {type: money")
    text = text.replace("guests: {type: number", "guests: {type: money").replace("EDITABLE", "")
    when = "paid <= granted and granted <= asked and asked <= rooms"
    text = text.replace("NEEDS", ", needs: [granted, asked, rooms, paid]").replace("GRANT", "")
    text = text.replace("PAY", f", when: '{when}'")
    definition = inspect_text(
        text.replace("PROMISE", "never: done, when: 'paid > granted'"), "refund.yaml"
    ).definition
    assert only(without_corrections(definition)).result == "not_proved"


# --- laws -------------------------------------------------------------------------------------


NAMES = ("paid", "granted", "asked")
KEYS = some.sampled_from([None, *(Fraction(number, 4) for number in range(-12, 45))])
KINDS = some.sampled_from([2, 3])


def order(number: int, constants: list[int]) -> Order:
    return Order(NAMES[:number], SCALES["number"], [*map(Fraction, sorted({*constants}))])


def relations(one: Order, values: dict[str, object]) -> list[object]:
    """How all values stand to each other and to the constants."""
    keys = {name: one.key(value) for name, value in values.items()}
    known = {**keys, **{str(key): key for key in one.constants}}
    return [
        None
        if known[a] is None or known[b] is None
        else (known[a] > known[b]) - (known[a] < known[b])  # type: ignore[operator]
        for a, b in combinations(known, 2)
    ]


@pytest.mark.parametrize(
    ("kind", "constants"),
    [
        ("number", ["0.5"]), ("money", ["100", "2000.50"]), ("date", ["2026-11-02", "2027-01-01"]),
        ("time", ["09:00", "17:30"]), ("moment", ["2026-11-02T09:00:00Z"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", [2, 3])
def test_values_are_read_as_they_are_written_and_no_two_are_alike(
    kind: str, constants: list[str], number: int
) -> None:
    scale = SCALES[kind]
    field = Field("one", kind, {})  # type: ignore[arg-type]
    for known in ([], constants):
        keys = sorted(map(scale.read, known))
        values = Order(NAMES[:number], scale, keys).values_of(field)
        assert len({*map(scale.read, values)}) == len(values) > len(keys)
        assert [scale.write(scale.read(one)) for one in values] == [*values]


def test_what_was_refused_has_no_place_and_stays_as_it_is() -> None:
    one = Order(NAMES[:2], SCALES["number"], [])
    field = Field("one", "number", {}, refusable=True)
    assert one.values_of(field)[-1] == REFUSED
    path = (Step("do", "pay", {"paid": REFUSED, "granted": 3}), Step("do", "pay", {"paid": 1}))
    refused, paid = as_given([one], NAMES, path)
    assert refused.given["paid"] == REFUSED
    assert int(str(paid.given["paid"])) < int(str(refused.given["granted"]))


def test_where_there_is_no_room_between_two_constants_nothing_is_followed() -> None:
    days = [*map(SCALES["date"].read, ["2026-11-02", "2026-11-04"])]
    assert not Order(NAMES[:2], SCALES["date"], days).fits
    for kind, last in (("date", "0001-01-02"), ("moment", "9999-12-31T23:00:00Z")):
        assert not Order(NAMES[:2], SCALES[kind], [SCALES[kind].read(last)]).fits


@given(number=KINDS, constants=some.lists(some.integers(0, 8), max_size=2), data=some.data())
def test_whatever_is_given_comes_in_an_order_that_is_tried(
    number: int, constants: list[int], data: some.DataObject
) -> None:
    """From values in their places any further ones lead to what some that are tried lead to."""
    one = order(number, constants)
    scale = one.scale
    before = {
        name: None if key is None else scale.write(key)
        for name in one.names
        if (key := data.draw(KEYS)) is not None or True
    }
    there = one.placed(before)
    assert relations(one, there) == relations(one, before)
    assert one.placed(there) == there
    new = data.draw(some.sets(some.sampled_from(one.names), min_size=1))
    given_now = {name: scale.write(data.draw(KEYS.filter(bool)) or Fraction(1)) for name in new}
    wanted = relations(one, {**before, **given_now})
    field = refund("never: done, when: 'rooms < guests'").fields["rooms"]
    tried = product(*([(name, value) for value in one.values_of(field)] for name in sorted(new)))
    assert any(relations(one, {**there, **dict(pairs)}) == wanted for pairs in tried)


@given(number=KINDS, constants=some.lists(some.integers(0, 8), max_size=2), data=some.data())
def test_a_way_can_be_gone_with_values_in_the_order_that_was_found(
    number: int, constants: list[int], data: some.DataObject
) -> None:
    one = order(number, constants)
    field = refund("never: done, when: 'rooms < guests'").fields["rooms"]
    values = one.values_of(field)
    lasting = one.names
    found: tuple[object, ...] = (None,) * number
    path, wanted = [], []
    for _ in range(data.draw(some.integers(1, 6))):
        new = data.draw(some.sets(some.sampled_from(one.names), min_size=1))
        now = {name: data.draw(some.sampled_from(values)) for name in sorted(new)}
        path.append(Step("do", "pay", now))
        held = {**dict(zip(lasting, found, strict=True)), **now}
        wanted.append(relations(one, held))
        found = placed([one], lasting, (*held.values(),))
    real: dict[str, object] = dict.fromkeys(lasting)
    for step, relation in zip(as_given([one], lasting, tuple(path)), wanted, strict=True):
        real |= step.given
        assert relations(one, real) == relation
