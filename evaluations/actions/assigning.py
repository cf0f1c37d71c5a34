"""Which topics and vendors a reviewer scores."""

from collections.abc import Collection

from django.db import transaction

from evaluations import rules
from evaluations.models import Panelist
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.queries.questionnaires import questionnaire_of


@transaction.atomic
def assign(
    panelist: Panelist, *, topics: Collection[str], vendors: Collection[int], by: User
) -> Panelist:
    """Assign topics (criterion keys) and vendors (response ids); empty is all, later ones too.

    What she gave outside of it stays in the record and no longer counts.
    """
    panelist = (
        Panelist.objects.select_for_update(of=("self",))
        .select_related("evaluation__round__version")
        .get(pk=panelist.pk)
    )
    evaluation = panelist.evaluation
    rules.may_assign(evaluation, panelist).require()
    asked = [one.key for one in questionnaire_of(evaluation.round.version).asked_criteria()]
    there = list(
        evaluation.round.responses.filter(withdrawn_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if set(topics) - set(asked) or set(vendors) - set(there):
        raise Refused("A topic or vendor is not part of the evaluation any more. Choose again.")
    panelist.topics = [one for one in asked if one in topics]
    panelist.vendors = [one for one in there if one in vendors]
    # Whoever ticked everything meant everything: a vendor that is added later as well.
    if len(panelist.topics) == len(asked):
        panelist.topics = []
    if len(panelist.vendors) == len(there):
        panelist.vendors = []
    panelist.save(update_fields=["topics", "vendors"])
    record(
        "assigned a reviewer",
        panelist.name,
        by=by,
        key=f"round:{evaluation.round_id}",
        topics=panelist.topics,
        vendors=panelist.vendors,
    )
    return panelist
