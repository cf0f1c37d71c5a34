"""Drafting, opening and cancelling rounds."""

from datetime import datetime

from django.db import transaction

from portal import clock
from portal.access import ALLOWED, Refused, Verdict, refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.actions import invitations, questionnaires
from vendors.models import (
    Invitation,
    Kind,
    QuestionnaireVersion,
    Response,
    Round,
    RoundState,
    Vendor,
)


@transaction.atomic
def draft(
    name: str,
    *,
    version: QuestionnaireVersion,
    due_at: datetime | None,
    by: User,
    kind: str = Kind.ACQUISITION,
) -> Round:
    """Start a round; nobody is told before it opens."""
    round_ = Round.objects.create(
        name=name, kind=kind, version=version, due_at=due_at, made_by_id=by.pk, made_by_name=str(by)
    )
    record("drafted an evaluation", round_, by=by, key=f"round:{round_.pk}")
    return round_


@transaction.atomic
def add_vendor(round_: Round, vendor: Vendor, *, email: str, by: User) -> Response:
    """Put a vendor on the round. Its invitation goes out when the round opens, or now if it is open."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled.")
    response, made = Response.objects.get_or_create(round=locked, vendor=vendor)
    if not made and response.withdrawn_at is None:
        raise Refused(f"{vendor} is on this evaluation already.")
    Response.objects.filter(pk=response.pk).update(withdrawn_at=None, withdraw_reason="")
    if email:
        invitations.prepare(response, email, by=by)
    record("added a vendor", vendor, by=by, key=f"round:{round_.pk}", email=email)
    if locked.state == RoundState.OPEN and email:
        for invitation in response.invitations.filter(sent_at=None, withdrawn_at=None):
            invitations.send(invitation, by=by)
    return response


def may_open(round_: Round, *, vendors: int, asked: int, at: datetime) -> Verdict:
    """Whether a draft may open: a date ahead, somebody to ask and something to ask."""
    if round_.state != RoundState.DRAFT:
        return refused("Only a draft can be opened.")
    if round_.due_at is None:
        return refused("Set the date on which answers are due.")
    if round_.due_at <= at:
        return refused("The date on which answers are due has passed. Set a later one.")
    if not vendors:
        return refused("Add at least one vendor.")
    if not asked:
        return refused("No question is asked. Bring at least one back into the questionnaire.")
    return ALLOWED


@transaction.atomic
def open_round(round_: Round, *, asked: int, by: User) -> Round:
    """Open for answers: the questionnaire stands from now on, and all invitations go out."""
    locked = Round.objects.select_for_update().select_related("version").get(pk=round_.pk)
    at = clock.now()
    may_open(locked, vendors=locked.responses.count(), asked=asked, at=at).require()
    questionnaires.freeze(locked.version)
    Round.objects.filter(pk=locked.pk).update(state=RoundState.OPEN, opened_at=at)
    for invitation in Invitation.objects.filter(response__round=locked, withdrawn_at=None):
        invitations.send(invitation, by=by)
    record("opened the evaluation for answers", locked, by=by, key=f"round:{locked.pk}")
    locked.refresh_from_db()
    return locked


@transaction.atomic
def cancel(round_: Round, reason: str, *, by: User) -> None:
    """Cancel for good and tell everybody who was invited why."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state == RoundState.CANCELLED:
        raise Refused("This evaluation is cancelled already.")
    if not reason.strip():
        raise Refused("Say why, so that everybody who was invited can be told.")
    was_open = locked.state == RoundState.OPEN
    Round.objects.filter(pk=locked.pk).update(
        state=RoundState.CANCELLED, cancelled_at=clock.now(), cancel_reason=reason
    )
    locked.refresh_from_db()
    if was_open:
        invitations.tell_all(locked, "round_cancelled", {"reason": reason})
    record("cancelled the evaluation", locked, by=by, key=f"round:{locked.pk}", reason=reason)
