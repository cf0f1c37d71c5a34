"""What somebody tried to submit after its date: kept as it was, sealed, and in the record."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import seal
from portal.look.formats import in_words
from portal.members.queries import coordinators_of
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.models import LateDraft, Response, Submission

FROZEN = ("answers", "evidence")


@transaction.atomic
def keep(
    response: Response,
    content: dict[str, Any],
    last: Submission | None,
    *,
    at: datetime,
    by: User,
) -> LateDraft:
    """Freeze what would have been submitted; the caller holds the round's row.

    Nothing can be edited after the date, so the first press is the only one that counts; another
    one is answered with what was kept then. at: the instant of the press.
    """
    rules.may_submit_late(
        response, rules.member_of(response, by.pk), answered=len(content["answers"]), at=at
    ).require()
    # Nothing is late without a date, so that `at` is never what counts here.
    due = rules.due_of(response) or at
    kept = response.late_drafts.filter(due_at=due).first()
    if kept is not None:
        return kept
    if last is not None and all(last.content[part] == content[part] for part in FROZEN):
        raise Refused(
            f"Answers were due {in_words(due)}. Nothing changed since you submitted "
            f"{last.reference}, so that stands."
        )
    sealed = seal(content).to_dict()
    made = LateDraft.objects.create(
        response=response,
        due_at=due,
        tried_at=at,
        version=response.round.version,
        content=content,
        leaves=sealed["leaves"],
        root=sealed["root"],
        by_id=by.pk,
        by_name=str(by),
    )
    context = {"round": response.round, "response": response, "late": made}
    for member in response.members.filter(removed_at=None):
        post("late_kept", member.email, context, key=f"late:{made.pk}")
    for address in coordinators_of(current()):
        post("late_tried", address, context, key=f"late:{made.pk}")
    record(
        "tried to submit after the date and was refused",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        vendor=str(response.pk),
        due=made.due_at.isoformat(),
        tried=at.isoformat(),
        fingerprint=made.root,
    )
    return made
