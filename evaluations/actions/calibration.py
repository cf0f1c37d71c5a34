"""Two sample answers: chosen before scoring, and placed by each reviewer on her own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from evaluations import rules
from evaluations.anchors import HIGHEST, LETTERS, LOWEST, Calibration
from evaluations.models import CalibrationScore, Declaration, Evaluation, Panelist
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Round
from vendors.queries.questionnaires import questionnaire_of


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a reviewer places one answer, and why."""

    value: int
    reason: str


@transaction.atomic
def choose(evaluation: Evaluation, chosen: Calibration | None, *, by: User) -> Evaluation:
    """Give reviewers two sample answers, worded so, or none."""
    round_ = Round.objects.select_for_update().get(pk=evaluation.round_id)
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    locked.round = round_
    rules.may_choose_calibration(locked).require()
    if chosen is not None:
        asked = {one.key for one in questionnaire_of(round_.version).asked_criteria()}
        if chosen.topic not in asked:
            raise Refused("This topic is not asked here. Choose one that is.")
        if lacking := chosen.lacks():
            raise Refused(lacking)
    locked.calibration = chosen.keep() if chosen else {}
    Evaluation.objects.filter(pk=locked.pk).update(calibration=locked.calibration)
    # Without the scores that are meant: reviewers may read events, and are to read alone first.
    record(
        "changed the evaluation",
        round_,
        by=by,
        key=f"round:{round_.pk}",
        what="sample answers",
        topic=chosen.topic if chosen else "",
    )
    return locked


@transaction.atomic
def place(panelist: Panelist, placed: Sequence[Placed], *, by: User) -> list[CalibrationScore]:
    """Keep where a reviewer places both answers; it stands, and counts nowhere."""
    held = (
        Panelist.objects.select_for_update(of=("self",))
        .select_related("evaluation__round")
        .get(pk=panelist.pk)
    )
    if held.person_id != by.pk:
        raise Refused("Only the reviewer herself can do this.")
    evaluation = held.evaluation
    vendors = set(evaluation.round.responses.filter(withdrawn_at=None).values_list("pk", flat=True))
    declaration = Declaration.objects.filter(panelist=held).order_by("pk").last()
    rules.may_calibrate(evaluation, held, declaration, vendors).require()
    if CalibrationScore.objects.filter(panelist=held).exists():
        raise Refused("You scored the sample answers before, and what you gave stands.")
    if len(placed) != len(LETTERS):
        raise Refused("Score both sample answers.")
    for one in placed:
        if not LOWEST <= one.value <= HIGHEST:
            raise Refused(f"A score is a number from {LOWEST} to {HIGHEST}.")
        if not one.reason.strip():
            raise Refused("Say in a few words why.")
    made = CalibrationScore.objects.bulk_create(
        CalibrationScore(panelist=held, answer=at, value=one.value, reason=one.reason.strip())
        for at, one in enumerate(placed)
    )
    # No value: the event says that it was done, not how she reads.
    record("scored the sample answers", evaluation.round, by=by, key=f"round:{evaluation.round_id}")
    return made
