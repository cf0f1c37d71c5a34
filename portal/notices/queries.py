"""About which evaluations a person gets mail, in each of her workspaces by itself."""

import logging
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.db.models import Prefetch

from portal.accounts.models import Membership, User
from portal.notices.kinds import TELLERS, About
from portal.notices.models import Choice, MailChoice
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import workspace

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Place:
    """One workspace of a person and the evaluations there that she can choose about."""

    jurisdiction: Jurisdiction
    roles: set[str] = field(default_factory=set)
    evaluations: list[About] = field(default_factory=list)
    is_out_of_reach: bool = False


def workspaces_of(person: User) -> list[Place]:
    """Workspaces that are being served and in which this person works, by name."""
    main = Prefetch("jurisdiction__domains", queryset=Domain.objects.filter(is_primary=True))
    memberships = (
        Membership.objects.filter(
            person=person, accepted_at__isnull=False, jurisdiction__suspended_at=None
        )
        .select_related("jurisdiction")
        .defer("jurisdiction__logo")
        .prefetch_related(main)
        .order_by("jurisdiction__name", "jurisdiction_id", "role")
    )
    places: dict[int, Place] = {}
    for one in memberships:
        places.setdefault(one.jurisdiction_id, Place(one.jurisdiction)).roles.add(one.role)
    return list(places.values())


def places_of(person: User) -> list[Place]:
    """The same with their evaluations; one that fails takes no other along."""
    places = workspaces_of(person)
    for place in places:
        try:
            with transaction.atomic(), workspace(place.jurisdiction):
                told = [one for tell in TELLERS for one in tell(person, frozenset(place.roles))]
        except DatabaseError:
            log.exception("could not ask %s for evaluations", place.jurisdiction.schema_name)
            place.is_out_of_reach = True
        else:
            place.evaluations = sorted(set(told), key=lambda one: (one.name, one.round))
    return places


def chosen_by(person: User) -> dict[tuple[int, int], Choice]:
    """What a person chose, by workspace and round."""
    return {
        (one.workspace_id, one.round): Choice(one.choice)
        for one in MailChoice.objects.filter(person=person)
    }
