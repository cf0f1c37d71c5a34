"""What stands beside a vendor's scores, as its readers see it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from evaluations.models import MeetingNote
from evaluations.queries.desk import Desk
from evaluations.visibility import Thing
from vendors import probing
from vendors.models import Probe, ProfileRevision, Response
from vendors.observing import USERS
from vendors.profile import FALLBACKS


@dataclass(frozen=True, slots=True)
class Asked:
    """One subject with how far we are with it, and how far we were."""

    subject: probing.Subject
    last: Probe | None
    earlier: tuple[Probe, ...]
    ours: str
    """What the jurisdiction itself has instead; only for ways on without technology."""

    @property
    def word(self) -> str:
        return probing.STATE_WORDS[self.last.state if self.last else probing.NOT_ASKED]


@dataclass(frozen=True, slots=True)
class Noted:
    """One meeting in words."""

    note: MeetingNote
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]


def asked_of(response: Response) -> tuple[list[Asked], list[Asked]]:
    """Known troubles, and ways on without technology, of one vendor (2 queries)."""
    by_subject: dict[str, list[Probe]] = {}
    for one in Probe.objects.filter(response=response):
        by_subject.setdefault(one.subject, []).append(one)
    last = ProfileRevision.objects.first()
    own = last.content if last else {}

    def line(subject: probing.Subject) -> Asked:
        rows = by_subject.get(subject.key, [])
        ours = str(own.get(FALLBACKS.get(subject.key, ""), ""))
        return Asked(subject, rows[0] if rows else None, tuple(rows[1:]), ours)

    return [line(one) for one in probing.TROUBLES], [line(one) for one in probing.FALLBACKS]


def notes_on(desk: Desk, response: Response, person: UUID) -> list[Noted]:
    """Notes of meetings with a vendor that a person may read: hers, and all once she may (1 query)."""
    rows: QuerySet[MeetingNote] = MeetingNote.objects.filter(
        evaluation=desk.evaluation, response=response
    )
    if not desk.sees(Thing.NOTES):
        rows = rows.filter(by_id=person)
    return [
        Noted(
            one,
            tuple(user.label for user in USERS if user.key in one.covered),
            tuple(user.label for user in USERS if user.key not in one.covered),
        )
        for one in rows
    ]
