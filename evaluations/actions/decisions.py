"""Deciding and archiving."""

from collections.abc import Mapping

from django.db import transaction

from evaluations.actions.panel import declaration_of
from evaluations.models import Decision, Evaluation, Outcome, Stage, VendorOutcome
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record


@transaction.atomic
def decide(
    evaluation: Evaluation, outcomes: Mapping[int, Outcome], *, reasons: str, by: User
) -> Decision:
    """Decide for good: an outcome for every vendor (response id) that submitted, and the reasons."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.stage != Stage.DISCUSSION:
        raise Refused("A decision follows discussion.")
    if not reasons.strip():
        raise Refused("Give the reasons for the decision.")
    submitted = set(
        evaluation.round.responses.filter(submissions__isnull=False, withdrawn_at=None).values_list(
            "pk", flat=True
        )
    )
    place = evaluation.panel.filter(person_id=by.pk).first()
    declaration = declaration_of(place)
    if declaration is not None and submitted.intersection(declaration.conflicts):
        raise Refused("You declared a conflict with a vendor, so somebody else has to decide.")
    if missing := submitted - outcomes.keys():
        raise Refused(f"Choose an outcome for each vendor; {len(missing)} have none yet.")
    decision = Decision.objects.create(
        evaluation=evaluation, reasons=reasons, by_id=by.pk, by_name=str(by)
    )
    VendorOutcome.objects.bulk_create(
        VendorOutcome(decision=decision, response_id=pk, outcome=outcome)
        for pk, outcome in outcomes.items()
        if pk in submitted
    )
    Evaluation.objects.filter(pk=evaluation.pk).update(stage=Stage.DECIDED, decided_at=clock.now())
    record(
        "decided the evaluation",
        evaluation.round,
        by=by,
        key=f"round:{evaluation.round_id}",
        outcomes={str(pk): outcome.value for pk, outcome in outcomes.items()},
    )
    return decision


@transaction.atomic
def archive(evaluation: Evaluation, *, by: User) -> None:
    """Put a decided evaluation away; it stays readable."""
    changed = Evaluation.objects.filter(pk=evaluation.pk, stage=Stage.DECIDED).update(
        stage=Stage.ARCHIVED, archived_at=clock.now()
    )
    if not changed:
        raise Refused("Only a decided evaluation can be archived.")
    record("archived the evaluation", evaluation.round, by=by, key=f"round:{evaluation.round_id}")
