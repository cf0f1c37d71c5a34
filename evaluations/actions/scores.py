"""Marks and scores: one reviewer's own, each save based on a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from evaluations import rules
from evaluations.actions.panel import declaration_of
from evaluations.models import (
    AgreedScore,
    Evaluation,
    ItemMark,
    Panelist,
    Score,
    ScoreRevision,
    Stage,
)
from evaluations.queries.sheets import digest_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Response, Submission
from vendors.queries.questionnaires import questionnaire_of


@dataclass(frozen=True, slots=True)
class Given:
    """What a reviewer gives one cell; value None and cannot_judge False is a draft of a reason."""

    value: int | None
    cannot_judge: bool = False
    reason: str = ""
    confidence: str = ""
    lifted_by: str = ""


@dataclass(frozen=True, slots=True)
class ScoreConflict:
    """The same reviewer saved meanwhile in another window; both are kept in view."""

    theirs: Score
    mine: Given


@transaction.atomic
def give(
    panelist: Panelist,
    response: Response,
    criterion_key: str,
    given: Given,
    *,
    submission: Submission,
    marks: Mapping[str, int | None] | None = None,
    based_on: int,
    by: User,
) -> Score | ScoreConflict:
    """Write one score as given, with the marks of its items; ceilings apply on reading only.

    submission: the hand-in that she read. Where a later one differs, the score is said to be old.
    """
    panelist = _guard(panelist, response, by=by)
    questionnaire = questionnaire_of(panelist.evaluation.round.version)
    items = {item.key for item in questionnaire.items_of(criterion_key)}
    if not items or (marks or {}).keys() - items or submission.response_id != response.pk:
        raise Refused("This topic is not asked in the evaluation. Go back and open it again.")
    before = (
        Score.objects.select_for_update()
        .filter(panelist=panelist, response=response, criterion_key=criterion_key)
        .first()
    )
    if (before.version if before else 0) != based_on:
        return ScoreConflict(before or Score(criterion_key=criterion_key), given)
    fields = {
        "value": None if given.cannot_judge else given.value,
        "cannot_judge": given.cannot_judge,
        "reason": given.reason,
        "confidence": given.confidence,
        "lifted_by": given.lifted_by,
        "submission": submission,
        "criterion_digest": digest_of(questionnaire, submission, criterion_key),
        "version": based_on + 1,
        "saved_at": clock.now(),
    }
    score, _made = Score.objects.update_or_create(
        panelist=panelist, response=response, criterion_key=criterion_key, defaults=fields
    )
    ScoreRevision.objects.create(
        score=score,
        version=score.version,
        value=score.value,
        cannot_judge=score.cannot_judge,
        reason=score.reason,
    )
    for item_key, value in (marks or {}).items():
        _mark(panelist, response, item_key, value)
    return score


@transaction.atomic
def mark(
    panelist: Panelist, response: Response, item_key: str, value: int | None, *, by: User
) -> ItemMark | None:
    """Write or take back one item mark; it only suggests the criterion's score."""
    return _mark(_guard(panelist, response, by=by), response, item_key, value)


def _mark(
    panelist: Panelist, response: Response, item_key: str, value: int | None
) -> ItemMark | None:
    if value is None:
        ItemMark.objects.filter(panelist=panelist, response=response, item_key=item_key).delete()
        return None
    written, _made = ItemMark.objects.update_or_create(
        panelist=panelist,
        response=response,
        item_key=item_key,
        defaults={"mark": value, "at": clock.now()},
    )
    return written


@transaction.atomic
def agree(
    evaluation: Evaluation,
    response: Response,
    criterion_key: str,
    value: int,
    *,
    reason: str,
    present: list[str],
    before: Decimal | None,
    by: User,
) -> AgreedScore:
    """Record what the panel agreed after discussing a cell; originals stay as they are."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.stage != Stage.DISCUSSION:
        raise Refused("Agreed scores are recorded while the evaluation is at the stage Discussion.")
    if not reason.strip():
        raise Refused("Say in a sentence why the panel agreed on this score.")
    if response.round_id != evaluation.round_id or response.withdrawn_at:
        raise Refused("This vendor is not part of the evaluation.")
    cell = AgreedScore.objects.filter(
        evaluation=evaluation, response=response, criterion_key=criterion_key
    )
    agreed = AgreedScore.objects.create(
        evaluation=evaluation,
        response=response,
        criterion_key=criterion_key,
        number=cell.count() + 1,
        value=value,
        before=before,
        reason=reason,
        present=present,
        by_id=by.pk,
        by_name=str(by),
    )
    record(
        "recorded an agreed score",
        response.vendor,
        by=by,
        key=f"round:{evaluation.round_id}",
        criterion=criterion_key,
        value=value,
    )
    return agreed


def _guard(panelist: Panelist, response: Response, *, by: User) -> Panelist:
    panelist = (
        Panelist.objects.select_for_update(of=("self",))
        .select_related("evaluation__round__version")
        .get(pk=panelist.pk)
    )
    if panelist.person_id != by.pk or panelist.evaluation.round_id != response.round_id:
        raise Refused("Only the reviewer herself can write on this sheet.")
    declaration = declaration_of(panelist)
    rules.may_score(panelist.evaluation, panelist, declaration, response.pk).require()
    return panelist
