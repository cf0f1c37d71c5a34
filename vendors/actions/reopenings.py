"""Asking one vendor about one topic after closing, and what it hands in to that."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import words_digest
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import submissions
from vendors.actions.editing import open_topics
from vendors.again import merged
from vendors.models import Reopening, Response, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.queries.reopenings import open_at

MOST_QUESTION = 4_000


@transaction.atomic
def ask(response: Response, key: str, question: str, until: datetime, *, by: User) -> Reopening:
    """Let a vendor answer one topic again until an instant; the same twice is asked once.

    key: a topic of the questionnaire. Whether scores still may change by it, the caller has asked.
    """
    locked, at = submissions.held(response), clock.now()
    last = locked.submissions.order_by("-number").first()
    round_ = locked.round
    dates = list(round_.responses.filter(withdrawn_at=None).values_list("due_at", flat=True))
    rules.may_reopen(locked, dates, handed_in=last is not None, at=at).require()
    asked = questionnaire_of(round_.version).asked_criteria()
    if last is None or key not in {one.key for one in asked}:
        raise Refused("This topic is not asked in the evaluation. Go back and open it again.")
    said = question.strip()
    if not said or len(said) > MOST_QUESTION:
        raise Refused(f"Write a question of at most {MOST_QUESTION:,} characters.")
    present = locked.reopenings.filter(open_at(at), criterion_key=key).first()
    if present is not None and (present.question, present.until) == (said, until):
        return present
    if present is not None:
        raise Refused(
            "This vendor was asked about this topic already and can still answer. "
            "Close the topic first, then ask again."
        )
    with timezone.override(current().time_zone):
        rules.may_be_due(until, None, round_.scoring_due, at=at).require()
    made = Reopening.objects.create(
        response=locked,
        criterion_key=key,
        question=said,
        before=last,
        until=until,
        by_id=by.pk,
        by_name=str(by),
        at=at,
    )
    _tell("topic_reopened", made, locked)
    record(
        "asked a vendor about one topic again",
        locked.vendor,
        by=by,
        key=f"round:{locked.round_id}",
        vendor=str(locked.pk),
        topic=key,
        number=made.pk,
        until=until.isoformat(),
        question_fingerprint=words_digest(said),
    )
    return made


@transaction.atomic
def stop(reopening: Reopening, *, by: User) -> Reopening:
    """Close a topic again before its time; what was not handed in by now stays a draft."""
    response, at = submissions.held(reopening.response), clock.now()
    held = Reopening.objects.get(pk=reopening.pk)
    if held.stopped_at:
        return held
    if held.submission_id:
        raise Refused("The vendor has answered meanwhile, so there is nothing to close.")
    if at >= held.until:
        raise Refused("The time is over, so this topic is closed already.")
    held.stopped_at, held.stopped_by_name = at, str(by)
    held.save(update_fields=["stopped_at", "stopped_by_name"])
    _tell("topic_closed_again", held, response)
    record(
        "closed a topic again before its time",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        vendor=str(response.pk),
        topic=held.criterion_key,
        number=held.pk,
    )
    return held


@transaction.atomic
def hand_in(reopening: Reopening, *, by: User) -> Submission:
    """Submit one topic again: the last submission with its answers and files as they are now.

    The database's clock under the round's row lock decides whether there is still time. A second
    click is answered with what the first one handed in.
    """
    response, at = submissions.held(reopening.response), clock.now()
    held = Reopening.objects.select_related("submission").get(pk=reopening.pk, response=response)
    if held.submission is not None:
        return held.submission
    last = response.submissions.select_related("version").order_by("-number").first()
    if last is None:
        raise Refused("Nothing was submitted yet.")
    asked = (response.round.version, last.version)
    keys = {
        item.key for one in asked for item in questionnaire_of(one).items_of(held.criterion_key)
    }
    content = merged(last.content, submissions.content_of(response, response.round), keys)
    content |= {"answers_again": {"topic": held.criterion_key, "before": last.reference}}
    open_now = open_topics(response, at=at) if held.is_open(at) else frozenset()
    rules.may_hand_in_again(
        response,
        rules.member_of(response, by.pk),
        held.criterion_key,
        open_now,
        answered=len(content["answers"]),
        at=at,
    ).require()
    made = submissions.freeze(
        response, content, number=last.number + 1, at=at, by=by, version=last.version
    )
    held.submission = made
    held.save(update_fields=["submission"])
    submissions.mail_receipts(made, response)
    asked_by = User.objects.filter(pk=held.by_id).first()
    if asked_by is not None and asked_by.email:
        context = {"round": response.round, "response": response, "reopening": held}
        post("topic_answered_again", asked_by.email, context, key=f"reopening:{held.pk}")
    record(
        "submitted one topic again",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        vendor=str(response.pk),
        topic=held.criterion_key,
        number=held.pk,
        before=last.reference,
        reference=made.reference,
        fingerprint=made.root,
    )
    return made


def _tell(kind: str, reopening: Reopening, response: Response) -> None:
    context = {"round": response.round, "response": response, "reopening": reopening}
    for member in response.members.filter(removed_at=None):
        post(kind, member.email, context, key=f"reopening:{reopening.pk}")
