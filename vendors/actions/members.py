"""Who works on a response: colleagues that a lead brings in, and those who leave."""

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.tokens import new_token, token_hash
from portal.audit.record import record
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import handovers, invitations
from vendors.models import Invitation, Response, ResponseMember, ResponseRole


@transaction.atomic
def invite(response: Response, email: str, role: str, *, by: User) -> Invitation:
    """Ask a colleague by e-mail to work on a response, as lead or contributor."""
    locked = _locked(response)
    rules.may_lead(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    address = email.strip().lower()
    if locked.members.filter(email__iexact=address, removed_at=None, role=role).exists():
        raise Refused(f"{address} works on this response already.")
    locked.invitations.filter(email=address, used_at=None, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )
    invitation = invitations.prepare(locked, address, by=by, role=role)
    token = new_token()
    Invitation.objects.filter(pk=invitation.pk).update(
        token_hash=token_hash(token), sent_at=clock.now()
    )
    accounts.expect_vendor(User.objects.known_as(address), current(), by=by)
    post(
        "colleague_invited",
        address,
        {"round": locked.round, "response": locked, "by": by, "role": ResponseRole(role).label},
        key=invitation.mail_key,
        secret=token,
    )
    record("asked a colleague to help answer", locked.vendor, by=by, key=_key(locked))
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take back an invitation to a colleague that nobody has used yet."""
    response = _locked(invitation.response)
    rules.may_lead(response, rules.member_of(response, by.pk), at=clock.now()).require()
    done = Invitation.objects.filter(
        pk=invitation.pk, response=response, used_at=None, withdrawn_at=None
    ).update(withdrawn_at=clock.now())
    if not done:
        raise Refused("This invitation was used or withdrawn already.")
    record("withdrew an invitation to a colleague", response.vendor, by=by, key=_key(response))


@transaction.atomic
def remove(member: ResponseMember, *, by: User) -> None:
    """Take somebody off a response; what she wrote stays. The last lead stays too."""
    response = _locked(member.response)
    rules.may_lead(response, rules.member_of(response, by.pk), at=clock.now()).require()
    others = response.members.filter(role=ResponseRole.LEAD, removed_at=None).exclude(pk=member.pk)
    if member.role == ResponseRole.LEAD and not others.exists():
        raise Refused("This is the last lead. Invite another lead first, then remove this one.")
    response.members.filter(pk=member.pk, removed_at=None).update(removed_at=clock.now())
    handovers.end_all_of(member)
    record("removed a colleague from a response", response.vendor, by=by, key=_key(response))


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)


def _key(response: Response) -> str:
    return f"round:{response.round_id}"
