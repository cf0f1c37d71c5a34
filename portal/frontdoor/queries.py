"""What the front door's pages show, each with a constant number of queries."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from psycopg import sql

from portal.accounts.models import SIGN_IN_IDLE, SIGN_IN_LIFE, Membership, Role, SignIn, User
from portal.clock import Now
from portal.frontdoor.models import Confirmation, WorkspaceRequest
from portal.frontdoor.waiting import Waiting, waiting_in
from portal.jobs.models import Job, JobState
from portal.tenancy.models import Domain, Jurisdiction

log = logging.getLogger(__name__)
MOST_ASKED = 12
"""Workspaces that are asked what waits there; those after it are only listed."""

MAIN_ADDRESS = Prefetch("domains", queryset=Domain.objects.filter(is_primary=True))


@dataclass(slots=True)
class Place:
    """One workspace of a person: her roles there, invitations, and what waits."""

    jurisdiction: Jurisdiction
    roles: list[Role] = field(default_factory=list)
    invited: list[Role] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    is_behind: bool = False

    @property
    def roles_in_words(self) -> str:
        """What she does there, inside a sentence."""
        return _in_words(self.roles)

    @property
    def invited_in_words(self) -> str:
        """What she is invited to do there, inside a sentence."""
        return _in_words(self.invited)


def places_of(person: User) -> list[Place]:
    """Return a person's workspaces by name, with her roles and what waits there."""
    places: dict[int, Place] = {}
    memberships = (
        Membership.objects.filter(person=person)
        .select_related("jurisdiction")
        .defer("jurisdiction__logo")
        .prefetch_related(
            Prefetch("jurisdiction__domains", queryset=Domain.objects.filter(is_primary=True))
        )
        .order_by("jurisdiction__name", "role")
    )
    for one in memberships:
        place = places.setdefault(one.jurisdiction_id, Place(one.jurisdiction))
        (place.roles if one.accepted_at else place.invited).append(Role(one.role))
    for place in list(places.values())[:MOST_ASKED]:
        if place.roles and not place.jurisdiction.suspended_at:
            roles = frozenset(role.value for role in place.roles)
            _ask_what_waits(place, person, roles)
    return list(places.values())


def _ask_what_waits(place: Place, person: User, roles: frozenset[str]) -> None:
    """Ask one workspace; one whose tables lag behind this version must not take the others along."""
    try:
        with transaction.atomic():
            place.waiting = waiting_in(place.jurisdiction, person, roles)
    except DatabaseError:
        log.exception("could not ask %s what waits there", place.jurisdiction.schema_name)
        place.is_behind = True


def _in_words(roles: Sequence[Role]) -> str:
    return ", ".join(str(role.label).lower() for role in roles)


def sign_ins_of(person: User) -> QuerySet[SignIn]:
    """Return the browsers that are signed in to workspaces as this person."""
    return (
        SignIn.objects.filter(
            person=person,
            ended_at=None,
            at__gt=Now() - SIGN_IN_LIFE,
            last_seen__gt=Now() - SIGN_IN_IDLE,
        )
        .filter(Q(jurisdiction__restored_at=None) | Q(at__gt=F("jurisdiction__restored_at")))
        .select_related("jurisdiction")
        .defer("jurisdiction__logo")
        .order_by("-last_seen", "-pk")
    )


def workspaces() -> QuerySet[Jurisdiction]:
    """Return all workspaces with counts of people and the last sign of life, and nothing inside."""
    people = (
        Membership.objects.filter(jurisdiction=OuterRef("pk"))
        .order_by()
        .values("jurisdiction")
        .annotate(count=Count("person", distinct=True))
        .values("count")
    )
    seen = (
        SignIn.objects.filter(jurisdiction=OuterRef("pk"))
        .order_by()
        .values("jurisdiction")
        .annotate(last=Max("last_seen"))
        .values("last")
    )
    return (
        Jurisdiction.objects.exclude(schema_name="public")
        .defer("logo")
        .prefetch_related(MAIN_ADDRESS)
        .annotate(people=Subquery(people), last_active=Subquery(seen))
        .order_by("name")
    )


def requests() -> QuerySet[WorkspaceRequest]:
    """Return requests for a workspace, unanswered ones first."""
    return WorkspaceRequest.objects.order_by(F("answered_at").asc(nulls_first=True), "-at")


def confirmations() -> QuerySet[Confirmation]:
    """Return what workspaces ask operators to confirm, unanswered ones first."""
    asked = Confirmation.objects.select_related("workspace", "by")
    return asked.order_by(F("answered_at").asc(nulls_first=True), "-at")


def unanswered() -> Counter[str]:
    """How many *wishes* for a workspace and *confirmations* wait for an operator (1 query)."""
    wishes = WorkspaceRequest.objects.filter(answered_at=None).order_by()
    asked = Confirmation.objects.filter(answered_at=None).order_by()
    kinds = wishes.values_list(Value("wishes")).union(
        asked.values_list(Value("confirmations")), all=True
    )
    return Counter(kind for (kind,) in kinds)


@dataclass(frozen=True, slots=True)
class Queue:
    """How much work is owed, how late the oldest of it is, and what failed."""

    waiting: int
    running: int
    failed: int
    oldest: datetime | None


def queue() -> Queue:
    """Count jobs by state."""
    counts = Job.objects.aggregate(
        waiting=Count("pk", filter=Q(state=JobState.QUEUED)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
    )
    oldest = (
        Job.objects.filter(state=JobState.QUEUED, due_at__lte=Now())
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return Queue(**counts, oldest=oldest)


def failed_jobs() -> QuerySet[Job]:
    """Return failed jobs, the latest first."""
    return Job.objects.filter(state=JobState.FAILED).order_by("-ended_at", "-pk")


def names_of(ids: Sequence[Any]) -> dict[Any, str]:
    """Return workspaces' names by their ids."""
    return dict(Jurisdiction.objects.filter(uuid__in=ids).values_list("uuid", "name"))


def missing_migrations(found: Sequence[Jurisdiction]) -> dict[str, list[str]]:
    """Return, by schema, the migrations that this version has and the schema has not; one query."""
    if not found:
        return {}
    wanted = set(_tenant_migrations())
    tables = [
        sql.SQL("SELECT {name}, app, name FROM {table}").format(
            name=sql.Literal(one.schema_name),
            table=sql.Identifier(one.schema_name, "django_migrations"),
        )
        for one in found
    ]
    applied: dict[str, set[tuple[str, str]]] = {one.schema_name: set() for one in found}
    with connection.cursor() as cursor:
        statement = sql.SQL(" UNION ALL ").join(tables)
        cursor.execute(statement.as_string(cursor.connection))
        for schema, app, name in cursor.fetchall():
            applied[schema].add((app, name))
    return {
        schema: sorted(f"{app}.{name}" for app, name in wanted - has)
        for schema, has in applied.items()
    }


def _tenant_migrations() -> list[tuple[str, str]]:
    labels = {app.rpartition(".")[2] for app in settings.TENANT_APPS}
    return [key for key in MigrationLoader(None).disk_migrations if key[0] in labels]
