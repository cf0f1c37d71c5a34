"""Splitting a response by department: all questions of one kind to one colleague in one step."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.models import (
    Department,
    DepartmentHandOver,
    Ended,
    Invitation,
    Response,
    ResponseMember,
    ResponseRole,
)


@transaction.atomic
def hand_over(
    response: Response,
    department: Department,
    to: ResponseMember | Invitation,
    *,
    until: date | None,
    by: User,
) -> DepartmentHandOver:
    """Give a department's questions to somebody; whoever had them before has them no longer.

    to: a colleague, or the open invitation of one, for whom it waits until she joins. until: a
    day in the workspace's zone. The same once more changes nothing and sends nothing.
    """
    locked, now = _locked(response), clock.now()
    rules.may_lead(locked, rules.member_of(locked, by.pk), at=now).require()
    member, invitation = _recipient(locked, to)
    with timezone.override(current().time_zone):
        rules.may_be_done_by(locked, until, today=timezone.localdate(now)).require()
    open_ones = DepartmentHandOver.objects.filter(
        response=locked, department=department, ended_at=None
    )
    before = open_ones.first()
    if before is not None:
        if (before.member, before.invitation, before.until) == (member, invitation, until):
            return before
        open_ones.update(ended_at=now, ended=Ended.PASSED)
    made = DepartmentHandOver.objects.create(
        response=locked,
        department=department,
        member=member,
        invitation=invitation,
        until=until,
        by_id=by.pk,
        by_name=str(by),
        at=now,
    )
    if member is not None and member.person_id != by.pk:
        _tell("department_handed", member, made, by)
    _record("handed a department’s questions to a colleague", made, by)
    return made


@transaction.atomic
def end(response: Response, department: Department, *, by: User) -> DepartmentHandOver:
    """Give the questions back as the colleague who has them, or take them back as a lead.

    Giving them back tells the leads, who have to find somebody else.
    """
    locked = _locked(response)
    place = rules.member_of(locked, by.pk)
    rules.may_edit(locked, place, at=clock.now()).require()
    found = locked.departments.select_related("member", "invitation")
    handed = found.filter(department=department, ended_at=None).first()
    if handed is None:
        raise Refused("Nobody has these questions in hand any more.")
    gives_back = handed.member is not None and handed.member.person_id == by.pk
    if not gives_back:
        rules.may_lead(locked, place, at=clock.now()).require()
    how = Ended.GIVEN_BACK if gives_back else Ended.TAKEN_BACK
    _end(DepartmentHandOver.objects.filter(pk=handed.pk), how)
    if gives_back:
        for lead in locked.members.filter(role=ResponseRole.LEAD, removed_at=None):
            if lead.person_id != by.pk:
                _tell("department_given_back", lead, handed, by)
    _record(
        "gave a department’s questions back"
        if gives_back
        else "took a department’s questions back from a colleague",
        handed,
        by,
    )
    return handed


def meet(member: ResponseMember) -> None:
    """Hand over what waited for somebody who joins now; the caller holds her invitation."""
    DepartmentHandOver.objects.filter(
        response=member.response_id,
        member=None,
        invitation__email=member.email.lower(),
        ended_at=None,
    ).update(member=member)


def end_all_of(member: ResponseMember) -> None:
    """Free the departments of somebody who leaves; the caller holds the response and records it."""
    _end(DepartmentHandOver.objects.filter(member=member), Ended.LEFT)


def end_waiting(response: Response) -> None:
    """Free what waits for somebody whose invitation was withdrawn."""
    waiting = DepartmentHandOver.objects.filter(response=response, member=None)
    _end(waiting.filter(invitation__withdrawn_at__isnull=False), Ended.TAKEN_BACK)


def move(one: Invitation, other: Invitation) -> None:
    """Let what waits for one invitation wait for another instead."""
    DepartmentHandOver.objects.filter(invitation=one, member=None, ended_at=None).update(
        invitation=other
    )


def _recipient(
    response: Response, to: ResponseMember | Invitation
) -> tuple[ResponseMember | None, Invitation | None]:
    if isinstance(to, ResponseMember):
        if held := response.members.filter(pk=to.pk, removed_at=None).first():
            return held, None
        raise Refused("This colleague no longer works on the response. Choose another one.")
    # Held, so that she is either still invited or a member, whoever comes first.
    asked = response.invitations.select_for_update(of=("self",)).filter(pk=to.pk).first()
    if asked is None or asked.withdrawn_at:
        raise Refused("This invitation was withdrawn. Choose somebody else.")
    member = response.members.filter(email__iexact=asked.email, removed_at=None).first()
    if member is not None:
        return member, None
    if asked.used_at:
        raise Refused("This colleague no longer works on the response. Choose another one.")
    return None, asked


def _end(found: object, how: Ended) -> None:
    found.filter(ended_at=None).update(ended_at=clock.now(), ended=how)  # type: ignore[attr-defined]


def _tell(kind: str, member: ResponseMember, handed: DepartmentHandOver, by: User) -> None:
    response = handed.response
    context = {"round": response.round, "response": response, "by": by, "handed": handed}
    post(kind, member.email, context, key=f"response:{response.pk}")


def _record(what: str, handed: DepartmentHandOver, by: User) -> None:
    response = handed.response
    record(
        what,
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        department=str(handed.department),
    )


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
