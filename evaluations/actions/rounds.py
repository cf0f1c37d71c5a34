"""Starting an evaluation and moving its judging half through its stages."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evaluations.models import Evaluation, Stage
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import rules as intake
from vendors.actions import rounds
from vendors.models import Kind, QuestionnaireVersion, Round


@transaction.atomic
def start(
    name: str,
    *,
    version: QuestionnaireVersion,
    due_at: datetime | None,
    by: User,
    kind: str = Kind.ACQUISITION,
) -> Evaluation:
    """Draft a round together with its judging half."""
    round_ = rounds.draft(name, version=version, due_at=due_at, by=by, kind=kind)
    return Evaluation.objects.create(round=round_)


def is_closed(round_: Round, *, at: datetime) -> bool:
    """Whether every deadline of the round has passed."""
    own = list(round_.responses.exclude(due_at=None).values_list("due_at", flat=True))
    return intake.is_closed(round_, own, at=at)


@transaction.atomic
def begin_scoring(evaluation: Evaluation, *, by: User) -> Evaluation:
    """Open the submitted answers to the panel; the rules for counting are frozen with it."""
    round_ = Round.objects.select_for_update().get(pk=evaluation.round_id)
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.stage != Stage.WAITING:
        raise Refused("Scoring has begun already.")
    if round_.is_sealed_kind and not is_closed(round_, at=clock.now()):
        raise Refused("Scoring can begin once the date on which answers are due has passed.")
    return _move(evaluation, Stage.SCORING, by=by, scoring_at=clock.now())


@transaction.atomic
def open_discussion(evaluation: Evaluation, *, by: User) -> Evaluation:
    """Show all locked scores to the panel. Nobody, coordinators included, saw them before."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.stage != Stage.SCORING:
        raise Refused("Discussion follows scoring.")
    waiting = evaluation.panel.filter(removed_at=None, locked_at=None).count()
    if waiting:
        raise Refused(
            f"{waiting} of the reviewers have not locked their scores yet. "
            "Remind them, or take them off the panel with a reason."
        )
    if not evaluation.panel.filter(removed_at=None).exists():
        raise Refused("There is no reviewer yet. Add at least one.")
    return _move(evaluation, Stage.DISCUSSION, by=by, discussion_at=clock.now())


def _move(evaluation: Evaluation, stage: Stage, *, by: User, **times: Any) -> Evaluation:
    Evaluation.objects.filter(pk=evaluation.pk).update(stage=stage, **times)
    evaluation.refresh_from_db()
    record(
        "moved the evaluation on",
        evaluation.round,
        by=by,
        key=f"round:{evaluation.round_id}",
        stage=stage.value,
    )
    return evaluation
