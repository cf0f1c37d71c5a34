"""Drafting, opening and cancelling rounds."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import clock
from portal.access import ALLOWED, Refused, Verdict, refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.files.models import StoredFile
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import invitations, questionnaires, reminders, vendors
from vendors.invitees import Invitee, by_vendor
from vendors.models import (
    Invitation,
    Kind,
    QuestionnaireVersion,
    Response,
    Round,
    RoundDocument,
    RoundState,
    Vendor,
)
from vendors.onward import Judging
from vendors.pricing import Quantities
from vendors.queries.deadlines import own_dates
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth
from vendors.requirements import Requirements


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
    Response.objects.filter(pk=response.pk).update(
        withdrawn_at=None, withdraw_reason="", withdrew=False
    )
    if email:
        invitations.prepare(response, email, by=by)
    record("added a vendor", vendor, by=by, key=f"round:{round_.pk}", email=email)
    if locked.state == RoundState.OPEN and email:
        for invitation in response.invitations.filter(sent_at=None, withdrawn_at=None):
            invitations.send(invitation, by=by)
    reminders.plan(locked)
    return response


@transaction.atomic
def add_invitees(round_: Round, invitees: Iterable[Invitee], *, by: User) -> list[Response]:
    """Put vendors on the round as a coordinator typed them; one vendor may have several addresses."""
    responses = []
    for together in by_vendor(invitees).values():
        first, *more = together
        vendor = vendors.known_as(first.name)
        response = add_vendor(round_, vendor, email=first.email, by=by)
        responses.append(response)
        for one in more:
            invitations.add_address(response, one.email, by=by)
    return responses


@transaction.atomic
def remove_vendor(response: Response, *, by: User) -> None:
    """Take a vendor off a draft, with all that was noted about it there."""
    locked = Round.objects.select_for_update().get(pk=response.round_id)
    rules.may_change(locked).require()
    name = response.vendor.name
    Response.objects.filter(pk=response.pk).delete()
    record("removed a vendor", name, by=by, key=f"round:{locked.pk}")


@transaction.atomic
def change(round_: Round, what: str, *, by: User, **fields: Any) -> Round:
    """Write details of a draft anew; `what` names in words what was changed."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    rules.may_change(locked).require()
    return _write(locked, what, by=by, **fields)


@transaction.atomic
def change_later(
    round_: Round, *, scoring_due: date | None, decision_due: date | None, by: User
) -> Round:
    """Move the days of the jurisdiction's own work while vendors answer.

    When answers are due is not among them: actions.deadlines moves that, with a reason.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled.")
    closing = rules.closes_at(locked, own_dates(locked))
    with timezone.override(current().time_zone):
        rules.may_be_expected(closing, scoring_due, decision_due).require()
    return _write(locked, "dates", by=by, scoring_due=scoring_due, decision_due=decision_due)


@transaction.atomic
def set_contact(round_: Round, *, name: str, phone: str, email: str, by: User) -> Round:
    """Say whom vendors can call, while they still may have to."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    rules.may_change_contact(locked).require()
    fields = {"contact_name": name, "contact_phone": phone, "contact_email": email}
    before = locked.contact_line
    Round.objects.filter(pk=locked.pk).update(**fields)
    locked.refresh_from_db()
    record(
        "changed the evaluation",
        locked,
        by=by,
        key=f"round:{locked.pk}",
        what="whom vendors can call",
        before=before,
        after=locked.contact_line,
    )
    return locked


@transaction.atomic
def set_peak(
    round_: Round, *, basis: str, peak: Mapping[str, Any], rate: Decimal | None, by: User
) -> Round:
    """State the required peak. It is there to compare with, so it may change while vendors answer.

    Vendors who were told another figure are shown that it changed, and when.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled.")
    was, at = locked.peak_rate, clock.now()
    changes = list(locked.peak.get("changes", []))
    if locked.state == RoundState.OPEN and was != rate:
        changes.append({"at": at.isoformat(), "was": None if was is None else str(was)})
    kept = {**peak, **({"changes": changes} if changes else {})}
    Round.objects.filter(pk=locked.pk).update(peak_basis=basis, peak=kept, peak_rate=rate)
    locked.refresh_from_db()
    record(
        "changed the required peak",
        locked,
        by=by,
        key=f"round:{locked.pk}",
        was=None if was is None else str(was),
        now=None if rate is None else str(rate),
    )
    return locked


@transaction.atomic
def set_requirements(round_: Round, wanted: Requirements, *, by: User) -> Round:
    """Say what a system must keep to; it stands once vendors were asked."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    rules.may_change(locked).require()
    return _write(locked, "what we require", by=by, requirements=wanted.to_dict())


@transaction.atomic
def ask_price(round_: Round, *, asks: bool, over: Quantities, by: User) -> Round:
    """Say whether vendors hand in a price, and for what; it stands once vendors were asked."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    rules.may_change(locked).require()
    return _write(locked, "the price form", by=by, asks_price=asks, priced=over.to_dict())


@transaction.atomic
def set_depth(round_: Round, depth: Depth, *, by: User) -> Round:
    """Ask more or less; what was written down already is kept whatever is asked."""
    return use_questionnaire(round_, round_.version, depth, by=by)


@transaction.atomic
def use_questionnaire(
    round_: Round, version: QuestionnaireVersion, depth: Depth, *, by: User
) -> Round:
    """Let a draft ask this questionnaire at this depth, in a version of its own."""
    locked = Round.objects.select_for_update().select_related("version").get(pk=round_.pk)
    rules.may_change(locked).require()
    if version.pk == locked.version_id and questionnaire_of(version).depth == depth:
        return locked
    own = questionnaires.copy_for_round(version, depth, by=by)
    return _write(locked, "questionnaire", by=by, version=own)


@transaction.atomic
def add_document(round_: Round, file: StoredFile, title: str, *, by: User) -> RoundDocument:
    """Give vendors a document to read: a solicitation, a draft contract."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    rules.may_change(locked).require()
    document = RoundDocument.objects.create(round=locked, file=file, title=title)
    record("added a document", title, by=by, key=f"round:{locked.pk}", sha256=file.sha256)
    return document


@transaction.atomic
def remove_document(document: RoundDocument, *, by: User) -> None:
    """Take a document off a draft; its file is kept."""
    locked = Round.objects.select_for_update().get(pk=document.round_id)
    rules.may_change(locked).require()
    RoundDocument.objects.filter(pk=document.pk).delete()
    record("removed a document", document.title, by=by, key=f"round:{locked.pk}")


def tell_stage(round_: Round, judging: Judging) -> None:
    """Let vendors read how far the evaluation is. The caller records what happened."""
    Round.objects.filter(pk=round_.pk).update(judging=judging)


def _write(locked: Round, what: str, *, by: User, **fields: Any) -> Round:
    Round.objects.filter(pk=locked.pk).update(**fields)
    locked.refresh_from_db()
    record("changed the evaluation", locked, by=by, key=f"round:{locked.pk}", what=what)
    return locked


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
    reminders.plan(locked)
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
