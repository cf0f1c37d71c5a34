"""Reminding a provider once, on the day on which a month is due, if it is not filed by then.

A job of the response comes by at each due day and leaves the next one. A row says for which month a
mail went out, so that workers that come twice, or late, send once.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from portal import clock
from portal.audit.record import record
from portal.jobs.actions import owe
from portal.jobs.models import Job, JobState
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.models import MonthlyReminder, Response
from vendors.monthly import Line, Outcome, next_due
from vendors.queries.changes import local_day
from vendors.queries.monthly import Months, months_of, zone

JOB = "vendors.remind_months"
HOUR = time(8)
"""At which it goes out, on the workspace's clock."""


def leave_job(response: Response, months: Months, *, at: datetime) -> None:
    """Leave a job for the next due day, if none waits for it already."""
    found = next_due(months.asked, after=_handled(at))
    if found is None:
        return
    due_at, workspace = _instant(found[1]), current()
    there = Job.objects.filter(
        kind=JOB, workspace=workspace.uuid, subject=str(response.pk), due_at=due_at
    )
    if not there.filter(state=JobState.QUEUED).exists():
        owe(JOB, workspace=workspace, subject=response.pk, due_at=due_at)


@transaction.atomic
def send_due(response: Response) -> int:
    """Send what is due to the people of a response and return how many mails go out.

    The response's row is held, so that two workers send once and figures that come meanwhile are
    seen. A worker that comes after the due day sends nothing any more: the pages say it by then.
    """
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    locked = Response.objects.select_related("round", "vendor").get(pk=response.pk)
    at = clock.now()
    months = months_of(locked, at=at)
    live = bool(rules.are_requests_live(locked))
    due = [one for one in months.lines if live and _is_due(one, at)]
    reminded = set(MonthlyReminder.objects.filter(response=locked).values_list("month", flat=True))
    mails = sum(_tell(locked, one, at) for one in due if one.month not in reminded)
    if live:
        leave_job(locked, months, at=at)
    return mails


def _is_due(line: Line, at: datetime) -> bool:
    waits = line.outcome is Outcome.WAITED_FOR
    return waits and line.due == local_day(at) and _instant(line.due) <= at


def _tell(response: Response, line: Line, at: datetime) -> int:
    MonthlyReminder.objects.create(response=response, month=line.month, at=at)
    context = {"round": response.round, "response": response, "line": line}
    people = list(response.members.filter(removed_at=None).values_list("email", flat=True))
    for email in people:
        post("month_reminded", email, context, key=f"response:{response.pk}")
    if people:
        record(
            "reminded a provider of a month",
            response.vendor,
            by=None,
            key=f"round:{response.round_id}",
            month=f"{line.month:%Y-%m}",
        )
    return len(people)


def _handled(at: datetime) -> date:
    """The last day whose hour has come."""
    here = at.astimezone(zone())
    return here.date() if here.time() >= HOUR else here.date() - timedelta(days=1)


def _instant(day: date) -> datetime:
    return datetime.combine(day, HOUR, zone())
