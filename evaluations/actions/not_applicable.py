"""Deciding whether something really does not apply to one vendor."""

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation, NotApplicable
from evaluations.queries.handed_in import handed_in
from evaluations.queries.judgement import closing_day
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Response
from vendors.queries.questionnaires import questionnaire_of


@transaction.atomic
def decide(
    evaluation: Evaluation,
    response: Response,
    item_key: str,
    *,
    said: str,
    approved: bool,
    reason: str,
    by: User,
) -> NotApplicable:
    """Approve or refuse that an item does not apply to a vendor.

    said: the vendor's reason as the coordinator read it.
    """
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round__version")
        .get(pk=evaluation.pk)
    )
    responses = list(evaluation.round.responses.filter(withdrawn_at=None))
    dates = [one.due_at for one in responses]
    rules.may_decide_not_applicable(evaluation, dates, at=clock.now()).require()
    if not reason.strip():
        raise Refused("Say in a sentence why.")
    if response.round_id != evaluation.round_id or response.withdrawn_at:
        raise Refused("This vendor is not part of the evaluation.")
    version = evaluation.round.version
    last = response.submissions.order_by("-number").first()
    found = handed_in(
        questionnaire_of(version),
        version.digest,
        [last] if last else [],
        closing=closing_day(evaluation, responses),
    )
    claims = {one.item: one.claim for each in found.values() for one in each.facts}
    if claims.get(item_key) != said:
        raise Refused("The vendor says something else meanwhile. Read it, then decide.")
    rulings = NotApplicable.objects.filter(response=response, item_key=item_key)
    ruling = NotApplicable.objects.create(
        response=response,
        item_key=item_key,
        number=rulings.count() + 1,
        said=said,
        approved=approved,
        reason=reason.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    record(
        "approved as not applicable" if approved else "refused as not applicable",
        response.vendor,
        by=by,
        key=f"round:{evaluation.round_id}",
        question=item_key,
        reason=ruling.reason,
    )
    return ruling
