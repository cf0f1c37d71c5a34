"""A reviewer's evaluations: how far she is in each, and what she does next."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from evaluations import rules
from evaluations.models import Declaration, Panelist, Score
from evaluations.models import Stage as Judging
from evaluations.queries.calibration import calibrated_as_column, chosen_in, has_calibrated
from evaluations.queries.not_applicable import left_out, rulings_as_column, rulings_of
from evaluations.queries.sheets import about, pace_of
from evaluations.states import WORDS, Stage, stage_of
from vendors import rules as intake
from vendors.models import Response, Submission
from vendors.queries.questionnaires import questionnaire_of


@dataclass(frozen=True, slots=True)
class Line:
    """One evaluation as its reviewer sees it from her list."""

    panelist: Panelist
    stage: Stage
    declared: bool
    done: int
    total: int
    vendors: int
    conflicts: int
    time_left: str
    closes_at: dt.datetime | None
    has_samples: bool = False
    """Whether two sample answers are there to be scored first."""

    @property
    def calibrated(self) -> bool:
        """Whether she has scored the sample answers."""
        return has_calibrated(self.panelist)

    @property
    def pk(self) -> int:
        return self.panelist.evaluation_id

    @property
    def name(self) -> str:
        return self.panelist.evaluation.round.name

    @property
    def locked(self) -> bool:
        return self.panelist.locked_at is not None

    @property
    def stage_label(self) -> str:
        return WORDS[self.stage].label

    @property
    def is_scoring(self) -> bool:
        return self.stage is Stage.SCORING

    @property
    def is_waiting(self) -> bool:
        return self.stage in {Stage.OPEN, Stage.CLOSED}

    @property
    def is_shown(self) -> bool:
        """Whether the comparison with everybody's scores is open to her."""
        return self.stage in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}


def lines_of(person_id: UUID, *, at: dt.datetime) -> list[Line]:
    """Every evaluation on whose panel a person is, the newest first (4 queries)."""
    places = list(
        Panelist.objects.filter(person_id=person_id, removed_at=None)
        .select_related("evaluation__round__version")
        .defer("sheet_leaves")
        .annotate(calibrated=calibrated_as_column())
        .order_by("-evaluation__round__made_at")
    )
    rounds = [one.evaluation.round_id for one in places]
    handed_in = Exists(Submission.objects.filter(response=OuterRef("pk")))
    responses: dict[int, list[Response]] = {}
    rows = Response.objects.filter(round__in=rounds, withdrawn_at=None).annotate(
        has=handed_in, ruled=rulings_as_column()
    )
    for row in rows.order_by("pk"):
        responses.setdefault(row.round_id, []).append(row)
    declared = Declaration.objects.filter(panelist__in=places).order_by("pk")
    declarations = {one.panelist_id: one for one in declared}
    scores: dict[int, list[Score]] = {}
    given = Score.objects.filter(Q(value__isnull=False) | Q(cannot_judge=True), panelist__in=places)
    for score in given.only("panelist", "response", "criterion_key", "saved_at"):
        scores.setdefault(score.panelist_id, []).append(score)
    return [
        line
        for one in places
        if (
            line := _line(
                one,
                responses.get(one.evaluation.round_id, []),
                declarations.get(one.pk),
                scores.get(one.pk, []),
                at,
            )
        ).stage
        not in {Stage.DRAFT, Stage.CANCELLED}
    ]


def _line(
    panelist: Panelist,
    responses: Iterable[Response],
    declaration: Declaration | None,
    scores: Iterable[Score],
    at: dt.datetime,
) -> Line:
    evaluation = panelist.evaluation
    round_ = evaluation.round
    responses = list(responses)
    conflicts = set(declaration.conflicts) if declaration else set()
    questionnaire = questionnaire_of(round_.version)
    asked = {one.key for one in questionnaire.asked_criteria()}
    asked &= set(panelist.topics or asked)
    mine = {
        one.pk
        for one in responses
        if has_answers(one) and one.pk not in conflicts and panelist.is_assigned(one.pk)
    }
    out = {
        (one.pk, key)
        for one in responses
        if one.pk in mine
        for key in left_out(questionnaire_of(round_.version), rulings_of(vars(one)["ruled"]))
        if key in asked
    }
    done = [
        one
        for one in scores
        if one.response_id in mine
        and one.criterion_key in asked
        and (one.response_id, one.criterion_key) not in out
    ]
    total = len(mine) * len(asked) - len(out)
    own_dates = [one.due_at for one in responses]
    closed = intake.is_closed(round_, own_dates, at=at)
    begun = not round_.is_sealed_kind and evaluation.stage != Judging.WAITING
    pace = pace_of(one.saved_at for one in done)
    left = total - len(done)
    enter = rules.may_enter(panelist, declaration, {one.pk for one in responses})
    return Line(
        panelist=panelist,
        stage=stage_of(round_.state, evaluation.stage, closed=closed or begun),
        declared=bool(enter),
        done=len(done),
        total=total,
        vendors=len(responses),
        conflicts=len(conflicts),
        time_left=about(pace * left) if pace and left else "",
        closes_at=intake.closes_at(round_, own_dates),
        has_samples=chosen_in(evaluation, questionnaire) is not None,
    )


def has_answers(response: Response) -> bool:
    """Whether a response of the list was submitted."""
    flags: Mapping[str, object] = vars(response)
    return bool(flags["has"])
