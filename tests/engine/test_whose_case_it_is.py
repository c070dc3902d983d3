from datetime import datetime

from world import NOT_UPHELD, World

from workflow.engine.owners import Choice, Owner, owner_by


def received_by(world: World) -> tuple[str, str]:
    """Who owns a complaint that comes in now, and the flag it carries."""
    opened = world.open().events[0].payload
    return str(opened["owner"]), str(opened.get("owner_flag", ""))


def test_who_has_the_fewest_open_cases_gets_the_next(world: World) -> None:
    world.around.load = {"ann": 3, "ben": 2}
    assert received_by(world) == ("ben", "")


def test_between_equals_the_first_by_name(world: World) -> None:
    world.around.load = {"ben": 2, "ann": 2}
    assert received_by(world) == ("ann", "")


def test_who_has_none_yet_comes_before_who_has_one(world: World) -> None:
    world.around.load = {"ann": 1}
    assert received_by(world) == ("ben", "")


def test_between_equals_who_took_the_call_keeps_it(world: World) -> None:
    assert world.open(actor="ben").case.owner == "ben"


def test_more_work_outweighs_having_taken_the_call(world: World) -> None:
    world.around.load = {"ben": 1}
    assert world.open(actor="ben").case.owner == "ann"


def test_who_is_away_gets_nothing(world: World) -> None:
    world.house.change("ann", away=True)
    world.around.load = {"ben": 9}
    assert received_by(world) == ("ben", "")


def test_if_all_are_away_a_stand_in_of_theirs_gets_it(world: World) -> None:
    world.house.change("ann", away=True)
    world.house.change("ben", away=True, delegate="rita")
    assert received_by(world) == ("rita", "")


def test_if_nobody_stands_in_who_is_above_gets_it_flagged(world: World) -> None:
    world.house.change("ann", away=True)
    world.house.change("ben", away=True)
    assert received_by(world) == ("sue", "specialist")


def test_if_nobody_holds_the_role_who_is_above_the_opener_gets_it_flagged(world: World) -> None:
    for name in ("ann", "ben"):
        world.house.change(name, site="annexe")
    assert received_by(world) == ("sue", "specialist")


def test_if_nobody_is_above_it_stays_where_it_is_flagged(world: World) -> None:
    world.open()
    world.house.change("ann", superior=None)
    world.house.change("max", site="annexe")
    rule = world.edition.definition.states["disputed"].owner
    found = owner_by(rule, Choice(world.case, world.around, world.now, "ann"))
    assert found == Owner("ann", "manager")


def test_a_state_without_a_rule_keeps_the_owner(world: World) -> None:
    world.around.load = {"ann": 3, "ben": 2}
    world.open()
    world.around.load = {"ann": 0, "ben": 9}
    decision = world.do("judge", "sue", NOT_UPHELD)
    assert world.owner == "ben"
    assert "owner" not in decision.events[0].payload


def test_the_owner_may_be_whoever_holds_another_role_from_a_branch_on(repair: World) -> None:
    repair.around.load = {"ann": 1}
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "漏水",
        "kind": "repair", "urgent": "是",
    })  # fmt: skip
    assert repair.owner == "rita"
    repair.do("dispatch", "rita", {"team": "maintenance"})
    assert repair.owner == "ben"
    repair.do("hand_back", "ben", {"reason": "不归我们"})
    assert repair.owner == "rita"


def test_what_is_recorded_late_is_not_given_to_somebody_who_left_since(world: World) -> None:
    """Ben had the fewest cases then; by now he has left, and Ann is there."""
    world.around.load = {"ann": 3, "ben": 0}
    here = world.house.holders

    def holders(role: str, site: str, at: datetime) -> tuple[str, ...]:
        return tuple(one for one in here(role, site, at) if one != "ben" or at < world.now)

    world.house.holders = holders  # type: ignore[method-assign]
    world.open(at="2026-11-02 09:00")
    assert world.owner == "ann"
