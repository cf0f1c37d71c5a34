"""Reminding vendors before answers are due, without anybody pressing anything.

A reminder is a row, planned when a date is set. A job of the round comes by when the next one is due,
sends what is due and leaves a job for the one after; a job too many finds nothing to do.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from portal import clock
from portal.audit.record import record
from portal.jobs.actions import owe_once
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import invitations
from vendors.models import Reminder, ReminderEnd, Response, Round, RoundState, Submission
from vendors.reminding import Mark, Planned, newest_due, planned

JOB = "vendors.remind"


@transaction.atomic
def plan(round_: Round) -> None:
    """Plan the reminders of all responses anew; what was planned before another date is cancelled.

    Call it wherever a date is set or a vendor is added, with the round's row held.
    """
    locked = _locked(round_.pk)
    _plan_all(locked, clock.now())
    _leave_job(locked)


def _plan_all(locked: Round, at: datetime) -> None:
    if locked.state == RoundState.OPEN:
        for response in locked.responses.filter(withdrawn_at=None).select_related("round"):
            _plan_one(response, at)


def _plan_one(response: Response, at: datetime) -> None:
    due = rules.due_of(response)
    if due is None:
        return
    _end(response.reminders.filter(end="").exclude(due_at=due), ReminderEnd.CANCELLED, at)
    if response.reminders.filter(due_at=due).exists():
        return
    rows = [
        Reminder(response=response, due_at=due, mark=one.mark, at=one.at, made_at=at)
        for one in planned(due, current().time_zone)
    ]
    for row in rows:
        if row.at <= at:
            row.end, row.ended_at = ReminderEnd.TOO_LATE, at
    Reminder.objects.bulk_create(rows)


@transaction.atomic
def send_due(round_: Round) -> int:
    """Send what is due in a round and return how many mails go out.

    The round's row is held, so that two workers send once, and a date that moves meanwhile is
    either seen here or plans anew afterwards.
    """
    locked = _locked(round_.pk)
    at, mails = clock.now(), 0
    # A round that was opened by an earlier version of the portal has no plan yet.
    _plan_all(locked, at)
    due: dict[int, list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.filter(response__round=locked, end="", at__lte=at):
        due[row.response_id].append(row)
    for response in _standing(due):
        rows = {Planned(Mark(one.mark), one.at): one.pk for one in due[response.pk]}
        newest = newest_due(rows, at=at)
        wanted = newest is not None and _waits(response, at)
        if newest is not None and wanted:
            mails += invitations.remind_one(response)
            _end(Reminder.objects.filter(pk=rows.pop(newest)), ReminderEnd.SENT, at)
        left = ReminderEnd.MISSED if wanted else ReminderEnd.NOT_NEEDED
        _end(Reminder.objects.filter(pk__in=rows.values()), left, at)
    _leave_job(locked)
    if mails:
        record("reminded vendors", locked, by=None, key=f"round:{locked.pk}", mails=mails)
    return mails


def _standing(pks: Iterable[int]) -> Iterable[Response]:
    last = Submission.objects.filter(response=OuterRef("pk")).order_by("-number")
    return (
        Response.objects.filter(pk__in=list(pks))
        .select_related("round", "vendor")
        .annotate(answered=Subquery(last.values("version_id")[:1]))
        .order_by("pk")
    )


def _waits(response: Response, at: datetime) -> bool:
    """Whether answers are still wanted: nothing is in, or what is in answers earlier questions."""
    due, round_ = rules.due_of(response), response.round
    if round_.state != RoundState.OPEN or due is None or at >= due:
        return False
    if response.withdrawn_at or response.declined_at:
        return False
    return bool(vars(response)["answered"] != round_.version_id)


def _leave_job(round_: Round) -> None:
    following = (
        Reminder.objects.filter(response__round=round_, end="")
        .order_by("at")
        .values_list("at", flat=True)
        .first()
    )
    if following is not None:
        owe_once(JOB, workspace=current(), subject=round_.pk, due_at=following)


def _end(rows: QuerySet[Reminder], end: ReminderEnd, at: datetime) -> None:
    rows.update(end=end, ended_at=at)


def _locked(pk: int) -> Round:
    return Round.objects.select_for_update(no_key=True).get(pk=pk)
