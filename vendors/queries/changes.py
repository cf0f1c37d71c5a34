"""Letters with requests, each request with its steps and where it stands: one reading for pages and PDF."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import User
from portal.members.queries import coordinators_of
from portal.tenancy.switch import current
from vendors.changes import OFFERS, Act, Counted, Standing, Step, standing_of
from vendors.models import ChangeStep, RequestedChange, RequestLetter, Response
from vendors.questionnaire.model import place_of


@dataclass(frozen=True, slots=True)
class Change:
    """One request with all that happened to it."""

    row: RequestedChange
    steps: tuple[ChangeStep, ...]
    now: Standing

    @property
    def number(self) -> str:
        """By which it is called: number of the letter, then its own."""
        return f"{self.row.letter.number}.{self.row.position}"

    @property
    def changed_at(self) -> datetime:
        return self.steps[-1].at if self.steps else self.row.letter.at

    @property
    def counted(self) -> Counted:
        return Counted(self.row.level, local_day(self.row.letter.at), self.now)


@dataclass(frozen=True, slots=True)
class LevelOfLetter:
    """The requests of a letter on one level, and why that level matters."""

    number: int
    title: str
    why: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as pages and PDF show it, base of the hierarchy first."""

    row: RequestLetter
    levels: tuple[LevelOfLetter, ...]

    @property
    def title(self) -> str:
        return f"Request letter {self.row.number}"

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(one for level in self.levels for one in level.changes)


def local_day(instant: datetime) -> date:
    """The day of an instant where the workspace is."""
    return instant.astimezone(ZoneInfo(current().time_zone)).date()


def told_here(senders: Collection[UUID]) -> list[str]:
    """Whom to tell for the jurisdiction: who sent the letters, as long as one of them coordinates.

    A year later somebody else may; then it is all who do.
    """
    all_of_them = coordinators_of(current())
    theirs = User.objects.filter(pk__in=senders).values_list("email", flat=True)
    return [one for one in theirs if one in all_of_them] or all_of_them


def now_of(change: RequestedChange, steps: Iterable[ChangeStep], *, at: datetime) -> Standing:
    """Where a request stands at an instant."""
    said = [Step(Act(one.act), local_day(one.at), one.until) for one in steps]
    return standing_of(change.by_day, said, today=local_day(at))


def letters_to(response: Response, *, at: datetime) -> tuple[Letter, ...]:
    """All letters to one response, the newest first (2 queries)."""
    found = changes_of(RequestedChange.objects.filter(letter__response=response), at=at)
    return letters_in(found)


def letters_in(found: Sequence[Change]) -> tuple[Letter, ...]:
    """Put requests back into their letters, the newest first."""
    letters: dict[int, list[Change]] = {}
    for one in found:
        letters.setdefault(one.row.letter_id, []).append(one)
    made = [_letter(those) for those in letters.values()]
    return tuple(sorted(made, key=lambda one: (one.row.at, one.row.pk), reverse=True))


def letter_of(letter: RequestLetter, *, at: datetime) -> Letter:
    """One letter (2 queries)."""
    return _letter(changes_of(letter.changes.all(), at=at))


def changes_of(rows: QuerySet[RequestedChange], *, at: datetime) -> list[Change]:
    """These requests with their steps (2 queries)."""
    wanted = (
        rows.select_related("letter__response__vendor", "letter__response__round")
        .prefetch_related("steps__file")
        .order_by("letter", "position")
    )
    return [_change(one, at) for one in wanted]


def _change(row: RequestedChange, at: datetime) -> Change:
    steps = tuple(sorted(row.steps.all(), key=lambda one: one.pk))
    return Change(row, steps, now_of(row, steps, at=at))


def _letter(found: Sequence[Change]) -> Letter:
    levels: dict[int, list[Change]] = {}
    for one in found:
        levels.setdefault(one.row.level, []).append(one)
    return Letter(
        found[0].row.letter,
        tuple(
            LevelOfLetter(number, those[0].row.level_title, those[0].row.why, tuple(those))
            for number, those in sorted(levels.items(), key=lambda one: place_of(one[0]))
        ),
    )


def requests_as_column() -> Coalesce:
    """How many changes a response was asked for, to annotate with: no query of its own."""
    rows = RequestedChange.objects.filter(letter__response=OuterRef("pk")).order_by()
    counted = rows.values("letter__response").annotate(figure=Count("pk"))
    return Coalesce(Subquery(counted.values("figure")), 0)


def waiting_as_column() -> Coalesce:
    """How many requests wait for a first or a new word of the vendor, to annotate responses with."""
    last = ChangeStep.objects.filter(change=OuterRef("pk")).order_by("-pk")
    rows = (
        RequestedChange.objects.filter(letter__response=OuterRef("pk"))
        .annotate(last=Subquery(last.values("act")[:1]))
        .filter(Q(last=None) | Q(last__in=[Act.NOT_ACCEPTED, Act.RETURNED]))
        .order_by()
    )
    counted = rows.values("letter__response").annotate(figure=Count("pk"))
    return Coalesce(Subquery(counted.values("figure")), 0)


def awaiting_answer(rounds: Collection[int]) -> Counter[int]:
    """How many proposals and proofs wait for the jurisdiction, by round (1 query)."""
    last = ChangeStep.objects.filter(change=OuterRef("pk")).order_by("-pk")
    waiting = RequestedChange.objects.filter(letter__response__round__in=rounds).annotate(
        last=Subquery(last.values("act")[:1])
    )
    theirs = waiting.filter(last__in=[*OFFERS, Act.PROOF])
    return Counter(theirs.values_list("letter__response__round", flat=True))
