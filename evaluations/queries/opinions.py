"""What reviewers said on one vendor and one topic, once discussion is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluations.models import AgreedScore, Score, ScoreRevision
from evaluations.models.scores import KEPT_IN_PASSING
from evaluations.queries.findings import FindingView
from evaluations.queries.judgement import Bench, Rows
from evaluations.scoring import Ceiling, Grade, counted, graded
from vendors.models import Response
from vendors.questionnaire.model import Criterion, Rules


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reviewer's score of a cell, as given and as it counts; or that there is none."""

    name: str
    conflict: bool
    assigned: bool = True
    """Whether she was to score this; what she gave before that changed is not shown."""
    given: int | None = None
    counted: int | None = None
    cannot_judge: bool = False
    reason: str = ""
    confidence: str = ""
    lifted_by: str = ""
    grade: str = ""
    """How well it is shown, as she confirmed it; empty where she left the suggestion."""
    grade_reason: str = ""
    seen_in: FindingView | None = None
    saved_at: datetime | None = None
    marks: tuple[tuple[str, int], ...] = ()
    history: tuple[ScoreRevision, ...] = ()

    @property
    def limited(self) -> bool:
        return self.given is not None and self.counted is not None and self.counted < self.given


def opinions_on(
    bench: Bench,
    response: Response,
    criterion: Criterion,
    ceiling: Ceiling,
    rows: Rows,
    findings: Iterable[FindingView] = (),
) -> list[Opinion]:
    """Every reviewer of the panel in its order (1 query).

    ceiling: by what was handed in alone; each reviewer's grade is put in.
    """
    named = {one.pk: one for one in findings}
    scores: dict[int, Score] = {}
    history: dict[int, list[ScoreRevision]] = {}
    revisions = ScoreRevision.objects.filter(
        score__panelist__in=bench.panel,
        score__response=response,
        score__criterion_key=criterion.key,
    ).select_related("score")
    for revision in revisions.exclude(why_changed=KEPT_IN_PASSING).order_by("-version"):
        scores[revision.score.panelist_id] = revision.score
        history.setdefault(revision.score_id, []).append(revision)
    prompts = {item.key: item.prompt for item in bench.questionnaire.items_of(criterion.key)}
    marks: dict[int, list[tuple[str, int]]] = {}
    for panelist_id, response_id, item, mark in rows.marks:
        if response_id == response.pk and item in prompts:
            marks.setdefault(panelist_id, []).append((prompts[item], mark))
    assigned = bench.assigned()
    return [
        _opinion(
            panelist.name,
            scores.get(panelist.pk),
            history,
            marks.get(panelist.pk, []),
            ceiling,
            (bench.questionnaire.rules, named),
            conflict=bench.has_conflict(panelist, response.pk),
            assigned=assigned(panelist.pk, response.pk, criterion.key),
        )
        for panelist in bench.panel
    ]


def agreed_on(rows: Rows, response: Response, criterion: Criterion) -> list[AgreedScore]:
    """What was agreed on a cell, the last first; earlier ones are kept beside it."""
    here = (response.pk, criterion.key)
    return [one for one in reversed(rows.agreed) if (one.response_id, one.criterion_key) == here]


def _opinion(
    name: str,
    score: Score | None,
    history: dict[int, list[ScoreRevision]],
    marks: Sequence[tuple[str, int]],
    ceiling: Ceiling,
    by: tuple[Rules, dict[int, FindingView]],
    *,
    conflict: bool,
    assigned: bool,
) -> Opinion:
    if score is None or not assigned:
        return Opinion(name, conflict=conflict, assigned=assigned)
    value = score.value
    rules, named = by
    ceiling = graded(ceiling, Grade(score.grade) if score.grade else None, rules)
    return Opinion(
        name=name,
        conflict=False,
        given=value,
        counted=None if value is None else counted(value, ceiling, lifted=bool(score.lifted_by)),
        cannot_judge=score.cannot_judge,
        reason=score.reason,
        confidence=score.confidence,
        lifted_by=score.lifted_by,
        grade=score.grade,
        grade_reason=score.grade_reason,
        seen_in=named.get(score.seen_in_id or 0),
        saved_at=score.saved_at,
        marks=tuple(marks),
        history=tuple(history.get(score.pk, [])[1:]),
    )
