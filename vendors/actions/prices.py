"""Handing in a price: sealed like answers, and told to nobody before all scores are locked."""

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import seal
from vendors import rules
from vendors.models import Price, Response, Round
from vendors.pricing import Offer, quantities_from


@transaction.atomic
def hand_in(response: Response, offer: Offer, *, after: int, by: User) -> Price:
    """Freeze what the vendor asks; the last price stands and the database's clock decides.

    after: number of the last price that the person saw. The same one sent twice is one price;
    another one that a colleague handed in meanwhile is never overwritten unseen.
    """
    response = _held(response)
    at = clock.now()
    rules.may_price(response, rules.member_of(response, by.pk), at=at).require()
    if problems := offer.problems():
        raise Refused(problems[0])
    content = {
        "vendor": response.vendor.name,
        "round": response.round.name,
        "offer": offer.to_dict(),
        "over": quantities_from(response.round.priced).to_dict(),
    }
    last = response.prices.order_by("-number").first()
    if last is not None and last.number > after:
        if last.content == content:
            return last
        raise Refused(
            f"{last.by_name} handed in another price meanwhile: {last.reference}. Yours is still "
            "in the form below. Compare the two, then hand yours in again if it is to stand."
        )
    sealed = seal(content).to_dict()
    number = last.number + 1 if last else 1
    price = Price.objects.create(
        response=response,
        number=number,
        content=content,
        leaves=sealed["leaves"],
        root=sealed["root"],
        reference=f"P{response.round_id:04d}-{response.pk:05d}-{number}",
        by_id=by.pk,
        by_name=str(by),
        at=at,
    )
    # The event tells that there is a price, never what it is.
    record(
        "handed in a price",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        reference=price.reference,
        fingerprint=price.root,
    )
    return price


def _held(response: Response) -> Response:
    """Hold the round's row, so that nothing is handed in or moved meanwhile."""
    Round.objects.select_for_update(of=("self",)).get(pk=response.round_id)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
