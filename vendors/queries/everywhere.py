"""A vendor person's requests in all workspaces, each of which is entered by itself."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from portal.accounts.models import Membership, Role, User
from portal.look.formats import due_in_words
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import workspace
from vendors import rules
from vendors.models import ReleasedLetter, Response, ResponseMember, ResponseRole, RoundState
from vendors.queries.amendments import (
    amendments_as_column,
    answered_as_column,
    confirmed_as_column,
    is_outdated,
)
from vendors.queries.changes import waiting_as_column
from vendors.queries.handovers import handed_columns, handed_in
from vendors.queries.late import late_as_column, late_of
from vendors.queries.own import progress_with, states_only
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.reading import Unreadable
from vendors.turns import Standing, Turn, Who, turn_of

log = logging.getLogger(__name__)
WAIT = "2s"
"""How long a workspace may keep the page waiting, whose tables are being changed at the moment."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """One line of the table; words are in the zone of its workspace."""

    place: Jurisdiction
    label: str
    pk: int
    name: str
    vendor: str
    due: datetime | None
    due_words: str
    completed: int
    total: int
    turn: Turn

    @property
    def path(self) -> str:
        return f"/responses/{self.pk}/"


@dataclass(frozen=True, slots=True)
class Everywhere:
    """All that is open for one person, and which workspaces did not answer."""

    requests: list[OpenRequest]
    unreached: list[Jurisdiction]
    suspended: list[Jurisdiction]


def open_everywhere(person: User, *, at: datetime) -> Everywhere:
    """Return what is open for this person: one query, then some per workspace.

    What the vendor's people can do something about comes first, the next due before the others.
    """
    found = Everywhere([], [], [])
    for place in workspaces_of(person):
        if place.suspended_at:
            found.suspended.append(place)
            continue
        try:
            found.requests.extend(_open_in(place, person, at))
        except (DatabaseError, Unreadable):
            # One whose tables lag behind this version or are locked must not take the others along.
            log.exception("could not ask %s for open requests", place.schema_name)
            found.unreached.append(place)
    found.requests.sort(key=lambda one: _place_of(one, at))
    return found


def _place_of(one: OpenRequest, at: datetime) -> tuple[bool, bool, datetime, str, int]:
    waits_for_them = one.turn.who is Who.JURISDICTION
    return waits_for_them, one.due is None, one.due or at, one.place.name, one.pk


def workspaces_of(person: User) -> list[Jurisdiction]:
    """Workspaces in which a person answers for a vendor, by name."""
    answers = Membership.objects.filter(
        person=person, jurisdiction=OuterRef("pk"), role=Role.VENDOR, accepted_at__isnull=False
    )
    main = Prefetch("domains", queryset=Domain.objects.filter(is_primary=True))
    places = Jurisdiction.objects.filter(Exists(answers)).defer("logo").prefetch_related(main)
    return list(places.order_by("name", "pk"))


@transaction.atomic
def _open_in(place: Jurisdiction, person: User, at: datetime) -> list[OpenRequest]:
    with workspace(place), timezone.override(place.time_zone):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        return list(_lines(place, person, at))


def _lines(place: Jurisdiction, person: User, at: datetime) -> Iterator[OpenRequest]:
    mine = Q(members__person_id=person.pk, members__removed_at=None)
    role = ResponseMember.objects.filter(
        response=OuterRef("pk"), person_id=person.pk, removed_at=None
    )
    responses = (
        Response.objects.filter(mine, round__state=RoundState.OPEN)
        .filter(withdrawn_at=None, declined_at=None)
        .select_related("round__version", "vendor")
        .prefetch_related(Prefetch("answers", states_only()))
        .annotate(
            handed=Count("submissions", distinct=True),
            unanswered=Count(
                "clarifications", filter=Q(clarifications__replied_at=None), distinct=True
            ),
            reopened=Count(
                "reopenings",
                filter=Q(
                    reopenings__stopped_at=None,
                    reopenings__submission=None,
                    reopenings__until__gt=at,
                ),
                distinct=True,
            ),
            role=Subquery(role.values("role")[:1]),
            was_told=Exists(ReleasedLetter.objects.filter(response=OuterRef("pk"))),
            answered=answered_as_column(),
            amended=amendments_as_column(),
            confirmed_at=confirmed_as_column(),
            late=late_as_column(),
            requested=waiting_as_column(),
            **handed_columns(),
        )
    )
    for response in responses:
        if line := _line(place, person, response, at):
            yield line


def _line(
    place: Jurisdiction, person: User, response: Response, at: datetime
) -> OpenRequest | None:
    asked = questionnaire_of(response.round.version)
    progress = progress_with(response, asked, response.answers.all())
    handed = handed_in(response, asked, reader=person.pk).values()
    read = vars(response)
    turn = turn_of(
        Standing(
            leads=read["role"] == ResponseRole.LEAD,
            completed=progress.completed,
            total=progress.total,
            mine=sum(one.is_mine and not one.is_done for one in handed),
            others=sum(not one.is_mine and not one.is_done for one in handed),
            handed_in=bool(read["handed"]),
            is_late=rules.is_late(response, at=at),
            was_tried_late=late_of(response) is not None,
            questions=read["unanswered"],
            reopened=read["reopened"],
            requested=read["requested"],
            is_outdated=is_outdated(response),
        )
    )
    # The letter says how it ended; a question that is open all the same keeps the line.
    waits = read["unanswered"] or read["reopened"] or read["requested"]
    if turn is None or (read["was_told"] and not waits):
        return None
    due = rules.due_of(response)
    return OpenRequest(
        place,
        place.label,
        response.pk,
        response.round.name,
        response.vendor.name,
        due,
        due_in_words(due, at) if due else "",
        progress.completed,
        progress.total,
        turn,
    )
