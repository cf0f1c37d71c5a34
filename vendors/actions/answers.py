"""Saving answers: every save carries the version it was based on."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from vendors import rules
from vendors.models import Answer, AnswerRevision, Origin, ReadyState, Response, Round


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved meanwhile: both texts, so that nothing is lost."""

    theirs: Answer
    mine: Any


@transaction.atomic
def save(
    response: Response,
    item_key: str,
    value: dict[str, Any],
    *,
    based_on: int,
    by: User,
    ready: bool = False,
    confidential_reason: str | None = None,
) -> Answer | Conflict:
    """Write one answer if nobody wrote it since version `based_on` (0: there was none)."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    response = Response.objects.select_related("round").get(pk=response.pk)
    rules.may_edit(response, rules.member_of(response, by.pk), at=clock.now()).require()
    return _write(
        response, item_key, value, based_on=based_on, by=by, ready=ready,
        confidential_reason=confidential_reason, origin=Origin.TYPED, source="",
    )  # fmt: skip


@transaction.atomic
def enter_for_vendor(
    response: Response,
    item_key: str,
    value: dict[str, Any],
    *,
    based_on: int,
    source: str,
    by: User,
) -> Answer | Conflict:
    """Write an answer that the jurisdiction has from an e-mail, call, contract or public page."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    response = Response.objects.select_related("round").get(pk=response.pk)
    rules.may_write(response, at=clock.now()).require()
    if not source.strip():
        raise Refused("Say where this answer comes from.")
    return _write(
        response, item_key, value, based_on=based_on, by=by, ready=True,
        confidential_reason=None, origin=Origin.ENTERED, source=source,
    )  # fmt: skip


def _write(
    response: Response,
    item_key: str,
    value: dict[str, Any],
    *,
    based_on: int,
    by: User,
    ready: bool,
    confidential_reason: str | None,
    origin: Origin,
    source: str,
) -> Answer | Conflict:
    before = Answer.objects.select_for_update().filter(response=response, item_key=item_key).first()
    if (before.version if before else 0) != based_on:
        # Two first saves at once: the unique pair lets one in, the other is a conflict with it.
        return Conflict(theirs=before or Answer(item_key=item_key), mine=value)
    fields: dict[str, Any] = {
        "value": value,
        "version": based_on + 1,
        "ready": ReadyState.READY if ready else ReadyState.DRAFT,
        "origin": origin,
        "source": source,
        "by_id": by.pk,
        "by_name": str(by),
        "saved_at": clock.now(),
    }
    if confidential_reason is not None:
        fields |= {
            "confidential": bool(confidential_reason),
            "confidential_reason": confidential_reason,
        }
    answer, _made = Answer.objects.update_or_create(
        response=response, item_key=item_key, defaults=fields
    )
    AnswerRevision.objects.create(
        answer=answer,
        version=answer.version,
        value=value,
        origin=origin,
        source=source,
        by_id=by.pk,
        by_name=str(by),
    )
    return answer
