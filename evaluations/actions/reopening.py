"""Asking one vendor about one topic again, as long as no locked sheet scores that topic."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation, Panelist
from evaluations.queries.judgement import Bench, bench_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from vendors.actions import reopenings
from vendors.models import Reopening, Response, Round
from vendors.queries.reopenings import open_at


@transaction.atomic
def ask(
    evaluation: Evaluation,
    response: Response,
    key: str,
    question: str,
    until: datetime,
    *,
    by: User,
) -> Reopening:
    """Open a topic of one vendor again, while every sheet that scores it can still change.

    The round's row is held before any sheet's, as by whoever locks one: so neither passes the other.
    """
    Round.objects.select_for_update().get(pk=evaluation.round_id)
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round__version")
        .get(pk=evaluation.pk)
    )
    list(Panelist.objects.select_for_update().filter(evaluation=evaluation).order_by("pk"))
    if response.round_id != evaluation.round_id:
        raise Refused("This vendor is not part of the evaluation.")
    locked = locked_on(bench_of(evaluation), response.pk, key)
    rules.may_reopen(evaluation, locked).require()
    return reopenings.ask(response, key, question, until, by=by)


def locked_on(bench: Bench, response: int, key: str) -> list[str]:
    """Names of the reviewers who score this topic of this vendor and have locked their sheet."""
    assigned = bench.assigned()
    return [
        one.name
        for one in bench.panel
        if one.locked_at is not None and assigned(one.pk, response, key)
    ]


def require_none_open(round_id: int, places: Sequence[tuple[int, str]]) -> None:
    """Refuse to lock scores of a topic that its vendor can still answer; the round is held.

    places: cells, as response id and topic.
    """
    at = clock.now()
    for one in Reopening.objects.filter(open_at(at), response__round=round_id):
        if (one.response_id, one.criterion_key) in places:
            rules.may_lock_over(one.until).require()
