"""Inviting vendors: tokens are kept as hashes, opening a link changes nothing."""

from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.tokens import new_token, token_hash
from portal.audit.record import record
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors.models import Invitation, Response, ResponseMember, ResponseRole, Round
from vendors.models.invitations import LINK_LIFE


def prepare(response: Response, email: str, *, by: User) -> Invitation:
    """Note whom to invite; no mail yet."""
    return Invitation.objects.create(
        response=response,
        email=email.strip().lower(),
        token_hash=token_hash(new_token()),
        expires_at=clock.now() + LINK_LIFE,
        sent_by_name=str(by),
    )


def send(invitation: Invitation, *, by: User) -> None:
    """Mail a fresh link; links sent before stop working."""
    token = new_token()
    now = clock.now()
    Invitation.objects.filter(pk=invitation.pk).update(
        token_hash=token_hash(token), expires_at=now + LINK_LIFE, sent_at=now
    )
    person = User.objects.known_as(invitation.email)
    accounts.expect_vendor(person, current(), by=by)
    response = invitation.response
    post(
        "vendor_invited",
        invitation.email,
        {"round": response.round, "response": response, "by": by},
        key=invitation.mail_key,
        secret=token,
    )


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> None:
    """Send a fresh link because a coordinator asks for it."""
    if invitation.withdrawn_at:
        raise Refused("This invitation was withdrawn. Invite the address again instead.")
    send(invitation, by=by)
    record(
        "sent an invitation again",
        invitation.email,
        by=by,
        key=f"round:{invitation.response.round_id}",
    )


def found(token: str) -> Invitation | None:
    """Return the invitation of a link's token, used or not, without changing anything."""
    return (
        Invitation.objects.select_related("response__round", "response__vendor")
        .filter(token_hash=token_hash(token))
        .first()
    )


def note_opened(invitation: Invitation) -> None:
    """Note that a person pressed Continue on the link."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=clock.now())


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Response:
    """Take the person who proved the invited address into the response, as its lead."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.email != by.email.lower():
        raise Refused("This invitation is for another address. Ask its owner to pass it on to you.")
    if locked.withdrawn_at:
        raise Refused("This invitation was withdrawn.")
    now = clock.now()
    Invitation.objects.filter(pk=locked.pk, used_at=None).update(used_at=now)
    Response.objects.filter(pk=locked.response_id, started_at=None).update(started_at=now)
    ResponseMember.objects.get_or_create(
        response_id=locked.response_id,
        person_id=by.pk,
        defaults={"name": str(by), "email": by.email, "role": ResponseRole.LEAD},
    )
    accounts.join_as_vendor(by, current())
    record(
        "accepted an invitation",
        invitation.response.vendor,
        by=by,
        key=f"round:{invitation.response.round_id}",
    )
    return invitation.response


def tell_all(round_: Round, mail: str, context: dict[str, Any]) -> None:
    """Mail everybody who was invited to a round or works on a response of it."""
    invited = Invitation.objects.filter(response__round=round_, withdrawn_at=None)
    members = ResponseMember.objects.filter(response__round=round_, removed_at=None)
    addresses = {*invited.values_list("email", flat=True), *members.values_list("email", flat=True)}
    for address in sorted(addresses):
        post(mail, address, {"round": round_, **context}, key=f"round:{round_.pk}")
