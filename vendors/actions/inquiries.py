"""What a vendor asks before answers are due, and what all vendors are told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.members.queries import coordinators_of
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.models import Inquiry, PublishedAnswer, Response, ResponseMember, Round

MOST_QUESTION = 4_000
MOST_ANSWER = 8_000
MOST_REASON = 2_000


@transaction.atomic
def ask(
    response: Response, question: str, *, topic: str = "", has_secret: bool = False, by: User
) -> Inquiry:
    """Ask the jurisdiction; the same words twice are one question."""
    round_ = _locked(response.round_id)
    asker = Response.objects.select_related("round", "vendor").get(pk=response.pk)
    until = rules.questions_until(round_, current().time_zone)
    rules.may_inquire(asker, rules.member_of(asker, by.pk), until, at=clock.now()).require()
    text = _text(question, MOST_QUESTION, "a question")
    if same := asker.inquiries.filter(question=text, criterion_key=topic).first():
        return same
    made = Inquiry.objects.create(
        round=round_,
        response=asker,
        criterion_key=topic,
        question=text,
        has_secret=has_secret,
        by_id=by.pk,
        by_name=str(by),
        asked_at=clock.now(),
    )
    for address in coordinators_of(current()):
        post("inquiry_asked", address, {"round": round_}, key=f"inquiry:{made.pk}")
    record("asked before answering", asker.vendor, by=by, key=f"round:{round_.pk}", topic=topic)
    return made


@transaction.atomic
def publish(inquiry: Inquiry, question: str, answer: str, *, after: int, by: User) -> Inquiry:
    """Tell all vendors at once; once more is a correction, and the earlier words stay.

    after: the number of answers that this person has seen, so that nobody overwrites a colleague.
    """
    held = _held(inquiry)
    asked = _text(question, MOST_QUESTION, "the question as all vendors read it")
    said = _text(answer, MOST_ANSWER, "an answer")
    if held.answers.count() != after:
        raise Refused("A colleague answered meanwhile. Read that answer first; yours was not sent.")
    is_first = held.number is None
    if is_first:
        last = Inquiry.objects.filter(round=held.round_id).aggregate(last=Max("number"))["last"]
        held.number = (last or 0) + 1
        held.save(update_fields=["number"])
    PublishedAnswer.objects.create(
        inquiry=held,
        question=asked,
        answer=said,
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    told = ResponseMember.objects.filter(
        response__round=held.round_id, response__withdrawn_at=None, removed_at=None
    )
    for member in told.select_related("response"):
        context = {"round": held.round, "response": member.response, "is_first": is_first}
        key = f"response:{member.response_id}:answered"
        post("inquiry_answered", member.email, context, key=key)
    record(
        "answered a question to all vendors" if is_first else "corrected an answer to all vendors",
        f"Question {held.number}",
        by=by,
        key=f"round:{held.round_id}",
    )
    return held


@transaction.atomic
def refuse(inquiry: Inquiry, reason: str, *, by: User) -> Inquiry:
    """Answer nobody, because the answer would give away a secret; tell the asker alone why."""
    held = _held(inquiry)
    why = _text(reason, MOST_REASON, "the reason")
    if held.number is not None:
        raise Refused("This question was answered already. Correct that answer instead.")
    held.refusal, held.refused_at = why, clock.now()
    held.save(update_fields=["refusal", "refused_at"])
    for member in held.response.members.filter(removed_at=None):
        context = {"round": held.round, "response": held.response}
        post("inquiry_refused", member.email, context, key=f"inquiry:{held.pk}")
    record("refused a question", held.response.vendor, by=by, key=f"round:{held.round_id}")
    return held


@transaction.atomic
def take_until(round_: Round, until: datetime, *, by: User) -> None:
    """Say until when vendors may ask: never past the date on which answers are due."""
    locked = _locked(round_.pk)
    rules.may_ask(locked, at=clock.now()).require()
    if locked.due_at is not None and until > locked.due_at:
        raise Refused("Questions can’t be taken after the date on which answers are due.")
    Round.objects.filter(pk=locked.pk).update(questions_due=until)
    record(
        "changed until when vendors may ask",
        locked.name,
        by=by,
        key=f"round:{locked.pk}",
        until=until.isoformat(),
    )


def _held(inquiry: Inquiry) -> Inquiry:
    """The question with its round's row held, while vendors still answer."""
    _locked(inquiry.round_id)
    held = Inquiry.objects.select_related("round", "response__vendor").get(pk=inquiry.pk)
    dates = held.round.responses.filter(withdrawn_at=None).values_list("due_at", flat=True)
    rules.may_publish(
        held.round, list(dates), was_refused=held.refused_at is not None, at=clock.now()
    ).require()
    return held


def _locked(pk: int) -> Round:
    return Round.objects.select_for_update().get(pk=pk)


def _text(text: str, most: int, what: str) -> str:
    said = text.strip()
    if not said or len(said) > most:
        raise Refused(f"Write {what} of at most {most:,} characters.")
    return said
