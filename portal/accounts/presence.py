"""Who is asking: the person, her roles here and the instant, from one query per request."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q

from portal.accounts.models import SIGN_IN_LIFE, Role, SignIn, User
from portal.accounts.tokens import token_hash
from portal.clock import Now
from portal.tenancy.models import Jurisdiction


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
    of_here = Q(person__memberships__jurisdiction=jurisdiction)
    accepted = of_here & Q(person__memberships__accepted_at__isnull=False)
    row = (
        SignIn.objects.filter(
            session_hash=token_hash(session_key),
            jurisdiction=jurisdiction,
            ended_at=None,
            at__gt=Now() - SIGN_IN_LIFE,
            person__is_active=True,
        )
        .select_related("person")
        .annotate(
            here=ArrayAgg("person__memberships__role", filter=accepted, default=[]),
            invited=ArrayAgg("person__memberships__role", filter=of_here & ~accepted, default=[]),
            instant=Now(),
        )
        .filter(Q(jurisdiction__restored_at=None) | Q(at__gt=F("jurisdiction__restored_at")))
        .first()
    )
    if row is None or not (row.here or row.invited):
        return None
    return Presence(
        person=row.person,
        roles=frozenset(row.here),
        invited_roles=frozenset(row.invited),
        at=row.instant,
        sign_in_id=row.pk,
    )
