"""Where evaluations stand: the stage that people see, with counts, never content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404

from evaluations.models import Evaluation, Panelist
from evaluations.models import Stage as Judging
from evaluations.states import WORDS, Situation, Stage, stage_of
from portal.look.formats import in_words
from vendors.models import Response, Round, Statement, Submission
from vendors.questionnaire.model import Depth

LINE = (Stage.DRAFT, Stage.OPEN, Stage.SCORING, Stage.DISCUSSION, Stage.DECIDED)
PLACE = {
    Stage.DRAFT: 0,
    Stage.OPEN: 1,
    Stage.CLOSED: 1,
    Stage.SCORING: 2,
    Stage.DISCUSSION: 3,
    Stage.DECIDED: 4,
    Stage.ARCHIVED: 5,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One evaluation with its stage and its counts at one instant."""

    evaluation: Evaluation
    stage: Stage
    closes_at: datetime | None
    depth: Depth
    vendors: int
    submitted: int
    declined: int
    reviewers: int
    locked: int
    now: datetime

    @property
    def round(self) -> Round:
        return self.evaluation.round

    @property
    def is_quick(self) -> bool:
        """Whether this is a quick check, which asks no vendor."""
        return self.depth is Depth.QUICK and self.stage is Stage.DRAFT

    @property
    def label(self) -> str:
        return "Quick check" if self.is_quick else WORDS[self.stage].label

    @property
    def explained(self) -> str:
        if self.is_quick:
            return "You write down what you know yourselves. No vendor is asked."
        return WORDS[self.stage].now

    @property
    def tone(self) -> str:
        tones = {
            Stage.OPEN: "info",
            Stage.CLOSED: "warning",
            Stage.SCORING: "info",
            Stage.DISCUSSION: "ask",
            Stage.DECIDED: "success",
        }
        return tones.get(self.stage, "off")

    @property
    def answers_in(self) -> str:
        """How many vendors submitted, in words; empty before opening."""
        if self.stage in {Stage.DRAFT, Stage.CANCELLED}:
            return ""
        return f"{self.submitted} of {self.vendors} submitted"

    @property
    def line(self) -> list[dict[str, str]]:
        """The stages as components/stage_line.html shows them; none for a quick check."""
        if self.is_quick or self.stage is Stage.CANCELLED:
            return []
        here = PLACE[self.stage]
        return [
            {
                "label": WORDS[Stage.CLOSED if at_closed else stage].label,
                "state": "past" if place < here else "now" if place == here else "later",
                "note": self._note(stage) if place == here else "",
            }
            for place, stage in enumerate(LINE)
            for at_closed in [stage is Stage.OPEN and self.stage is Stage.CLOSED]
        ]

    def _note(self, stage: Stage) -> str:
        if stage is Stage.OPEN:
            return self.answers_in
        if stage is Stage.SCORING and self.reviewers:
            return f"{self.locked} of {self.reviewers} locked"
        return ""


def evaluations() -> QuerySet[Evaluation]:
    """All evaluations of this workspace with what a standing needs, in one query."""
    responses = Response.objects.filter(round=OuterRef("round"), withdrawn_at=None).order_by()
    handed_in = Exists(Submission.objects.filter(response=OuterRef("pk")))
    panel = Panelist.objects.filter(evaluation=OuterRef("pk"), removed_at=None).order_by()
    return (
        Evaluation.objects.select_related("round")
        .annotate(
            closing=Greatest("round__due_at", _one(responses, "round", Max("due_at"))),
            all_vendors=_count(responses, "round"),
            all_submitted=_count(responses.filter(handed_in), "round"),
            all_declined=_count(responses.exclude(declined_at=None), "round"),
            all_reviewers=_count(panel, "evaluation"),
            all_locked=_count(panel.exclude(locked_at=None), "evaluation"),
            asked_depth=KeyTextTransform("depth", "round__version__content"),
        )
        .order_by("-round__made_at", "-pk")
    )


def standing(evaluation: Any, *, at: datetime) -> Standing:
    """Put together what evaluations() read of one evaluation."""
    round_ = evaluation.round
    closed = evaluation.closing is not None and at >= evaluation.closing
    begun = not round_.is_sealed_kind and evaluation.stage != Judging.WAITING
    return Standing(
        evaluation=evaluation,
        stage=stage_of(round_.state, evaluation.stage, closed=closed or begun),
        closes_at=evaluation.closing,
        depth=Depth(evaluation.asked_depth),
        vendors=evaluation.all_vendors,
        submitted=evaluation.all_submitted,
        declined=evaluation.all_declined,
        reviewers=evaluation.all_reviewers,
        locked=evaluation.all_locked,
        now=at,
    )


def standings(rows: Iterable[Evaluation], *, at: datetime) -> list[Standing]:
    return [standing(row, at=at) for row in rows]


def standing_of(pk: int, *, at: datetime) -> Standing:
    """Return where one evaluation stands; 404 where this workspace has none of that number."""
    found = evaluations().filter(pk=pk).first()
    if found is None:
        raise Http404
    return standing(found, at=at)


def draft_of(pk: int) -> Evaluation:
    """Return an evaluation with its questionnaire for the pages of the set-up; else 404."""
    found = Evaluation.objects.select_related("round__version__questionnaire").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def situation(standing: Standing, *, questions: int = 1) -> Situation:
    """Return what the conditions of a move look at."""
    evaluation = standing.evaluation
    panel = evaluation.panel.filter(removed_at=None)
    return Situation(
        stage=standing.stage,
        now=standing.now,
        due=standing.round.due_at,
        due_shown=in_words(standing.closes_at) if standing.closes_at else "",
        vendors=standing.vendors,
        questions=questions,
        submitted=standing.submitted,
        statements=Statement.objects.filter(response__round=standing.round).count(),
        reviewers=standing.reviewers,
        unlocked=tuple(panel.filter(locked_at=None).values_list("name", flat=True)),
    )


def on_panel_of(person_id: UUID) -> QuerySet[Panelist]:
    """Places of a person on panels."""
    return Panelist.objects.filter(person_id=person_id, removed_at=None)


def _one(rows: Any, by: str, figure: Any) -> Subquery:
    return Subquery(rows.values(by).annotate(figure=figure).values("figure"))


def _count(rows: Any, by: str) -> Coalesce:
    return Coalesce(_one(rows, by, Count("pk")), 0)
