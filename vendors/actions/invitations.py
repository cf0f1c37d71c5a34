"""Inviting vendors: tokens are kept as hashes, opening a link changes nothing."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.tokens import new_token, token_hash
from portal.audit.record import record
from portal.outbox.actions import post, words_of
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import departments
from vendors.models import Invitation, Response, ResponseMember, ResponseRole, Round, RoundState
from vendors.models.invitations import LINK_LIFE

FRESH_LINK_EVERY = timedelta(minutes=1)


def prepare(
    response: Response, email: str, *, by: User, role: str = ResponseRole.LEAD
) -> Invitation:
    """Note whom to invite; no mail yet."""
    return Invitation.objects.create(
        response=response,
        email=email.strip().lower(),
        role=role,
        token_hash=token_hash(new_token()),
        expires_at=clock.now() + LINK_LIFE,
        sent_by_name=str(by),
    )


def words(response: Response) -> tuple[str, str]:
    """Return subject and text of the invitation as this vendor would get it."""
    context = _asking(response) | {"secret": "…"}
    return words_of("vendor_invited", context)


@transaction.atomic
def add_address(response: Response, email: str, *, by: User) -> Invitation:
    """Ask another address of a vendor; at once where the evaluation is open."""
    email = email.strip().lower()
    round_ = Round.objects.select_for_update().get(pk=response.round_id)
    if round_.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled.")
    if response.invitations.filter(email=email, withdrawn_at=None).exists():
        raise Refused(f"{email} is invited already.")
    invitation = prepare(response, email, by=by)
    if round_.state == RoundState.OPEN:
        send(invitation, by=by)
    record("invited an address", email, by=by, key=f"round:{round_.pk}")
    return invitation


@transaction.atomic
def change_address(invitation: Invitation, email: str, *, by: User) -> Invitation:
    """Ask another address instead; the link sent to the first one stops working."""
    if invitation.used_at:
        raise Refused(
            "Somebody accepted this invitation already. Add the other address beside it instead."
        )
    _take_back(invitation)
    return add_address(invitation.response, email, by=by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back: its link stops working. Whoever accepted it stays on the response."""
    if invitation.withdrawn_at:
        raise Refused("This invitation was withdrawn already.")
    _take_back(invitation)
    record(
        "withdrew an invitation",
        invitation.email,
        by=by,
        key=f"round:{invitation.response.round_id}",
    )


@transaction.atomic
def withdraw_vendor(response: Response, reason: str, *, by: User) -> None:
    """Stop asking a vendor and tell its people why; what it submitted before is kept."""
    round_ = Round.objects.select_for_update().get(pk=response.round_id)
    if round_.state != RoundState.OPEN:
        raise Refused("Only a vendor of an open evaluation can be withdrawn.")
    if response.withdrawn_at:
        raise Refused(f"{response.vendor} was withdrawn already.")
    if not reason.strip():
        raise Refused("Say why, so that the vendor can be told.")
    now = clock.now()
    Response.objects.filter(pk=response.pk).update(withdrawn_at=now, withdraw_reason=reason)
    for address in addresses_of(response):
        post(
            "vendor_withdrawn",
            address,
            {"round": round_, "response": response, "reason": reason},
            key=f"response:{response.pk}",
        )
    response.invitations.filter(withdrawn_at=None).update(withdrawn_at=now)
    departments.end_waiting(response)
    record("withdrew a vendor", response.vendor, by=by, key=f"round:{round_.pk}", reason=reason)


@transaction.atomic
def remind(round_: Round, responses: Iterable[Response], *, by: User) -> int:
    """Remind the people of these vendors that answers are due; return how many mails go out.

    Who has accepted gets a plain reminder; who has not gets a fresh link with it.
    """
    sent = sum(remind_one(response) for response in responses)
    record("reminded vendors", round_, by=by, key=f"round:{round_.pk}", mails=sent)
    return sent


def remind_one(response: Response) -> int:
    """Mail the people of one vendor that answers are due; return how many mails go out."""
    taken = set(response.members.filter(removed_at=None).values_list("email", flat=True))
    for address in sorted(taken):
        post("vendor_reminded", address, _asking(response), key=f"response:{response.pk}")
    fresh = [
        invitation
        for invitation in response.invitations.filter(withdrawn_at=None, used_at=None)
        if invitation.email not in taken
    ]
    for invitation in fresh:
        send(invitation, by=User.objects.known_as(invitation.email))
    return len(taken) + len(fresh)


def _asking(response: Response) -> dict[str, Any]:
    due = rules.due_of(response)
    return {"round": response.round, "response": response, "due": due, "now": clock.now()}


def addresses_of(response: Response) -> list[str]:
    """Everybody who was invited to a response or works on it."""
    invited = response.invitations.filter(withdrawn_at=None).values_list("email", flat=True)
    members = response.members.filter(removed_at=None).values_list("email", flat=True)
    return sorted({*invited, *members})


def _take_back(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).update(withdrawn_at=clock.now())
    departments.end_waiting(invitation.response)


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
        _asking(response),
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
        Invitation.objects.select_related("response__round__version", "response__vendor")
        .filter(token_hash=token_hash(token))
        .first()
    )


def note_opened(invitation: Invitation) -> None:
    """Note that a person pressed Continue on the link."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=clock.now())


@transaction.atomic
def send_fresh(token: str) -> None:
    """Mail the invited address a new link because somebody with an expired one asks for it.

    Whoever asks learns nothing from it: an unknown link, a withdrawn invitation and a second
    request within a minute do nothing.
    """
    invitation = found(token)
    if invitation is None:
        return
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    now = clock.now()
    too_soon = locked.sent_at is not None and locked.sent_at > now - FRESH_LINK_EVERY
    if too_soon or not rules.may_accept(invitation, at=now):
        return
    person = User.objects.known_as(locked.email)
    send(invitation, by=person)
    record(
        "asked for a fresh invitation link",
        invitation.response.vendor,
        by=person,
        key=f"round:{invitation.response.round_id}",
    )


@transaction.atomic
def pass_on(invitation: Invitation, *, email: str, name: str, note: str, by: User) -> Invitation:
    """Let a colleague answer instead, as the invited person. The old link dies at once.

    What waited for the first person waits for the other one. Name and note are not in the mail,
    so that nobody can send words of her own in the jurisdiction's name.
    """
    email = email.strip().lower()
    Response.objects.select_for_update(of=("self",)).get(pk=invitation.response_id)
    Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    locked = Invitation.objects.select_related("response__round", "response__vendor").get(
        pk=invitation.pk
    )
    response, now = locked.response, clock.now()
    rules.is_invited(locked, by.email).require()
    recent = response.invitations.filter(passed_at__gt=now - timedelta(hours=1)).count()
    before = _passed_before(locked)
    rules.may_pass_on(locked, email, before=before, recent=recent, at=now).require()
    if response.members.filter(email__iexact=email, removed_at=None).exists():
        raise Refused(f"{email} works on this response already. Nothing has to be passed on.")
    if response.invitations.filter(email=email, withdrawn_at=None).exists():
        raise Refused(f"{email} is invited already. Nothing has to be passed on.")
    Invitation.objects.filter(pk=locked.pk).update(withdrawn_at=now, passed_at=now)
    token = new_token()
    made = Invitation.objects.create(
        response=response,
        email=email,
        role=locked.role,
        token_hash=token_hash(token),
        expires_at=now + LINK_LIFE,
        sent_by_name=str(by),
        made_at=now,
        sent_at=now,
        passed_from=locked,
        name=" ".join(name.split()),
        note=note.strip(),
    )
    departments.move(locked, made)
    accounts.expect_vendor(User.objects.known_as(email), current(), by=by)
    context = _asking(response) | {"by": by}
    post("invitation_passed_on", email, context, key=made.mail_key, secret=token)
    for lead in response.members.filter(role=ResponseRole.LEAD, removed_at=None):
        told = context | {"email": email}
        post("invitation_went_on", lead.email, told, key=f"response:{response.pk}")
    record(
        "passed an invitation on",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        to=email,
    )
    return made


def _passed_before(invitation: Invitation) -> list[str]:
    """Addresses through which an invitation came here, the last first."""
    found = []
    one = invitation.passed_from
    while one is not None:
        found.append(one.email)
        one = one.passed_from
    return found


@transaction.atomic
def accept(invitation: Invitation, *, by: User, name: str = "") -> Response:
    """Take the person who proved the invited address into the response; the link is used up."""
    # The response first, like everybody who changes who works on it.
    Response.objects.select_for_update(of=("self",)).get(pk=invitation.response_id)
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    locked = Invitation.objects.select_related("response__round", "response__vendor").get(
        pk=invitation.pk
    )
    rules.is_invited(locked, by.email).require()
    now = clock.now()
    rules.may_accept(locked, at=now).require()
    response = locked.response
    accounts.take_name(by, name)
    Invitation.objects.filter(pk=locked.pk).update(used_at=now)
    Response.objects.filter(pk=response.pk, started_at=None).update(started_at=now)
    # Whoever said no and then comes back responds after all.
    Response.objects.filter(pk=response.pk).update(declined_at=None, decline_reason="")
    _take_in(response, by, locked.role)
    accounts.join_as_vendor(by, current())
    record("accepted an invitation", response.vendor, by=by, key=f"round:{response.round_id}")
    response.refresh_from_db()
    return response


def _take_in(response: Response, person: User, role: str) -> None:
    """Make somebody a member; a lead who is asked again as a contributor stays a lead."""
    member, made = ResponseMember.objects.select_for_update().get_or_create(
        response=response,
        person_id=person.pk,
        defaults={"name": str(person), "email": person.email, "role": role},
    )
    if not made:
        leads = member.role == ResponseRole.LEAD and member.removed_at is None
        ResponseMember.objects.filter(pk=member.pk).update(
            removed_at=None, role=ResponseRole.LEAD if leads else role
        )
    departments.meet(member)


def tell_all(round_: Round, mail: str, context: dict[str, Any]) -> None:
    """Mail everybody who was invited to a round or works on a response of it."""
    invited = Invitation.objects.filter(response__round=round_, withdrawn_at=None)
    members = ResponseMember.objects.filter(response__round=round_, removed_at=None)
    addresses = {*invited.values_list("email", flat=True), *members.values_list("email", flat=True)}
    for address in sorted(addresses):
        post(mail, address, {"round": round_, **context}, key=f"round:{round_.pk}")
