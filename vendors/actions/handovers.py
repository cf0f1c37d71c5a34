"""Handing one topic of a response to a colleague, and ending that again."""

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
from vendors.models import Ended, HandOver, Response, ResponseMember, ResponseRole


@transaction.atomic
def hand_over(
    response: Response,
    key: str,
    member: ResponseMember,
    *,
    until: date | None,
    note: str,
    by: User,
) -> HandOver:
    """Give a topic to somebody on the response; whoever had it before has it no longer.

    key: a topic of the questionnaire; until: a day in the workspace's zone. The same once more
    changes nothing and sends nothing.
    """
    locked, now = _locked(response), clock.now()
    rules.may_lead(locked, rules.member_of(locked, by.pk), at=now).require()
    held = locked.members.filter(pk=member.pk, removed_at=None).first()
    if held is None:
        raise Refused("This colleague no longer works on the response. Choose another one.")
    with timezone.override(current().time_zone):
        rules.may_be_done_by(locked, until, today=timezone.localdate(now)).require()
    before = locked.handovers.filter(criterion_key=key, ended_at=None).first()
    wanted = (held.pk, until, note.strip())
    if before is not None and (before.member_id, before.until, before.note) == wanted:
        return before
    if before is not None:
        _end(before, Ended.PASSED)
    made = HandOver.objects.create(
        response=locked,
        criterion_key=key,
        member=held,
        until=until,
        note=note.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=now,
    )
    if held.person_id != by.pk:
        _tell("topic_handed", held, made, by)
    _record("handed a topic to a colleague", made, by)
    return made


@transaction.atomic
def end(response: Response, key: str, *, by: User) -> HandOver:
    """Give a topic back as the colleague who has it, or take it back as a lead.

    Giving it back tells the leads, who have to find somebody else.
    """
    locked = _locked(response)
    place = rules.member_of(locked, by.pk)
    rules.may_edit(locked, place, at=clock.now()).require()
    found = locked.handovers.select_related("member").filter(criterion_key=key, ended_at=None)
    handed = found.first()
    if handed is None:
        raise Refused("Nobody has this topic in hand any more.")
    if handed.member.person_id != by.pk:
        rules.may_lead(locked, place, at=clock.now()).require()
        _end(handed, Ended.TAKEN_BACK)
        _record("took a topic back from a colleague", handed, by)
        return handed
    _end(handed, Ended.GIVEN_BACK)
    for lead in locked.members.filter(role=ResponseRole.LEAD, removed_at=None):
        if lead.person_id != by.pk:
            _tell("topic_given_back", lead, handed, by)
    _record("gave a topic back", handed, by)
    return handed


def end_all_of(member: ResponseMember) -> None:
    """Free the topics of somebody who leaves; the caller holds the response and records it."""
    HandOver.objects.filter(member=member, ended_at=None).update(
        ended_at=clock.now(), ended=Ended.LEFT
    )


def _end(handed: HandOver, how: Ended) -> None:
    HandOver.objects.filter(pk=handed.pk, ended_at=None).update(ended_at=clock.now(), ended=how)


def _tell(kind: str, member: ResponseMember, handed: HandOver, by: User) -> None:
    response = handed.response
    context = {"round": response.round, "response": response, "by": by, "handed": handed}
    post(kind, member.email, context, key=f"handover:{handed.pk}")


def _record(what: str, handed: HandOver, by: User) -> None:
    response = handed.response
    record(
        what, response.vendor, by=by, key=f"round:{response.round_id}", topic=handed.criterion_key
    )


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
