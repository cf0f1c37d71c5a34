"""Who is asking: the person, her roles here and the instant, from one query per request."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q

from portal.accounts.models import SIGN_IN_IDLE, SIGN_IN_LIFE, Membership, Role, SignIn, User
from portal.accounts.tokens import token_hash
from portal.clock import Now
from portal.tenancy.models import Jurisdiction

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Presence:
    """One signed-in person in one workspace at one instant."""

    person: User
    roles: frozenset[str]
    invited_roles: frozenset[str]
    at: datetime
    sign_in_id: int

    def is_a(self, *roles: Role) -> bool:
        """Whether she has at least one of these roles."""
        return bool(self.roles.intersection(roles))


def presence_of(session_key: str | None, jurisdiction: Jurisdiction) -> Presence | None:
    """Read sign-in, person and roles afresh; None where she is signed out, removed or unknown."""
    if not session_key:
        return None
    # Subqueries, no aggregates: grouping by an instant that each row computes anew splits the roles.
    held = Membership.objects.filter(person=OuterRef("person"), jurisdiction=jurisdiction)
    row = (
        SignIn.objects.filter(
            session_hash=token_hash(session_key),
            jurisdiction=jurisdiction,
            ended_at=None,
            at__gt=Now() - SIGN_IN_LIFE,
            last_seen__gt=Now() - SIGN_IN_IDLE,
            person__is_active=True,
        )
        .select_related("person")
        .annotate(
            here=ArraySubquery(held.filter(accepted_at__isnull=False).values("role")),
            invited=ArraySubquery(held.filter(accepted_at=None).values("role")),
            instant=Now(),
        )
        .filter(Q(jurisdiction__restored_at=None) | Q(at__gt=F("jurisdiction__restored_at")))
        .first()
    )
    if row is None or not (row.here or row.invited):
        return None
    if row.instant - row.last_seen > SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk).update(last_seen=row.instant)
    return Presence(
        person=row.person,
        roles=frozenset(row.here),
        invited_roles=frozenset(row.invited),
        at=row.instant,
        sign_in_id=row.pk,
    )
