"""Choosing, before anybody scores, whether the comparison says how sure its order is."""

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Round


@transaction.atomic
def choose(evaluation: Evaluation, *, prints: bool, by: User) -> Evaluation:
    """Say how sure the order is, or don't; it stands once scoring has begun."""
    round_ = Round.objects.select_for_update().get(pk=evaluation.round_id)
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    locked.round = round_
    rules.may_choose_order(locked).require()
    Evaluation.objects.filter(pk=locked.pk).update(prints_order=prints)
    locked.prints_order = prints
    record(
        "changed the evaluation",
        round_,
        by=by,
        key=f"round:{round_.pk}",
        what="how sure the order is",
        said=prints,
    )
    return locked
