"""Handing in: what was answered and attached is frozen under one digest."""

from typing import Any

from django.db import transaction

from portal import clock
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import seal
from portal.outbox.actions import post
from vendors import rules
from vendors.models import Answer, Evidence, Response, Round, Submission


@transaction.atomic
def submit(response: Response, *, by: User) -> Submission:
    """Freeze answers, file hashes and questionnaire version; the database's clock decides."""
    round_ = (
        Round.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=response.round_id)
    )
    response = Response.objects.select_related("round", "vendor").get(pk=response.pk)
    at = clock.now()
    content = content_of(response, round_)
    rules.may_submit(
        response, rules.member_of(response, by.pk), answered=len(content["answers"]), at=at
    ).require()
    number = response.submissions.count() + 1
    sealed = seal(content).to_dict()
    submission = Submission.objects.create(
        response=response,
        number=number,
        version=round_.version,
        content=content,
        leaves=sealed["leaves"],
        root=sealed["root"],
        reference=f"R{round_.pk:04d}-{response.pk:05d}-{number}",
        by_id=by.pk,
        by_name=str(by),
        at=at,
    )
    for member in response.members.filter(removed_at=None):
        post(
            "submission_receipt",
            member.email,
            {"submission": submission, "response": response, "round": round_},
            key=f"response:{response.pk}",
        )
    record(
        "submitted answers",
        response.vendor,
        by=by,
        key=f"round:{round_.pk}",
        reference=submission.reference,
        fingerprint=submission.root,
    )
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
            for answer in Answer.objects.filter(response=response).order_by("item_key")
        },
        "evidence": [_frozen(one) for one in _attached(response)],
    }


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
        "items": [
            {"key": link.item_key, "page": link.page}
            for link in sorted(evidence.links.all(), key=lambda one: one.item_key)
        ],
    }
