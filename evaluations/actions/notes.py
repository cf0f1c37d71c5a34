"""Writing down meetings with a vendor."""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction

from evaluations import rules
from evaluations.models import MeetingNote
from evaluations.queries.desk import Desk
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.tenancy.switch import current
from vendors.models import Response
from vendors.observing import USERS


@transaction.atomic
def write(
    desk: Desk,
    response: Response,
    *,
    held_on: dt.date,
    present: str,
    observations: str,
    by: User,
    covered: Collection[str] = (),
    red_flags: str = "",
) -> MeetingNote:
    """Append the note of one meeting; it can't be changed afterwards."""
    rules.may_note_meetings(desk.roles, desk.stage).require()
    if held_on > clock.now().astimezone(ZoneInfo(current().time_zone)).date():
        raise Refused("A meeting that is noted cannot lie in the future.")
    if not present.strip() or not observations.strip():
        raise Refused("Say who was there and what was seen.")
    made = MeetingNote.objects.create(
        evaluation=desk.evaluation,
        response=response,
        held_on=held_on,
        present=present.strip(),
        covered=[one.key for one in USERS if one.key in covered],
        observations=observations.strip(),
        red_flags=red_flags.strip(),
        by_id=by.pk,
        by_name=str(by),
    )
    record("noted a meeting", response.vendor, by=by, key=f"round:{desk.evaluation.round_id}",
           note=made.pk)  # fmt: skip
    return made
