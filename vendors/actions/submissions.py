"""Handing in: what was answered and attached is frozen under one digest."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import seal
from portal.jobs.actions import owe
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import late
from vendors.declared import proved_items
from vendors.models import (
    Answer,
    Evidence,
    LateDraft,
    Origin,
    QuestionnaireVersion,
    Response,
    ResponseRole,
    Round,
    Submission,
)
from vendors.queries.carried import unlooked_in, unlooked_keys


class QuestionsChanged(Refused):
    """An amendment came between the page that the person saw and her press."""


@transaction.atomic
def submit(
    response: Response, *, by: User, after: int | None = None, seen: int | None = None
) -> Submission:
    """Freeze answers, file hashes and questionnaire version; the database's clock decides.

    after: number of the last submission that the person saw when she pressed the button. Where
    there is a later one by now it was a second click, and that one is the answer.
    seen: the questionnaire version that she answered; another one by now raises QuestionsChanged.
    """
    response = held(response)
    at = clock.now()
    last = response.submissions.order_by("-number").first()
    if after is not None and last is not None and last.number > after:
        return last
    rules.may_be_brought_in(unlooked_in(response)).require()
    content = content_of(response, response.round)
    return _hand_in(response, content, last, at=at, by=by, seen=seen)


@transaction.atomic
def submit_or_keep(
    response: Response, *, by: User, after: int | None = None, seen: int | None = None
) -> Submission | LateDraft:
    """Submit; where the date has passed by the database's clock, keep what it would have been.

    Which of the two it is, is decided under the round's row lock, so no extension comes between.
    """
    response = held(response)
    at = clock.now()
    if not rules.is_late(response, at=at):
        return submit(response, by=by, after=after, seen=seen)
    last = response.submissions.order_by("-number").first()
    if after is not None and last is not None and last.number > after:
        return last
    content = _looked_at(content_of(response, response.round), unlooked_keys(response))
    return late.keep(response, content, last, at=at, by=by)


@transaction.atomic
def confirm(response: Response, *, by: User, seen: int) -> Submission:
    """Hand in once more, to the questions as they are now, what was handed in before.

    It is taken from the last submission: a half-written draft never goes in with it.
    """
    response = held(response)
    last = response.submissions.order_by("-number").first()
    if last is None:
        raise Refused("Nothing was submitted yet that could be confirmed.")
    if last.version_id == response.round.version_id:
        return last
    version = response.round.version
    content = {
        # Whoever handed it in before, this time the vendor does.
        **{key: one for key, one in last.content.items() if key != "handed_in_by"},
        "questionnaire": {"digest": version.digest, "number": version.number},
        "confirms": last.reference,
    }
    return _hand_in(response, content, last, at=clock.now(), by=by, seen=seen)


def _hand_in(
    response: Response,
    content: dict[str, Any],
    last: Submission | None,
    *,
    at: datetime,
    by: User,
    seen: int | None,
) -> Submission:
    rules.may_submit(
        response, rules.member_of(response, by.pk), answered=len(content["answers"]), at=at
    ).require()
    if seen is not None and seen != response.round.version_id:
        raise QuestionsChanged("The questions changed meanwhile. Read what changed, then submit.")
    submission = freeze(response, content, number=last.number + 1 if last else 1, at=at, by=by)
    mail_receipts(submission, response)
    record(
        "submitted answers",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        reference=submission.reference,
        fingerprint=submission.root,
    )
    return submission


@transaction.atomic
def submit_entered(response: Response, *, by: User, after: int | None = None) -> Submission:
    """Hand in for a vendor that never came what the jurisdiction entered itself; marked so."""
    response = held(response)
    at = clock.now()
    last = response.submissions.order_by("-number").first()
    if after is not None and last is not None and last.number > after:
        return last
    content = content_of(response, response.round)
    own = any(one["origin"] != Origin.ENTERED for one in content["answers"].values())
    rules.may_submit_entered(response, answered=len(content["answers"]), own=own, at=at).require()
    content["handed_in_by"] = {"jurisdiction": current().name, "person": str(by)}
    submission = freeze(response, content, number=last.number + 1 if last else 1, at=at, by=by)
    record(
        "submitted answers for a vendor",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        reference=submission.reference,
        fingerprint=submission.root,
    )
    return submission


@transaction.atomic
def ask_leads(response: Response, *, by: User) -> None:
    """Ask the leads to submit, as somebody who may not. Their mail holds no answer."""
    locked = held(response)
    now = clock.now()
    member = rules.member_of(locked, by.pk)
    answered = Answer.objects.filter(response=locked).exclude(value={}).count()
    rules.may_ask_to_submit(locked, member, answered=answered, at=now).require()
    Response.objects.filter(pk=locked.pk).update(asked_to_submit_at=now, asked_to_submit_by=str(by))
    context = {
        "round": locked.round,
        "response": locked,
        "by": by,
        "due": rules.due_of(locked),
    }
    for lead in locked.members.filter(role=ResponseRole.LEAD, removed_at=None):
        post("asked_to_submit", lead.email, context, key=f"response:{locked.pk}")
    record("asked the leads to submit", locked.vendor, by=by, key=f"round:{locked.round_id}")


def mail_receipts(submission: Submission, response: Response) -> None:
    """Tell all who work on a response what came in."""
    for member in response.members.filter(removed_at=None):
        post(
            "submission_receipt",
            member.email,
            {"submission": submission, "response": response, "round": response.round},
            key=f"response:{response.pk}",
        )


def held(response: Response) -> Response:
    """Hold the round's row, so that nothing is saved, submitted or moved meanwhile."""
    Round.objects.select_for_update(of=("self",)).get(pk=response.round_id)
    return Response.objects.select_related("round__version", "vendor").get(pk=response.pk)


def freeze(
    response: Response,
    content: dict[str, Any],
    *,
    number: int,
    at: datetime,
    by: User,
    version: QuestionnaireVersion | None = None,
) -> Submission:
    """Write a submission under its digest; the caller holds the round and has asked the rules.

    version: the questions that it answers, where those are not the ones that are asked now.
    """
    sealed = seal(content).to_dict()
    submission = Submission.objects.create(
        response=response,
        number=number,
        version=version or response.round.version,
        content=content,
        leaves=sealed["leaves"],
        root=sealed["root"],
        reference=f"R{response.round_id:04d}-{response.pk:05d}-{number}",
        by_id=by.pk,
        by_name=str(by),
        at=at,
    )
    Response.objects.filter(pk=response.pk).update(asked_to_submit_at=None, asked_to_submit_by="")
    owe("vendors.receipt", workspace=current(), subject=submission.pk)
    return submission


def content_of(response: Response, round_: Round) -> dict[str, Any]:
    """Return what would be frozen now, in the shape that Submission documents."""
    return {
        "vendor": response.vendor.name,
        "round": round_.name,
        "questionnaire": {"digest": round_.version.digest, "number": round_.version.number},
        "answers": {
            answer.item_key: {
                "value": answer.value,
                "version": answer.version,
                "ready": answer.ready,
                "origin": answer.origin,
                "source": answer.source,
                "by": answer.by_name,
                "confidential": answer.confidential,
                "confidential_reason": answer.confidential_reason,
            }
            for answer in Answer.objects.filter(response=response)
            .exclude(value={})
            .order_by("item_key")
        },
        "evidence": [_frozen(one) for one in _attached(response)],
    }


def _looked_at(content: dict[str, Any], unlooked: Collection[str]) -> dict[str, Any]:
    """Leave out what was brought along and nobody looked at, with the files that prove only that.

    After the date nothing can be confirmed any more.
    """
    answers = {key: one for key, one in content["answers"].items() if key not in unlooked}
    files = [one for one in content["evidence"] if not _proves_only(one, unlooked)]
    return content | {"answers": answers, "evidence": files}


def _proves_only(file: dict[str, Any], keys: Collection[str]) -> bool:
    proved = proved_items(file)
    return bool(proved) and set(proved) <= set(keys)


def _attached(response: Response) -> list[Evidence]:
    return list(
        Evidence.objects.filter(response=response, removed_at=None)
        .select_related("file")
        .prefetch_related("links")
        .order_by("pk")
    )


def _frozen(evidence: Evidence) -> dict[str, Any]:
    return {
        "id": evidence.pk,
        "title": evidence.title,
        "kind": evidence.kind,
        "speaks_of": evidence.speaks_of.isoformat() if evidence.speaks_of else None,
        "confidential": evidence.confidential,
        "confidential_reason": evidence.confidential_reason,
        "file": str(evidence.file_id),
        "name": evidence.file.name,
        "media_type": evidence.file.media_type,
        "size": evidence.file.size,
        "sha256": evidence.file.sha256,
        "reading": evidence.reading,
        "scenario": evidence.scenario,
        "environment": evidence.environment,
        "items": [
            {"key": link.item_key, "page": link.page}
            for link in sorted(evidence.links.all(), key=lambda one: one.item_key)
        ],
    }
