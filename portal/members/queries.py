"""Members by person, and the activity log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from portal.accounts.models import STAFF_ROLES, Membership, Role, User
from portal.audit.models import Event
from portal.documents.sheets import Cell
from portal.tenancy.models import Jurisdiction

PORTAL = "portal"
"""In filters: what the portal did by itself."""
SHOWN_CHARACTERS = 300


def coordinators_of(jurisdiction: Jurisdiction) -> list[str]:
    """Addresses of all coordinators of a workspace, for mail that any of them may act on."""
    held = Membership.objects.filter(
        jurisdiction=jurisdiction, role=Role.COORDINATOR, accepted_at__isnull=False
    )
    return sorted(held.values_list("person__email", flat=True))


@dataclass(slots=True)
class Member:
    """One person with her roles here; a role is invited until it is accepted."""

    person: User
    memberships: list[Membership] = field(default_factory=list)

    @property
    def roles(self) -> list[Role]:
        """Her roles, accepted or not, in the order of the list of roles."""
        held = {one.role for one in self.memberships}
        return [role for role in Role if role in held]

    @property
    def accepted_at(self) -> datetime | None:
        """When she accepted her first role."""
        return min((one.accepted_at for one in self.memberships if one.accepted_at), default=None)

    @property
    def waiting(self) -> list[Role]:
        """Roles that she has not accepted yet."""
        return [Role(one.role) for one in self.memberships if not one.accepted_at]

    @property
    def roles_in_words(self) -> str:
        """Her roles with commas between them."""
        return ", ".join(str(role.label) for role in self.roles)

    @property
    def waiting_in_words(self) -> str:
        """Roles that she has not accepted yet, inside a sentence."""
        return ", ".join(str(role.label).lower() for role in self.waiting)

    @property
    def invited(self) -> Membership:
        """The first of her invitations: by whom and when."""
        return min(self.memberships, key=lambda one: one.invited_at)


def members_of(jurisdiction: Jurisdiction) -> list[Member]:
    """Return the people of a workspace by name; those who answer for vendors are listed elsewhere."""
    rows = (
        Membership.objects.filter(jurisdiction=jurisdiction, role__in=STAFF_ROLES)
        .select_related("person")
        .order_by("person__name", "person__email", "role")
    )
    members: dict[UUID, Member] = {}
    for row in rows:
        members.setdefault(row.person_id, Member(row.person)).memberships.append(row)
    return list(members.values())


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events to show: by whom, what, from and to which day."""

    who: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


def events(filters: Filters) -> QuerySet[Event]:
    """Return the events that the filters let through, the latest first."""
    found = Event.objects.defer("leaves")
    if filters.who:
        found = found.filter(by_id=None if filters.who == PORTAL else filters.who)
    if filters.what:
        found = found.filter(verb=filters.what)
    if filters.since:
        found = found.filter(at__gte=_start_of(filters.since))
    if filters.until:
        found = found.filter(at__lt=_start_of(filters.until + timedelta(days=1)))
    return found.order_by("-number")


def who_and_what() -> tuple[list[tuple[str, str]], list[str]]:
    """Who did something here, each once under the latest name, and what was done (1 query)."""
    rows = Event.objects.order_by().values_list("by_id", "by_name", "verb")
    names: dict[str, str] = {}
    verbs = set()
    for by_id, name, verb, _last in rows.annotate(last=Max("number")).order_by("last"):
        names[str(by_id) if by_id else PORTAL] = name
        verbs.add(verb)
    return sorted(names.items(), key=lambda one: one[1].lower()), sorted(verbs)


def in_words(detail: Mapping[str, Any]) -> str:
    """Say an event's details in one line."""
    parts = [f"{key.replace('_', ' ')}: {_value(value)}" for key, value in detail.items()]
    line = "; ".join(parts)
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def as_rows(found: QuerySet[Event]) -> Iterator[list[Cell]]:
    """Yield the log as rows of a spreadsheet, with a header."""
    yield ["Number", "When (UTC)", "Who", "What", "About", "Details", "Simulated", "Chain"]
    for event in found.iterator(chunk_size=2000):
        yield [
            event.number,
            event.at,
            event.by_name,
            event.verb,
            event.subject,
            in_words(event.detail),
            event.simulated,
            event.chain,
        ]


def _value(value: Any) -> str:
    match value:
        case Mapping():
            return ", ".join(f"{key} {_value(one)}" for key, one in value.items()) or "none"
        case list() | tuple():
            return ", ".join(_value(one) for one in value) or "none"
        case True | False:
            return "yes" if value else "no"
        case None | "":
            return "none"
        case _:
            return str(value)


def _start_of(day: date) -> datetime:
    """Midnight in the workspace's time zone, which is the active one."""
    return timezone.make_aware(datetime.combine(day, time.min))
