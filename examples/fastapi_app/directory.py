"""Who is who: the engine asks the studio's users table."""

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import Engine
from sqlmodel import Session, select

from fastapi_app.tables import User

SITE = "studio"
ZONE = "Asia/Shanghai"


class UserDirectory:
    """The users, as ``workflow.Directory`` asks for them. One house, one role each.

    It looks on an engine of its own: a request that holds a connection already must not wait
    for a second one from the same pool.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def knows(self, name: str) -> bool:
        """Whether there is such a user."""
        return name in self._users()

    def names(self) -> tuple[str, ...]:
        """Every user."""
        return tuple(self._users())

    def roles(self, name: str, site: str, at: datetime) -> frozenset[str]:  # noqa: ARG002
        """The role of a user. This studio keeps no record of when it was given."""
        user = self._users().get(name)
        return frozenset({user.role}) if user and site == SITE else frozenset()

    def holders(self, role: str, site: str, at: datetime) -> tuple[str, ...]:  # noqa: ARG002
        """Who has a role, by name."""
        if site != SITE:
            return ()
        return tuple(name for name, user in self._users().items() if user.role == role)

    def works_at(self, name: str, site: str, at: datetime) -> bool:  # noqa: ARG002
        """Whether a user belongs to the house."""
        return site == SITE and self.knows(name)

    def department(self, name: str) -> str | None:  # noqa: ARG002
        """No departments here."""
        return None

    def head(self, department: str) -> str | None:  # noqa: ARG002 - there are no departments
        """Nobody heads a department."""
        return None

    def skills(self, name: str) -> frozenset[str]:  # noqa: ARG002 - everybody does everything
        """Nobody has a skill of their own."""
        return frozenset()

    def capacity(self, name: str) -> int | None:  # noqa: ARG002
        """Everybody can own any number of cases."""
        return None

    def contacts(self, name: str) -> Mapping[str, str]:  # noqa: ARG002
        """Nobody has an address of their own: messages go to the default channels."""
        return {}

    def quiet(self, name: str) -> tuple[time, time] | None:  # noqa: ARG002
        """Nobody has quiet hours."""
        return None

    def superior(self, name: str) -> str | None:
        """Who is above a user."""
        user = self._users().get(name)
        return user.superior if user else None

    def absent(self, name: str, at: datetime) -> bool:  # noqa: ARG002
        """Whether a user is away."""
        user = self._users().get(name)
        return user is not None and user.away

    def delegate(self, name: str) -> str | None:
        """Who stands in for a user who is away."""
        user = self._users().get(name)
        return user.deputy if user else None

    def fallback(self, site: str) -> str | None:  # noqa: ARG002
        """Who hears of what nobody else can be told: the first manager by name."""
        managers = (name for name, user in self._users().items() if user.role == "manager")
        return next(managers, None)

    def sites(self) -> tuple[str, ...]:
        """The one house."""
        return (SITE,)

    def zone(self, site: str) -> str | None:
        """Its time zone."""
        return ZONE if site == SITE else None

    def _users(self) -> Mapping[str, User]:
        with Session(self._engine) as session:
            return {user.name: user for user in session.exec(select(User).order_by(User.name))}
