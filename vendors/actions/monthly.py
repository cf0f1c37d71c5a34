"""Asking a provider for figures each month, and filing them.

Everything is appended under the row of the response: another ask holds from its month on, and a
correction is another filing. Mails say what is asked for or that a target was missed, never a figure.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import monthly_reminders
from vendors.models import FiledFigure, MonthlyAsk, MonthlyFiling, MonthlyObjective, Response
from vendors.monthly import BY_KEY, LAST_DAY_TO_FILE, Objective, in_words, may_be_target, minutes_of
from vendors.queries.changes import local_day
from vendors.queries.monthly import months_of

MOST_CHARACTERS = 4_000


@transaction.atomic
def ask(
    response: Response, objectives: Sequence[Objective], first: date, due_day: int, *, by: User
) -> MonthlyAsk:
    """Ask for these figures from a month on, in place of what was asked before."""
    if not objectives:
        raise Refused("Ask for one figure at least.")
    for one in objectives:
        if sentence := may_be_target(BY_KEY[one.key], one.target):
            raise Refused(f"{one.label}: {sentence}")
    if not 1 <= due_day <= LAST_DAY_TO_FILE:
        raise Refused(f"Enter a day from 1 to {LAST_DAY_TO_FILE}.")
    return _write(response, objectives, first, due_day, by)


@transaction.atomic
def stop(response: Response, *, by: User) -> MonthlyAsk:
    """Ask for nothing from this month on; months that are over are still to be filed."""
    at = clock.now()
    standing = months_of(response, at=at).standing
    if standing is None:
        raise Refused("No figures are asked for any more. Load the page again.")
    return _write(response, (), local_day(at).replace(day=1), standing.due_day, by)


def _write(
    response: Response, objectives: Sequence[Objective], first: date, due_day: int, by: User
) -> MonthlyAsk:
    locked, at = _locked(response), clock.now()
    people = list(locked.members.filter(removed_at=None).values_list("email", flat=True))
    rules.may_ask_for_months(
        locked, has_people=bool(people), first=first, today=local_day(at)
    ).require()
    row = MonthlyAsk.objects.create(
        response=locked, first=first, due_day=due_day, by_id=by.pk, by_name=str(by), at=at
    )
    MonthlyObjective.objects.bulk_create(
        MonthlyObjective(
            ask=row,
            position=position,
            key=one.key,
            label=one.label,
            unit=one.unit,
            direction=one.direction.value,
            target=one.target,
            promised=one.promised,
            criterion_key=one.criterion,
        )
        for position, one in enumerate(objectives, start=1)
    )
    monthly_reminders.leave_job(locked, months_of(locked, at=at), at=at)
    context = {
        "round": locked.round,
        "response": locked,
        "first": in_words(first),
        "number": len(objectives),
        "due_day": due_day,
    }
    for email in people:
        post("months_asked", email, context, key=f"response:{locked.pk}")
    record(
        "asked a provider for monthly figures" if objectives else "stopped asking for figures",
        locked.vendor,
        by=by,
        key=f"round:{locked.round_id}",
        first=f"{first:%Y-%m}",
        due_day=due_day,
        targets={one.key: str(one.target) for one in objectives},
    )
    return row


@transaction.atomic
def file(
    response: Response, month: date, figures: Mapping[str, Decimal], note: str, *, by: User
) -> MonthlyFiling:
    """File the figures of a month, or file them anew; what was filed before stays beside them.

    figures: minutes by the key of the objective, every one of them.
    """
    locked, at = _locked(response), clock.now()
    months = months_of(locked, at=at)
    line = months.line(month)
    member = rules.member_of(locked, by.pk)
    rules.may_file_month(locked, member, line, current().time_zone).require()
    wanted = {one.objective.key for one in line.figures} if line else set()
    if set(figures) != wanted or not all(
        0 <= value <= minutes_of(month) for value in figures.values()
    ):
        raise Refused("Enter every figure in minutes that fit into the month.")
    said = note.strip()
    if len(said) > MOST_CHARACTERS:
        raise Refused(f"Write at most {MOST_CHARACTERS:,} characters.")
    before = next(iter(months.filed(month)), None)
    if before is not None and before.note == said:
        stand = {one.key: one.value for one in before.figures.all()}
        if stand == dict(figures):
            raise Refused("These figures are filed already. Change one of them to correct it.")
    return _append(locked, month, figures, said, by, at)


def _append(
    response: Response,
    month: date,
    figures: Mapping[str, Decimal],
    note: str,
    by: User,
    at: datetime,
) -> MonthlyFiling:
    row = MonthlyFiling.objects.create(
        response=response, month=month, note=note, by_id=by.pk, by_name=str(by), at=at
    )
    FiledFigure.objects.bulk_create(
        FiledFigure(filing=row, key=key, value=value) for key, value in figures.items()
    )
    months = months_of(response, at=at)
    found = months.line(month)
    if found:
        monthly_reminders.tell_of_miss(response, months, found, at=at)
    record(
        "filed monthly figures",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        month=f"{month:%Y-%m}",
        figures={key: str(value) for key, value in figures.items()},
        missed=[one.objective.key for one in found.missed] if found else [],
    )
    return row


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
