"""Giving vendors more time, and telling those whose date moves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import reminders
from vendors.actions.invitations import addresses_of
from vendors.models import Extension, Response, Round

MOST_REASON = 2_000


@transaction.atomic
def extend(
    round_: Round, due_at: datetime, reason: str, *, response: Response | None = None, by: User
) -> Extension:
    """Let answers be due later, for one vendor or for all of them; never earlier.

    response: the one vendor; None for all. Whoever has a later date of its own keeps that one.
    Only those whose date moves are told; of one vendor's date no other vendor learns.
    """
    locked, at = Round.objects.select_for_update().get(pk=round_.pk), clock.now()
    asked = list(locked.responses.filter(withdrawn_at=None).select_related("round", "vendor"))
    rules.may_extend(locked, [one.due_at for one in asked], at=at).require()
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        raise Refused(f"Say why in at most {MOST_REASON:,} characters; the vendor reads it.")
    concerned = [one for one in asked if response is None or one.pk == response.pk]
    if not concerned:
        raise Refused("This vendor is not asked any more, so it needs no more time.")
    before = {one.pk: rules.due_of(one) for one in concerned}
    # An open round has a date, so that `at` is never what counts here.
    present = (locked.due_at if response is None else before[concerned[0].pk]) or at
    require_later(locked, due_at, present=present, at=at)
    if response is None:
        Round.objects.filter(pk=locked.pk).update(due_at=due_at)
    else:
        Response.objects.filter(pk=response.pk).update(due_at=due_at)
    made = Extension.objects.create(
        round=locked,
        response=response,
        due_from=present,
        due_to=due_at,
        reason=said,
        by_id=by.pk,
        by_name=str(by),
        at=at,
    )
    reminders.plan(locked)
    _tell(made, concerned, before)
    record(
        "gave all vendors more time" if response is None else "gave a vendor more time",
        locked if response is None else concerned[0].vendor,
        by=by,
        key=f"round:{locked.pk}",
        vendor=str(response.pk) if response else None,
        due_from=made.due_from.isoformat(),
        due_to=due_at.isoformat(),
        reason=said,
    )
    return made


def require_later(
    locked: Round, due_at: datetime, *, present: datetime | None, at: datetime
) -> None:
    """Refuse a date that is not later than the present one, or later than scores are due."""
    with timezone.override(current().time_zone):
        rules.may_be_due(due_at, present, locked.scoring_due, at=at).require()


def _tell(made: Extension, concerned: list[Response], before: dict[int, datetime | None]) -> None:
    for response in concerned:
        was = before[response.pk]
        if was is not None and was >= made.due_to:
            continue
        for address in addresses_of(response):
            context = {"round": made.round, "extension": made, "was": was}
            post("more_time", address, context, key=f"response:{response.pk}")
