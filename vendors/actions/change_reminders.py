"""Reminding a provider 14 and 3 days before a date that it agreed to, or was asked to keep.

A reminder is a row for one date of one request. A job of the response comes by when the next one is
due and sends one mail for all that are; a date that moves, or proof, ends what was planned.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from portal import clock
from portal.audit.record import record
from portal.jobs.actions import owe
from portal.jobs.models import Job, JobState
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.changes import Standing
from vendors.models import ChangeReminder, ReminderEnd, RequestedChange, Response
from vendors.queries.changes import changes_of

JOB = "vendors.remind_changes"
DAYS_BEFORE = (14, 3)
WANTED_AGAIN = frozenset({ReminderEnd.NOT_NEEDED, ReminderEnd.CANCELLED})
"""Ends of what was not sent: it is wanted after all once proof is returned or a date holds again."""
HOUR = time(8)
"""At which it goes out, on the workspace's clock."""


def plan(change: RequestedChange, now: Standing, *, at: datetime) -> None:
    """Plan the reminders of the date that holds now; end those that are not wanted any more."""
    open_ = change.reminders.filter(end="")
    if not now.waits_for_date:
        open_.update(end=ReminderEnd.NOT_NEEDED, ended_at=at)
        return
    open_.exclude(day=now.due).update(end=ReminderEnd.CANCELLED, ended_at=at)
    there = {one.days_before: one for one in change.reminders.filter(day=now.due)}
    fresh = []
    for days in DAYS_BEFORE:
        when = _instant(now.due - timedelta(days=days))
        row, is_late = there.get(days), when <= at
        if row is None:
            row = ChangeReminder(change=change, day=now.due, days_before=days, at=when)
            if is_late:
                row.end, row.ended_at = ReminderEnd.TOO_LATE, at
            fresh.append(row)
        elif row.end in WANTED_AGAIN and not is_late:
            ChangeReminder.objects.filter(pk=row.pk).update(end="", ended_at=None)
    ChangeReminder.objects.bulk_create(fresh)


def leave_job(response: Response) -> None:
    """Leave a job for the next reminder of a response, if none waits for it already."""
    following = (
        ChangeReminder.objects.filter(change__letter__response=response, end="")
        .order_by("at")
        .values_list("at", flat=True)
        .first()
    )
    if following is None:
        return
    workspace = current()
    there = Job.objects.filter(
        kind=JOB, workspace=workspace.uuid, subject=str(response.pk), due_at=following
    )
    if not there.filter(state=JobState.QUEUED).exists():
        owe(JOB, workspace=workspace, subject=response.pk, due_at=following)


@transaction.atomic
def send_due(response: Response) -> int:
    """Send what is due to the people of a response and return how many mails go out.

    The response's row is held, so that two workers send once and a reply that comes meanwhile is
    either seen here or plans anew afterwards.
    """
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    locked = Response.objects.select_related("round", "vendor").get(pk=response.pk)
    at = clock.now()
    due = ChangeReminder.objects.filter(change__letter__response=locked, end="", at__lte=at)
    waiting = {
        one.row.pk: one.now.due
        for one in changes_of(RequestedChange.objects.filter(reminders__in=due).distinct(), at=at)
        if one.now.waits_for_date
    }
    wanted = [
        one for one in due if waiting.get(one.change_id) == one.day and _is_ahead(one.day, at)
    ]
    mails = 0
    if wanted and rules.are_requests_live(locked):
        mails = _tell(locked, wanted)
    sent = [one.pk for one in wanted] if mails else []
    due.filter(pk__in=sent).update(end=ReminderEnd.SENT, ended_at=at)
    due.exclude(pk__in=sent).update(end=ReminderEnd.NOT_NEEDED, ended_at=at)
    leave_job(locked)
    if mails:
        record(
            "reminded a provider of its dates",
            locked.vendor,
            by=None,
            key=f"round:{locked.round_id}",
            requests=len({one.change_id for one in wanted}),
        )
    return mails


def _tell(response: Response, wanted: Iterable[ChangeReminder]) -> int:
    context = {
        "round": response.round,
        "response": response,
        "number": len({one.change_id for one in wanted}),
        "first": min(one.day for one in wanted),
    }
    people = list(response.members.filter(removed_at=None).values_list("email", flat=True))
    for email in people:
        post("request_reminded", email, context, key=f"response:{response.pk}")
    return len(people)


def _instant(day: date) -> datetime:
    return datetime.combine(day, HOUR, ZoneInfo(current().time_zone))


def _is_ahead(day: date, at: datetime) -> bool:
    return at.astimezone(ZoneInfo(current().time_zone)).date() <= day
