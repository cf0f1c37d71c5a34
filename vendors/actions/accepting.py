"""Whether what came late counts: a coordinator asks with a reason, a second person answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.tokens import new_token, token_hash
from portal.audit.record import record
from portal.jobs.actions import owe
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.models import (
    Invitation,
    LateAcceptance,
    LateAnswer,
    LateDraft,
    ResponseMember,
    Round,
    Submission,
)

LINK_LIFE = timedelta(days=14)
MOST_REASON = 2_000


@transaction.atomic
def ask(late: LateDraft, reason: str, email: str, *, by: User) -> LateAcceptance:
    """Ask whoever has this address to confirm that a late draft counts; nothing counts yet."""
    late = _held(late)
    _require_open(late)
    said, email = _said(reason, "it is accepted"), email.strip().lower()
    _require_address(email)
    rules.may_be_asked(email, _vendors(late.response.round), by=by).require()
    token = new_token()
    made = LateAcceptance.objects.create(
        late=late,
        reason=said,
        email=email,
        token_hash=token_hash(token),
        expires_at=clock.now() + LINK_LIFE,
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    accounts.expect_guest(User.objects.known_as(email), current(), by=by)
    context = {"round": late.response.round, "by": by, "asked": made}
    post("late_confirm", email, context, key=f"acceptance:{made.pk}", secret=token)
    _record("asked for a late submission to be accepted", made, by, reason=said, second=email)
    return made


@transaction.atomic
def confirm(asked: LateAcceptance, *, by: User, name: str = "") -> Submission:
    """Let the late draft become the submission, exactly as it was sealed."""
    asked = _asked(asked)
    rules.may_confirm_late(asked, by, at=clock.now()).require()
    late = asked.late
    _require_open(late, but=asked)
    accounts.take_name(by, name)
    at = _answer(asked, LateAnswer.CONFIRMED, by=by)
    response = late.response
    number = response.submissions.count() + 1
    submission = Submission.objects.create(
        response=response,
        number=number,
        version_id=late.version_id,
        content=late.content,
        leaves=late.leaves,
        root=late.root,
        reference=f"R{response.round_id:04d}-{response.pk:05d}-{number}-LATE",
        by_id=late.by_id,
        by_name=late.by_name,
        at=at,
        late=late,
    )
    owe("vendors.receipt", workspace=current(), subject=submission.pk)
    context = {"submission": submission, "response": response, "round": response.round}
    for member in response.members.filter(removed_at=None):
        post("submission_receipt", member.email, context, key=f"response:{response.pk}")
    _tell_asker(asked)
    _record(
        "accepted a late submission",
        asked,
        by,
        reference=submission.reference,
        fingerprint=submission.root,
        due=late.due_at.isoformat(),
        tried=late.tried_at.isoformat(),
        reason=asked.reason,
        asked_by=asked.by_name,
        confirmed_by=asked.answered_by_name,
        # Names may be the same; addresses tell that these are two.
        addresses=[_address_of(asked.by_id), asked.email],
    )
    return submission


@transaction.atomic
def refuse(asked: LateAcceptance, reason: str, *, by: User, name: str = "") -> LateAcceptance:
    """Say as the second person that it does not count; vendor and coordinator are told why."""
    asked = _asked(asked)
    rules.may_confirm_late(asked, by, at=clock.now()).require()
    said = _said(reason, "it is not accepted")
    accounts.take_name(by, name)
    _answer(asked, LateAnswer.REFUSED, reason=said, by=by)
    _tell_asker(asked)
    _tell_vendor(asked)
    _record("refused a late submission", asked, by, reason=said, asked_by=asked.by_name)
    return asked


@transaction.atomic
def decline(late: LateDraft, reason: str, *, by: User) -> LateAcceptance:
    """Say as a coordinator that it does not count; that takes nobody else."""
    late = _held(late)
    _require_open(late)
    said, at = _said(reason, "it is not accepted"), clock.now()
    made = LateAcceptance.objects.create(
        late=late,
        reason=said,
        by_id=by.pk,
        by_name=str(by),
        at=at,
        answer=LateAnswer.REFUSED,
        answer_reason=said,
        answered_by_id=by.pk,
        answered_by_name=str(by),
        answered_at=at,
    )
    _tell_vendor(made)
    _record("refused a late submission", made, by, reason=said, asked_by=made.by_name)
    return made


@transaction.atomic
def withdraw(asked: LateAcceptance, *, by: User) -> None:
    """Take the question back before it is answered: its link stops working."""
    asked = _asked(asked)
    if asked.answer:
        raise Refused("This was answered already. Reload the page to see what became of it.")
    _answer(asked, LateAnswer.WITHDRAWN, by=by)
    _record("took back the question about a late submission", asked, by)


def found(token: str) -> LateAcceptance | None:
    """Return the question of a link's token without what came late, and without changing anything."""
    rows = LateAcceptance.objects.select_related("late__response__round", "late__response__vendor")
    rows = rows.defer("late__content", "late__leaves")
    return rows.filter(token_hash=token_hash(token)).first()


def _held(late: LateDraft) -> LateDraft:
    """The late draft with its round's row held, so that the date stays and nothing is submitted."""
    Round.objects.select_for_update(of=("self",)).get(pk=late.response.round_id)
    return LateDraft.objects.select_related("response__round", "response__vendor").get(pk=late.pk)


def _asked(asked: LateAcceptance) -> LateAcceptance:
    late = _held(asked.late)
    held = LateAcceptance.objects.get(pk=asked.pk)
    held.late = late
    return held


def _require_open(late: LateDraft, but: LateAcceptance | None = None) -> None:
    response = late.response
    later = response.submissions.filter(at__gte=late.tried_at).exists()
    rules.may_accept_late(late, response, later=later).require()
    others = late.acceptances.exclude(answer=LateAnswer.WITHDRAWN)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refused(
            "This was asked or answered already. Reload the page to see what became of it."
        )


def _answer(asked: LateAcceptance, answer: LateAnswer, *, by: User, reason: str = "") -> datetime:
    at = clock.now()
    asked.answer, asked.answer_reason, asked.answered_at = answer, reason, at
    asked.answered_by_id, asked.answered_by_name = by.pk, str(by)
    asked.token_hash = None
    asked.save(
        update_fields=[
            *("answer", "answer_reason", "answered_at", "answered_by_id", "answered_by_name"),
            "token_hash",
        ]
    )
    if not LateAcceptance.objects.filter(email=asked.email, answer="").exists():
        accounts.end_guest(User.objects.known_as(asked.email), current())
    return at


def _vendors(round_: Round) -> set[str]:
    invited = Invitation.objects.filter(response__round=round_).values_list("email", flat=True)
    members = ResponseMember.objects.filter(response__round=round_).values_list("email", flat=True)
    return {one.lower() for one in (*invited, *members)}


def _require_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("Enter an e-mail address, such as name@example.org") from None


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said or len(said) > MOST_REASON:
        raise Refused(f"Say in at most {MOST_REASON:,} characters why {what}.")
    return said


def _address_of(person: UUID) -> str:
    found = User.objects.filter(pk=person).first()
    return found.email if found else ""


def _tell_asker(asked: LateAcceptance) -> None:
    asker = User.objects.filter(pk=asked.by_id).first()
    if asker is not None:
        context = {"round": asked.late.response.round, "asked": asked}
        post("late_answered", asker.email, context, key=f"acceptance:{asked.pk}")


def _tell_vendor(asked: LateAcceptance) -> None:
    response = asked.late.response
    context = {"round": response.round, "response": response, "asked": asked}
    for member in response.members.filter(removed_at=None):
        post("late_refused", member.email, context, key=f"late:{asked.late_id}")


def _record(what: str, asked: LateAcceptance, by: User, **detail: Any) -> None:
    response = asked.late.response
    detail = {"vendor": str(response.pk), **detail}
    record(what, response.vendor, by=by, key=f"round:{response.round_id}", **detail)
