"""What came too late, as vendors and coordinators read it: when and how late, never what."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Greatest, JSONObject

from portal.accounts.models import User
from vendors import rules
from vendors.lateness import late_by
from vendors.models import (
    LateAcceptance,
    LateAnswer,
    LateDraft,
    Response,
    Round,
    Submission,
)


@dataclass(frozen=True, slots=True)
class Late:
    """One refused attempt, as its vendor reads it."""

    due_at: dt.datetime
    tried_at: dt.datetime
    root: str
    answer: str = ""
    answer_reason: str = ""

    @property
    def late_by(self) -> str:
        return late_by(self.due_at, self.tried_at)


def late_as_column() -> Subquery:
    """The last refused attempt of a response, to annotate with."""
    answers = LateAcceptance.objects.filter(late=OuterRef("pk")).order_by("-pk")
    rows = (
        LateDraft.objects.filter(response=OuterRef("pk"))
        .annotate(
            answer=Subquery(answers.values("answer")[:1]),
            answer_reason=Subquery(answers.values("answer_reason")[:1]),
        )
        .order_by("-pk")
    )
    row = JSONObject(
        due_at="due_at",
        tried_at="tried_at",
        root="root",
        answer="answer",
        answer_reason="answer_reason",
    )
    return Subquery(rows.values(row=row)[:1])


def late_of(response: Response) -> Late | None:
    """Read that column; none where the date has moved since, so that it can be submitted."""
    row = vars(response).get("late")
    if row is None:
        return None
    due, tried = (dt.datetime.fromisoformat(row[name]) for name in ("due_at", "tried_at"))
    if due != rules.due_of(response):
        return None
    return Late(due, tried, row["root"], row["answer"] or "", row["answer_reason"] or "")


@dataclass(frozen=True, slots=True)
class Line:
    """One late draft for coordinators, with all that was asked about it, the newest first."""

    late: LateDraft
    acceptances: tuple[LateAcceptance, ...]
    reference: str
    is_moot: bool
    """The vendor got more time or submitted since, so that there is nothing to accept."""

    @property
    def last(self) -> LateAcceptance | None:
        """The question that waits or was answered last; none where it may be asked."""
        last = next(iter(self.acceptances), None)
        return None if last is None or last.answer == LateAnswer.WITHDRAWN else last

    @property
    def is_open(self) -> bool:
        return not self.is_moot and self.last is None and not self.reference


def late_in(round_: Round) -> list[Line]:
    """What came too late in a round, the first one first, without what it says (2 queries)."""
    found = (
        LateDraft.objects.filter(response__round=round_)
        .select_related("response__vendor", "response__round")
        .defer("content", "leaves")
        .annotate(
            became=Subquery(Submission.objects.filter(late=OuterRef("pk")).values("reference")[:1]),
            since=Exists(
                Submission.objects.filter(
                    response=OuterRef("response"), at__gte=OuterRef("tried_at")
                )
            ),
        )
        .prefetch_related(Prefetch("acceptances", to_attr="asked"))
        .order_by("tried_at", "pk")
    )
    return [
        Line(
            late=one,
            acceptances=tuple(one.asked),
            reference=one.became or "",
            is_moot=not one.became and (one.since or rules.due_of(one.response) != one.due_at),
        )
        for one in found
    ]


def undecided_in(rounds: Iterable[int]) -> QuerySet[LateDraft]:
    """What came late there and nobody asked or decided about, without what it says."""
    since = Submission.objects.filter(response=OuterRef("response"), at__gte=OuterRef("tried_at"))
    asked = LateAcceptance.objects.filter(late=OuterRef("pk"))
    due = Greatest("response__round__due_at", "response__due_at")
    return (
        LateDraft.objects.filter(response__round__in=list(rounds), response__withdrawn_at=None)
        .filter(due_at=due)
        .exclude(Exists(since))
        .exclude(Exists(asked.exclude(answer=LateAnswer.WITHDRAWN)))
        .defer("content", "leaves")
    )


def asked_of(person: User, pk: int) -> LateAcceptance | None:
    """A question that this person was asked, without what came late; none of anybody else's."""
    rows = LateAcceptance.objects.select_related("late__response__round", "late__response__vendor")
    rows = rows.defer("late__content", "late__leaves")
    return rows.filter(pk=pk, email=person.email.lower()).first()


def waiting_for(person: User) -> LateAcceptance | None:
    """The first question that waits for this person."""
    return LateAcceptance.objects.filter(email=person.email.lower(), answer="").first()
