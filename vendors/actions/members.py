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
from vendors.actions import departments, handovers, invitations
from vendors.models import Invitation, Response, ResponseMember, ResponseRole


@transaction.atomic
def invite(response: Response, email: str, role: str, *, by: User) -> Invitation:
    """Ask a colleague by e-mail to work on a response, as lead or contributor."""
    locked = _locked(response)
    rules.may_lead(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    address = email.strip().lower()
    if locked.members.filter(email__iexact=address, removed_at=None, role=role).exists():
        raise Refused(f"{address} works on this response already.")
    replaced = list(locked.invitations.filter(email=address, used_at=None, withdrawn_at=None))
    invitation = invitations.prepare(locked, address, by=by, role=role)
    for one in replaced:
        Invitation.objects.filter(pk=one.pk).update(withdrawn_at=clock.now())
        departments.move(one, invitation)
    token = new_token()
    Invitation.objects.filter(pk=invitation.pk).update(
        token_hash=token_hash(token), sent_at=clock.now()
    )
    accounts.expect_vendor(User.objects.known_as(address), current(), by=by)
    post(
        "colleague_invited",
        address,
        {
            "round": locked.round,
            "response": locked,
            "by": by,
            "role": ResponseRole(role).label,
            "due": rules.due_of(locked),
        },
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
    departments.end_waiting(response)
    record("withdrew an invitation to a colleague", response.vendor, by=by, key=_key(response))


@transaction.atomic
def remove(member: ResponseMember, *, by: User) -> None:
    """Take somebody off a response; what she wrote stays. The last lead stays too."""
    response = _locked(member.response)
    rules.may_lead(response, rules.member_of(response, by.pk), at=clock.now()).require()
    held = _held(response, member)
    rules.may_be_taken_off(held, leads=_leads_of(response)).require()
    _take_off(response, held)
    record("removed a colleague from a response", response.vendor, by=by, key=_key(response))


@transaction.atomic
def leave(response: Response, *, by: User) -> None:
    """Go from a response; what was written stays, and the leads are told. The last lead stays."""
    locked = _locked(response)
    rules.may_leave(rules.member_of(locked, by.pk), leads=_leads_of(locked)).require()
    _take_off(locked, locked.members.get(person_id=by.pk, removed_at=None))
    for lead in _leads_of(locked):
        context = {"round": locked.round, "response": locked, "by": by}
        post("colleague_left", lead.email, context, key=f"response:{locked.pk}")
    record("left a response", locked.vendor, by=by, key=_key(locked))


@transaction.atomic
def change_role(member: ResponseMember, role: str, *, by: User) -> ResponseMember:
    """Make a contributor a lead, or a lead a contributor. One lead stays one."""
    response = _locked(member.response)
    rules.may_lead(response, rules.member_of(response, by.pk), at=clock.now()).require()
    held = _held(response, member)
    if held.role == role:
        return held
    if role != ResponseRole.LEAD:
        rules.may_be_taken_off(held, leads=_leads_of(response)).require()
    held.role = ResponseRole(role)
    ResponseMember.objects.filter(pk=held.pk).update(role=held.role)
    record(
        "changed a colleague’s role",
        response.vendor,
        by=by,
        key=_key(response),
        role=str(held.role),
    )
    return held


def _held(response: Response, member: ResponseMember) -> ResponseMember:
    """The member as she is now that the response is held; the caller may have read her earlier."""
    held = response.members.filter(pk=member.pk, removed_at=None).first()
    if held is None:
        raise Refused("This colleague no longer works on the response.")
    return held


def _leads_of(response: Response) -> list[ResponseMember]:
    return list(response.members.filter(role=ResponseRole.LEAD, removed_at=None))


def _take_off(response: Response, member: ResponseMember) -> None:
    """Out with the next request, and no unused link leads back in."""
    now = clock.now()
    response.members.filter(pk=member.pk).update(removed_at=now)
    response.invitations.filter(email=member.email.lower(), used_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
    handovers.end_all_of(member)
    departments.end_all_of(member)
    departments.end_waiting(response)


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)


def _key(response: Response) -> str:
    return f"round:{response.round_id}"
