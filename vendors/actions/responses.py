"""Whether a vendor responds at all: saying no with a reason, and taking that back in time."""

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import rules
from vendors.models import Invitation, Response, Round


@transaction.atomic
def decline(response: Response, reason: str, *, by: User) -> None:
    """Say for the vendor that it won't respond; what was written stays where it is."""
    locked = _locked(response)
    rules.may_lead(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    _decline(locked, reason, by=by)


@transaction.atomic
def decline_invitation(invitation: Invitation, reason: str, *, by: User) -> None:
    """Say no as the invited person, without having accepted first. The link goes on working."""
    rules.is_invited(invitation, by.email).require()
    locked = _locked(invitation.response)
    invitation = Invitation.objects.select_related("response__round").get(pk=invitation.pk)
    rules.may_accept(invitation, at=clock.now()).require()
    rules.may_write(locked, at=clock.now()).require()
    if locked.started_at:
        raise Refused("Your colleagues are answering already. Ask a lead among them to decline.")
    _decline(locked, reason, by=by)


def _decline(response: Response, reason: str, *, by: User) -> None:
    Response.objects.filter(pk=response.pk).update(
        declined_at=clock.now(), decline_reason=reason.strip()
    )
    record(
        "declined to respond",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        reason=reason.strip(),
    )


@transaction.atomic
def take_back(response: Response, *, by: User) -> None:
    """Respond after all."""
    locked = _locked(response)
    rules.may_take_back(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    Response.objects.filter(pk=locked.pk).update(declined_at=None, decline_reason="")
    record("decided to respond after all", locked.vendor, by=by, key=f"round:{locked.round_id}")


def _locked(response: Response) -> Response:
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
