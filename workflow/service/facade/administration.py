"""The façade: what a house works by: definitions, official days, people and sites."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from workflow.calendars.rules import OfficialDays
from workflow.clock import in_utc
from workflow.definition.model import Definition
from workflow.definition.origin import Origin
from workflow.definition.promise import Promise
from workflow.service import publishing, staffing
from workflow.service.abilities import Ability
from workflow.service.contacts import Reach
from workflow.service.revision_views import Revising, RevisionView
from workflow.service.views import (
    DepartmentView,
    EditionUse,
    EditionView,
    Foreseen,
    OriginUse,
    PersonView,
    SiteView,
)
from workflow.service.workplace import Workplace


class Administration(Workplace):
    """Definitions, official days, staff and sites."""

    def publish(
        self,
        source: Path | Definition,
        *,
        trial: bool = False,
        watch: Callable[[Promise, int], None] | None = None,
    ) -> EditionView:
        """Publish a definition whose promises are proved, or assumed and not broken.

        Raises ``DefinitionError``, ``EditionTaken``, ``PromiseUnproved``, ``PromiseBroken``,
        ``PromiseProved``. With ``trial`` promises are not looked at; the database must be without
        cases (``TrialRefused``). ``watch`` is told now and then for which promise how many
        situations were looked at.
        """
        return publishing.publish(self, source, trial=trial, watch=watch)

    def definitions(self) -> tuple[EditionView, ...]:
        """Return every published edition."""
        return publishing.list_editions(self)

    def editions(self, name: str) -> tuple[EditionUse, ...]:
        """Return the editions of a definition, the newest first, and how many cases follow each.

        Raises ``DefinitionNotFound``.
        """
        return publishing.editions_of(self, name)

    def users_of(self, origins: Sequence[Origin]) -> tuple[OriginUse, ...]:
        """Return the editions, in effect or to come, that were made with one of some files.

        A definition's ``origins`` are those it was made with; ``fragment_file.origin`` is that of
        a file.
        """
        from workflow.service import reusing  # noqa: PLC0415 - rare, starting is often

        return reusing.users_of(self, origins)

    def foresee(self, old: Definition, new: Definition) -> Foreseen:
        """Return what becomes of the open cases of an edition if they followed another one.

        Nothing is written: a case keeps its edition. ``old`` without cases if it is not published
        as it is; ``new`` need not be.
        """
        from workflow.service import foreseeing  # noqa: PLC0415 - rare, starting is often

        return foreseeing.foresee(self, old, new)

    def revisions(self) -> tuple[RevisionView, ...]:
        """Return the official days that were adopted: every revision, the oldest first."""
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.revisions(self)

    def official_days(
        self, country: str, region: str | None = None, *, revision: int | None = None
    ) -> OfficialDays | None:
        """Return the official days of a revision, or of the one in force, to count by.

        ``None``: none of this country or region was adopted. Raises ``RevisionUnknown``.
        """
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.adopted(self, country, region, revision)

    def preview_revision(
        self, country: str, region: str | None = None, *, announced: OfficialDays | None = None
    ) -> Revising:
        """Return what newer official days would change: days, and due times of open cases.

        They are those of the library ``holidays``, or ``announced`` ones for the years these name.
        Nothing is written. Raises ``InputInvalid`` unless days of the place were adopted before.
        """
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.preview(self, country, region, announced)

    def adopt_revision(
        self,
        country: str,
        region: str | None = None,
        *,
        announced: OfficialDays | None = None,
        actor: str,
    ) -> Revising:
        """Adopt newer official days as the next revision, and count open cases by it.

        The revision is one transaction, each batch of cases another: interrupted, the same call
        again goes on. What could not be counted is in ``failed``. Raises as ``preview_revision``
        does, and ``PersonUnknown``.
        """
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.adopt(self, country, region, announced, actor=actor)

    def add_staff(
        self,
        name: str,
        *,
        site: str | None = None,
        roles: Sequence[str] = (),
        department: str | None = None,
        superior: str | None = None,
        delegate: str | None = None,
        contact: str | None = None,
        reach: Mapping[str, str] | None = None,
        quiet: str = "",
        skills: Sequence[str] = (),
        no_skills: Sequence[str] = (),
        capacity: int | None = None,
    ) -> PersonView:
        """Add a person to our staff tables, or add to what they say.

        ``reach`` are addresses by channel, an empty one is taken away; ``quiet`` are hours such as
        ``22:00-07:00`` in which only what is urgent is sent, ``none`` for no such hours.
        ``no_skills`` are those they have no longer. ``capacity`` is how many open cases they may
        own at a site before the program chooses somebody else; 0: any number.
        """
        return staffing.add_person(
            self,
            name,
            site=site,
            roles=roles,
            department=department,
            superior=superior,
            delegate=delegate,
            contact=contact,
            reach=Reach(reach or {}, quiet),
            able=Ability(skills, no_skills, capacity),
        )

    def end_roles(
        self, name: str, *, site: str | None = None, roles: Sequence[str] = ()
    ) -> PersonView:
        """End roles a person holds: those named, at one site or all; every role if none is."""
        return staffing.end_roles(self, name, site=site, roles=roles)

    def set_away(
        self,
        name: str,
        *,
        start: datetime | None,
        end: datetime | None = None,
        delegate: str | None = None,
    ) -> PersonView:
        """Record when a person is away, and who stands in; ``start`` ``None`` means no longer.

        ``left_alone`` says how many open cases are left with nobody to stand in.
        """
        since, until = start and in_utc(start), end and in_utc(end)
        return staffing.set_away(self, name, start=since, end=until, delegate=delegate)

    def staff(self, *, site: str | None = None) -> tuple[PersonView, ...]:
        """Return the people in our staff tables."""
        return staffing.list_people(self, site=site)

    def set_head(self, department: str, head: str) -> DepartmentView:
        """Record who heads a department. Raises ``PersonUnknown``."""
        return staffing.set_head(self, department, head=head)

    def departments(self) -> tuple[DepartmentView, ...]:
        """Return every department that has a head or people, by name."""
        return staffing.list_departments(self)

    def add_site(
        self, name: str, *, zone: str | None = None, fallback: str | None = None
    ) -> SiteView:
        """Add a site, or change its zone (for cases opened from now on) or its fallback."""
        return staffing.add_site(self, name, zone=zone, fallback=fallback)
