"""Asking a vendor about its submitted answers, and its reply."""

from dataclasses import dataclass

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from vendors import rules
from vendors.models import Clarification, Response

MOST_QUESTION = 4_000
MOST_REPLY = 8_000


@dataclass(frozen=True, slots=True)
class About:
    """What a question is about: topic, question of the questionnaire, and the cross-check."""

    criterion: str
    item: str = ""
    code: str = ""


@transaction.atomic
def ask(response: Response, about: About, question: str, *, by: User) -> Clarification:
    """Send one question to the vendor's people; the same one twice is sent once."""
    locked = _locked(response)
    rules.may_clarify(
        locked,
        list(locked.round.responses.filter(withdrawn_at=None).values_list("due_at", flat=True)),
        handed_in=locked.submissions.exists(),
        at=clock.now(),
    ).require()
    text = question.strip()
    if not text or len(text) > MOST_QUESTION:
        raise Refused(f"Write a question of at most {MOST_QUESTION:,} characters.")
    sent = locked.clarifications.filter(
        criterion_key=about.criterion, item_key=about.item, code=about.code, question=text
    ).first()
    if sent is not None:
        return sent
    made = Clarification.objects.create(
        response=locked,
        criterion_key=about.criterion,
        item_key=about.item,
        code=about.code,
        question=text,
        by_id=by.pk,
        by_name=str(by),
        asked_at=clock.now(),
    )
    for member in locked.members.filter(removed_at=None):
        post(
            "clarification_asked",
            member.email,
            {"round": locked.round, "response": locked},
            key=f"clarification:{made.pk}",
        )
    record(
        "asked a vendor about its answers",
        locked.vendor,
        by=by,
        key=f"round:{locked.round_id}",
        topic=about.criterion,
        check=about.code,
    )
    return made


@transaction.atomic
def reply(clarification: Clarification, text: str, *, by: User) -> Clarification:
    """Send the vendor's one reply; a colleague's earlier one stands."""
    response = _locked(clarification.response)
    held = Clarification.objects.get(pk=clarification.pk, response=response)
    rules.may_reply(response, rules.member_of(response, by.pk), replied=held.is_answered).require()
    said = text.strip()
    if not said or len(said) > MOST_REPLY:
        raise Refused(f"Write a reply of at most {MOST_REPLY:,} characters.")
    held.reply, held.reply_version = said, held.reply_version + 1
    held.replied_by_id, held.replied_by_name, held.replied_at = by.pk, str(by), clock.now()
    held.save(
        update_fields=["reply", "reply_version", "replied_by_id", "replied_by_name", "replied_at"]
    )
    asked_by = User.objects.filter(pk=held.by_id).first()
    if asked_by is not None and asked_by.email:
        post(
            "clarification_answered",
            asked_by.email,
            {"round": response.round, "response": response},
            key=f"clarification:{held.pk}",
        )
    record(
        "replied to a question about its answers",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        topic=held.criterion_key,
    )
    return held


def _locked(response: Response) -> Response:
    """Hold the response's row, so that a question and a reply are each sent once."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
