"""What a case has to do with others, as its own events say it. Cases are named by identity."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Child(NamedTuple):
    """A case that was opened from another, by which definition, and whether it is still open."""

    workflow: str
    open: bool = True


class Kin(NamedTuple):
    """The cases that one has to do with: the ``parent`` it was opened from, its ``children``.

    ``merged_into`` is the case that goes on in its place, ``merged`` those that it goes on for.
    """

    parent: str | None = None
    children: Mapping[str, Child] = {}
    merged_into: str | None = None
    merged: tuple[str, ...] = ()

    def open_children(self, workflow: str) -> int:
        """How many cases opened from this one by a definition are open."""
        return sum(1 for one in self.children.values() if one.open and one.workflow == workflow)

    @property
    def cases(self) -> tuple[str, ...]:
        """Every case there is something to do with."""
        named = (self.parent, *self.children, self.merged_into, *self.merged)
        return tuple(dict.fromkeys(one for one in named if one is not None))


ALONE = Kin()


def kin_after(kin: Kin, said: Mapping[str, Any]) -> Kin:
    """Return what a step makes of it: ``related`` in the payload of its event."""
    children = {one["case"]: Child(one["workflow"]) for one in said.get("opened", ())}
    return kin._replace(
        parent=said.get("parent", kin.parent),
        children={**kin.children, **children},
        merged_into=said.get("merged_into", kin.merged_into),
    )


def told(kin: Kin, kind: str, case: str) -> Kin:
    """Return what it is when another case was closed, goes on, or was merged into this one."""
    if kind == "merged_in":
        return kin._replace(merged=(*kin.merged, case))
    moved = kin.children[case]._replace(open=kind == "child_reopened")
    return kin._replace(children={**kin.children, case: moved})
