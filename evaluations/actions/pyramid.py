"""Choosing whether a pyramid score stands beside the total."""

from decimal import Decimal

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation
from portal.accounts.models import User
from portal.audit.record import record


@transaction.atomic
def choose_slack(evaluation: Evaluation, slack: Decimal | None, *, by: User) -> Evaluation:
    """Set how far a level may rise above the one below it; None is no pyramid score."""
    evaluation = Evaluation.objects.select_for_update(of=["self"]).get(pk=evaluation.pk)
    rules.may_choose_pyramid(evaluation).require()
    Evaluation.objects.filter(pk=evaluation.pk).update(pyramid_slack=slack)
    evaluation.pyramid_slack = slack
    record(
        "changed the pyramid score",
        evaluation.round,
        by=by,
        key=f"round:{evaluation.round_id}",
        slack="off" if slack is None else str(slack),
    )
    return evaluation
