"""What reviewers said on one vendor and one topic, once discussion is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluations.models import AgreedScore, Score, ScoreRevision
from evaluations.queries.judgement import Bench, Rows
from evaluations.scoring import Ceiling, counted
from vendors.models import Response
from vendors.questionnaire.model import Criterion


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reviewer's score of a cell, as given and as it counts; or that there is none."""

    name: str
    conflict: bool
    given: int | None = None
    counted: int | None = None
    cannot_judge: bool = False
    reason: str = ""
    confidence: str = ""
    lifted_by: str = ""
    saved_at: datetime | None = None
    marks: tuple[tuple[str, int], ...] = ()
    history: tuple[ScoreRevision, ...] = ()

    @property
    def limited(self) -> bool:
        return self.given is not None and self.counted is not None and self.counted < self.given


def opinions_on(
    bench: Bench, response: Response, criterion: Criterion, ceiling: Ceiling, rows: Rows
) -> list[Opinion]:
    """Every reviewer of the panel in its order (1 query)."""
    scores: dict[int, Score] = {}
    history: dict[int, list[ScoreRevision]] = {}
    revisions = ScoreRevision.objects.filter(
        score__panelist__in=bench.panel,
        score__response=response,
        score__criterion_key=criterion.key,
    ).select_related("score")
    for revision in revisions.order_by("-version"):
        scores[revision.score.panelist_id] = revision.score
        history.setdefault(revision.score_id, []).append(revision)
    prompts = {item.key: item.prompt for item in bench.questionnaire.items_of(criterion.key)}
    marks: dict[int, list[tuple[str, int]]] = {}
    for panelist_id, response_id, item, mark in rows.marks:
        if response_id == response.pk and item in prompts:
            marks.setdefault(panelist_id, []).append((prompts[item], mark))
    assigned = {one.reviewer for one in bench.assignments() if one.vendor == str(response.pk)}
    return [
        _opinion(
            panelist.name,
            scores.get(panelist.pk),
            history,
            marks.get(panelist.pk, []),
            ceiling,
            conflict=str(panelist.pk) not in assigned,
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
    *,
    conflict: bool,
) -> Opinion:
    if score is None or conflict:
        return Opinion(name, conflict=conflict)
    value = score.value
    return Opinion(
        name=name,
        conflict=False,
        given=value,
        counted=None if value is None else counted(value, ceiling, lifted=bool(score.lifted_by)),
        cannot_judge=score.cannot_judge,
        reason=score.reason,
        confidence=score.confidence,
        lifted_by=score.lifted_by,
        saved_at=score.saved_at,
        marks=tuple(marks),
        history=tuple(history.get(score.pk, [])[1:]),
    )
