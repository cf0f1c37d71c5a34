"""Writing about a month: before it is due, once it was not filed, and when it misses a target.

A job of the response comes by on the morning of each turn (``vendors.monthly``) and leaves the next
one. A row says for which month and why a mail went out, so that workers that come twice, or late,
send once. Mails name the month and never a figure.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from portal import clock
from portal.audit.record import record
from portal.jobs.actions import owe_once
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.models import MonthlyReminder, Response
from vendors.monthly import Line, Turn, next_turn, turn_of
from vendors.queries.changes import told_here
from vendors.queries.monthly import Months, months_of, zone

JOB = "vendors.remind_months"
HOUR = time(8)
"""At which it goes out, on the workspace's clock."""


def leave_job(response: Response, months: Months, *, at: datetime) -> None:
    """Leave a job for the next turn, if none waits for it already."""
    day = next_turn(months.asked, after=_handled(at))
    if day is not None:
        owe_once(JOB, workspace=current(), subject=response.pk, due_at=_instant(day))


@transaction.atomic
def send_due(response: Response) -> int:
    """Send what is due to the people of a response and return how many mails go out.

    The response's row is held, so that two workers send once and figures that come meanwhile are
    seen. A worker that comes late sends what is still true.
    """
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    locked = Response.objects.select_related("round", "vendor").get(pk=response.pk)
    at = clock.now()
    months = months_of(locked, at=at)
    if not rules.are_requests_live(locked):
        return 0
    told = set(MonthlyReminder.objects.filter(response=locked).values_list("month", "turn"))
    day = _handled(at)
    due = [(line, turn) for line in months.lines if (turn := turn_of(line, day))]
    mails = sum(
        _tell(locked, months, line, turn, at)
        for line, turn in due
        if (line.month, turn) not in told
    )
    leave_job(locked, months, at=at)
    return mails


def _tell(response: Response, months: Months, line: Line, turn: Turn, at: datetime) -> int:
    MonthlyReminder.objects.create(response=response, month=line.month, turn=turn, at=at)
    emails = response.members.filter(removed_at=None).values_list("email", flat=True)
    kind = "month_reminded" if turn is Turn.NEAR else "month_not_filed"
    people = [(kind, email) for email in emails]
    if turn is Turn.OVER:
        people += [("provider_not_filed", email) for email in _here(months)]
    _post(response, line, people)
    if people:
        record(
            "reminded a provider of a month",
            response.vendor,
            by=None,
            key=f"round:{response.round_id}",
            month=f"{line.month:%Y-%m}",
            turn=turn,
        )
    return len(people)


def tell_of_miss(response: Response, months: Months, line: Line, *, at: datetime) -> None:
    """Tell the jurisdiction that a month that was filed just now misses a target.

    A correction tells again only where it changes a figure that misses.
    """
    if any(one.since == at for one in line.missed):
        _post(response, line, [("provider_missed", email) for email in _here(months)])


def _here(months: Months) -> list[str]:
    """Who hears of it for the jurisdiction: who asked for the figures last."""
    return told_here([months.asks[-1].by_id])


def _post(response: Response, line: Line, people: list[tuple[str, str]]) -> None:
    context = {"round": response.round, "response": response, "line": line}
    for kind, email in people:
        post(kind, email, context, key=f"response:{response.pk}")


def _handled(at: datetime) -> date:
    """The last day whose hour has come."""
    here = at.astimezone(zone())
    return here.date() if here.time() >= HOUR else here.date() - timedelta(days=1)


def _instant(day: date) -> datetime:
    return datetime.combine(day, HOUR, zone())
