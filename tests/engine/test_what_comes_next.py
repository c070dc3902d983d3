from dataclasses import replace

from world import World, definition

from workflow.engine.edition import Edition
from workflow.engine.options import Option, options


def offered(world: World) -> dict[str, Option]:
    found = options(world.edition, world.case, world.around, world.now)
    return {one.transition.name: one for one in found}


def test_the_steps_of_the_state_are_offered_in_the_order_of_the_definition(
    world: World,
) -> None:
    world.open()
    assert list(offered(world)) == ["judge", "withdraw"]


def test_what_is_needed_always_and_what_under_a_condition(world: World) -> None:
    world.open()
    judge = offered(world)["judge"]
    assert judge.needs == ("grounds", "demand")
    assert judge.needs_if == (("department", 'grounds == "sufficient" and demand == "reasonable"'),)


def test_who_may_do_it_by_name(world: World) -> None:
    world.open()
    assert offered(world)["judge"].people == ("ann", "ben", "sue")
    assert offered(world)["withdraw"].people == ()


def test_who_must_not_do_it_is_not_named(world: World) -> None:
    world.bring_to("investigated")
    world.assign("sue", "sue")
    world.do("propose", "sue", {"proposal": "一"})
    world.do("propose", "sue", {"proposal": "二"})
    assert offered(world)["approve"].people == ("max",)


def test_a_step_that_is_used_up_is_not_offered(world: World) -> None:
    world.bring_to("investigated")
    assert "propose" in offered(world)
    for _ in range(5):
        world.do("propose", "owner", {"proposal": "方案"})
    assert "propose" not in offered(world)


def test_a_step_used_up_for_the_case_is_not_offered() -> None:
    whole = definition("complaint")
    judge = replace(whole.transitions["judge"], at_most=0)
    world = World(Edition(replace(whole, transitions={**whole.transitions, "judge": judge}), "x"))
    world.open()
    assert list(offered(world)) == ["withdraw"]


def test_a_step_whose_condition_cannot_hold_is_not_offered(repair: World) -> None:
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "漏水",
        "kind": "repair", "urgent": False,
    })  # fmt: skip
    assert "answer" not in offered(repair)
    repair.correct("sue", {"kind": "inquiry"})
    assert "answer" in offered(repair)


def test_a_step_whose_condition_depends_on_what_is_brought_is_offered(world: World) -> None:
    world.bring_to("investigated")
    assert "approve" in offered(world)


def test_a_step_only_the_system_takes_is_not_offered() -> None:
    whole = definition("repair")
    close = replace(whole.transitions["close"], by=("system",))
    world = World(Edition(replace(whole, transitions={**whole.transitions, "close": close}), "x"))
    world.house.change("rita", roles=frozenset({"centre"}))
    world.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    })  # fmt: skip
    world.do("answer", "rita", {"work": "已答复"})
    world.do("record_callback", "rita", {"outcome": "satisfied"})
    assert list(offered(world)) == ["withdraw"]


def test_of_the_people_who_may_do_it_the_system_is_none(repair: World) -> None:
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    })  # fmt: skip
    repair.do("answer", "rita", {"work": "已答复"})
    repair.do("record_callback", "rita", {"outcome": "satisfied"})
    close = offered(repair)["close"]
    assert (close.transition.by, close.people) == (("centre", "system"), ("rita",))


def test_a_step_with_a_guard_of_the_host_is_offered_without_asking_it() -> None:
    whole = replace(definition("complaint"), guards=("budget_left",))
    judge = replace(whole.transitions["judge"], when="budget_left()")
    world = World(Edition(replace(whole, transitions={**whole.transitions, "judge": judge}), "x"))
    world.open()
    assert "judge" in offered(world)


def test_a_closed_case_offers_nothing(world: World) -> None:
    world.open()
    world.do("withdraw", "rita", {"reason": "撤诉"})
    assert offered(world) == {}
