"""Marks and scores: one reviewer's own, each save based on a version."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from evaluations import rules
from evaluations.actions.panel import declaration_of
from evaluations.checklists import CHECKLISTS, Presence
from evaluations.models import (
    AgreedScore,
    ChecklistMark,
    Evaluation,
    ItemMark,
    Panelist,
    Score,
    ScoreRevision,
)
from evaluations.models.scores import KEPT_IN_PASSING
from evaluations.queries.decided import is_waiting
from evaluations.queries.findings import findings_on
from evaluations.queries.grading import ground_on
from evaluations.queries.handed_in import handed_in
from evaluations.queries.judgement import closing_day
from evaluations.queries.not_applicable import applied, rulings_for
from evaluations.queries.sheets import digest_of
from evaluations.scoring import Grade
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import words_digest
from vendors.models import Response, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Given:
    """What a reviewer gives one cell; value None and cannot_judge False is a draft of a reason."""

    value: int | None
    cannot_judge: bool = False
    reason: str = ""
    confidence: str = ""
    lifted_by: str = ""
    grade: Grade | None = None
    """How well the answer is shown, as she confirms it; None leaves what the files suggest."""
    grade_reason: str = ""
    seen_in: int | None = None
    """The own finding that makes the grade *independent*."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist as marked; without a presence it is taken back."""

    checklist: str
    line: str
    presence: Presence | None
    place: str = ""


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
    checks: Iterable[Check] = (),
    based_on: int,
    in_passing: bool = False,
    by: User,
) -> Score | ScoreConflict:
    """Write one score as given, with its marks and checks; ceilings apply on reading only.

    submission: the hand-in that she read. Where a later one differs, the score is said to be old.
    in_passing: kept while she types. That appends no version of its own, and says nothing about
    which answer an earlier score stands for.
    """
    panelist = _guard(panelist, response, [criterion_key], by=by)
    questionnaire = questionnaire_of(panelist.evaluation.round.version)
    items = {item.key for item in questionnaire.items_of(criterion_key)}
    if not items or (marks or {}).keys() - items or submission.response_id != response.pk:
        raise Refused("This topic is not asked in the evaluation. Go back and open it again.")
    rules.on_the_scale(given.value, *(marks or {}).values()).require()
    before = (
        Score.objects.select_for_update()
        .filter(panelist=panelist, response=response, criterion_key=criterion_key)
        .first()
    )
    if (before.version if before else 0) != based_on:
        return ScoreConflict(before or Score(criterion_key=criterion_key), given)
    _check_grade(panelist, response, criterion_key, given, submission, questionnaire, before)
    fields = {
        "value": None if given.cannot_judge else given.value,
        "cannot_judge": given.cannot_judge,
        "reason": given.reason,
        "confidence": given.confidence,
        "lifted_by": given.lifted_by,
        **_graded_fields(given),
        "submission": submission,
        "criterion_digest": digest_of(questionnaire, submission, criterion_key),
        "version": based_on + 1,
        "saved_at": clock.now(),
    }
    if before and in_passing and before.submission_id:
        del fields["submission"], fields["criterion_digest"]
    if before:
        _keep_version(before, given)
    score, _made = Score.objects.update_or_create(
        panelist=panelist, response=response, criterion_key=criterion_key, defaults=fields
    )
    if not in_passing:
        ScoreRevision.of(score).save()
    for item_key, value in (marks or {}).items():
        _mark(panelist, response, item_key, value)
    _keep_checks(panelist, response, checks)
    return score


def _keep_version(before: Score, given: Given) -> None:
    """Append what was kept in passing, unless what replaces it only goes on writing."""
    goes_on = (
        given.reason.startswith(before.reason)
        and (before.value is None or before.value == given.value)
        and (not before.cannot_judge or given.cannot_judge)
        and (not before.confidence or before.confidence == given.confidence)
        and given.lifted_by.startswith(before.lifted_by)
        and (not before.grade or before.grade == (given.grade.value if given.grade else ""))
        and (not before.grade_reason or given.grade_reason.startswith(before.grade_reason))
    )
    if not goes_on and not before.revisions.filter(version=before.version).exists():
        ScoreRevision.of(before, why=KEPT_IN_PASSING).save()


@transaction.atomic
def confirm(
    panelist: Panelist,
    response: Response,
    criterion_key: str,
    given: Given,
    *,
    submission: Submission,
    by: User,
) -> Score:
    """Keep the grade of a cell by itself, like a mark: its score and version stay as they are."""
    panelist = _guard(panelist, response, [criterion_key], by=by)
    questionnaire = questionnaire_of(panelist.evaluation.round.version)
    if not questionnaire.items_of(criterion_key) or submission.response_id != response.pk:
        raise Refused("This topic is not asked in the evaluation. Go back and open it again.")
    cell = {"panelist": panelist, "response": response, "criterion_key": criterion_key}
    before = Score.objects.select_for_update().filter(**cell).first()
    _check_grade(panelist, response, criterion_key, given, submission, questionnaire, before)
    # A new row has version 0: what she goes on typing is based on nothing saved yet.
    score, _made = Score.objects.update_or_create(
        **cell,
        defaults=_graded_fields(given),
        create_defaults=_graded_fields(given) | {"version": 0},
    )
    return score


def _graded_fields(given: Given) -> dict[str, object]:
    return {
        "grade": given.grade or "",
        "grade_reason": given.grade_reason if given.grade else "",
        "seen_in_id": given.seen_in if given.grade is Grade.INDEPENDENT else None,
    }


def _check_grade(
    panelist: Panelist,
    response: Response,
    criterion_key: str,
    given: Given,
    submission: Submission,
    questionnaire: Questionnaire,
    before: Score | None,
) -> None:
    """Refuse a grade without its reason, and a finding that is not one about this vendor."""
    if given.grade is None:
        return
    evaluation = panelist.evaluation
    findings = findings_on([response], questionnaire, evaluation.pk).get(response.pk, ())
    named = {one.pk for one in findings if not one.removed}
    named |= {before.seen_in_id} if before and before.seen_in_id else set()
    if given.seen_in is not None and given.seen_in not in named:
        raise Refused("This finding was removed, or is about another vendor. Choose another one.")
    responses = list(evaluation.round.responses.filter(withdrawn_at=None))
    closing = closing_day(evaluation, responses)
    digest = evaluation.round.version.digest
    said = handed_in(questionnaire, digest, [submission], closing=closing)[submission.pk]
    ground = ground_on(
        questionnaire,
        replace(said, facts=applied(said.facts, rulings_for(response))),
        criterion_key,
        closing=closing,
        findings=findings,
    )
    rules.may_grade(
        given.grade,
        ground.suggested,
        before=Grade(before.grade) if before and before.grade else None,
        reason=given.grade_reason,
        names_finding=given.seen_in is not None,
    ).require()


@transaction.atomic
def check(panelist: Panelist, response: Response, checks: Iterable[Check], *, by: User) -> None:
    """Write or take back marks of checklists; they help to judge and count for nothing."""
    checks = list(checks)
    topics = {one.key: one.criteria for one in CHECKLISTS}
    # A checklist may help with several topics: one of hers is enough.
    panelist = _guard(panelist, response, [], by=by)
    for one in checks:
        helps = topics.get(one.checklist, ())
        if helps and not any(panelist.is_assigned(response.pk, topic) for topic in helps):
            rules.are_assigned(panelist, response.pk, helps).require()
    _keep_checks(panelist, response, checks)


def _keep_checks(panelist: Panelist, response: Response, checks: Iterable[Check]) -> None:
    wanted = {(one.checklist, one.line): one for one in checks}
    if not wanted:
        return
    known = {(one.key, line.key) for one in CHECKLISTS for line in one.lines}
    if wanted.keys() - known:
        raise Refused("This checklist has no such line. Load the page again.")
    here = ChecklistMark.objects.filter(panelist=panelist, response=response)
    there = {(one.checklist, one.line): one for one in here}
    for at, one in wanted.items():
        before = there.get(at)
        if one.presence is None:
            if before:
                before.delete()
        elif before is None or (before.presence, before.place) != (one.presence, one.place):
            ChecklistMark.objects.update_or_create(
                panelist=panelist,
                response=response,
                checklist=one.checklist,
                line=one.line,
                defaults={"presence": one.presence, "place": one.place, "at": clock.now()},
            )


@transaction.atomic
def mark(
    panelist: Panelist, response: Response, item_key: str, value: int | None, *, by: User
) -> ItemMark | None:
    """Write or take back one item mark; it only suggests the criterion's score."""
    asked = questionnaire_of(panelist.evaluation.round.version).asked_items()
    topics = [one.criterion for one in asked if one.key == item_key]
    return _mark(_guard(panelist, response, topics, by=by), response, item_key, value)


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
    met_on: date | None = None,
    place: str = "",
    by: User,
) -> AgreedScore:
    """Record what the panel agreed after discussing a cell; originals stay as they are."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    rules.may_agree(evaluation, waits=is_waiting(evaluation)).require()
    rules.on_the_scale(value).require()
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
        met_on=met_on,
        place=place,
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
        reason_fingerprint=words_digest(reason),
    )
    return agreed


def _guard(
    panelist: Panelist, response: Response, topics: Collection[str], *, by: User
) -> Panelist:
    panelist = (
        Panelist.objects.select_for_update(of=("self",))
        .select_related("evaluation__round__version")
        .get(pk=panelist.pk)
    )
    if panelist.person_id != by.pk or panelist.evaluation.round_id != response.round_id:
        raise Refused("Only the reviewer herself can write on this sheet.")
    declaration = declaration_of(panelist)
    rules.may_score(panelist.evaluation, panelist, declaration, response.pk, topics).require()
    return panelist
