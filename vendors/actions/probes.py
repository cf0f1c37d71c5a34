"""Noting how far we are with what is asked of a vendor because it went wrong elsewhere."""

from django.db import transaction

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import probing
from vendors.models import Probe, Response, Round, RoundState


@transaction.atomic
def note(
    response: Response, subject: str, state: str, found: str = "", source: str = "", *, by: User
) -> Probe:
    """Append how far we are with one known trouble or fall-back of a vendor."""
    round_ = Round.objects.select_for_update(no_key=True).get(pk=response.round_id)
    if round_.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled, so nothing can be changed any more.")
    if wrong := probing.problems(subject, state, found):
        raise Refused(next(iter(wrong.values())))
    made = Probe.objects.create(
        response=response,
        subject=subject,
        state=state,
        found=found.strip(),
        source=source.strip(),
        by_id=by.pk,
        by_name=str(by),
    )
    key = f"round:{round_.pk}"
    record("noted what was asked of a vendor", response.vendor, by=by, key=key,
           about=subject, state=state, probe=made.pk)  # fmt: skip
    return made
