"""Reminding a provider 14 and 3 days before a date that it agreed to, or was asked to keep.

Once a date that it agreed to is over without proof, both sides are told so, once. A reminder is a
row for one date of one request. A job of the response comes by when the next one is due and sends
one mail for all that are; a date that moves, or proof, ends what was planned.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from portal import clock
from portal.audit.record import record
from portal.jobs.actions import owe_once
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.changes import Standing
from vendors.models import ChangeReminder, ReminderEnd, RequestedChange, Response
from vendors.queries.changes import changes_of, local_day, told_here

JOB = "vendors.remind_changes"
DAYS_BEFORE = (14, 3)
OVER = 0
"""Instead of days before: on the morning after the day, if it was agreed to."""
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
    for days in (*DAYS_BEFORE, OVER) if now.promised else DAYS_BEFORE:
        when = _goes_out(now.due, days)
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
    if following is not None:
        owe_once(JOB, workspace=current(), subject=response.pk, due_at=following)


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
        one.row.pk: one.now
        for one in changes_of(RequestedChange.objects.filter(reminders__in=due).distinct(), at=at)
        if one.now.waits_for_date
    }
    wanted = [
        one
        for one in due.select_related("change__letter")
        if (now := waiting.get(one.change_id)) and now.due == one.day and _holds(one, now, at)
    ]
    over = [one for one in wanted if one.days_before == OVER]
    near = [one for one in wanted if one.days_before != OVER]
    sent: list[int] = []
    mails = 0
    if rules.are_requests_live(locked):
        for kind, those in (("request_reminded", near), ("request_overdue", over)):
            if those and (told := _tell(kind, locked, those)):
                mails += told
                sent += [one.pk for one in those]
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
            **({"overdue": len(over)} if over else {}),
        )
    return mails


def _tell(kind: str, response: Response, wanted: Collection[ChangeReminder]) -> int:
    """Tell the provider's people; that a date has passed, the jurisdiction is told as well."""
    context = {
        "round": response.round,
        "response": response,
        "number": len({one.change_id for one in wanted}),
        "first": min(one.day for one in wanted),
    }
    people = [
        (kind, email)
        for email in response.members.filter(removed_at=None).values_list("email", flat=True)
    ]
    if kind == "request_overdue":
        senders = {one.change.letter.by_id for one in wanted}
        people += [("provider_overdue", email) for email in told_here(senders)]
    for which, email in people:
        post(which, email, context, key=f"response:{response.pk}")
    return len(people)


def _goes_out(day: date, days_before: int) -> datetime:
    on = day - timedelta(days=days_before) if days_before else day + timedelta(days=1)
    return datetime.combine(on, HOUR, ZoneInfo(current().time_zone))


def _holds(one: ChangeReminder, now: Standing, at: datetime) -> bool:
    """Whether what this reminder would say is still true."""
    is_ahead = local_day(at) <= one.day
    return is_ahead if one.days_before != OVER else now.promised is not None and not is_ahead
