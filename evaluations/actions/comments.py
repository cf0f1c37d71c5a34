"""Discussing an answer in writing."""

from collections.abc import Collection

from django.db import transaction

from evaluations import rules
from evaluations.models import Comment, Panelist
from evaluations.queries.desk import Desk
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import words_digest
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors.models import Response
from vendors.questionnaire.model import Criterion


@transaction.atomic
def comment(
    desk: Desk,
    response: Response,
    criterion: Criterion,
    text: str,
    *,
    tell: Collection[int] = (),
    by: User,
) -> Comment:
    """Add to the thread of a cell and mail those named (panelist ids) that something was said."""
    rules.may_comment(desk.roles, desk.stage, threads=current().threads).require()
    if not text.strip():
        raise Refused("Write something first.")
    may_know: dict[int, Panelist] = {
        one.pk: one for one in desk.bench.judged_by(response, but=by.pk)
    }
    if set(tell) - may_know.keys():
        raise Refused("One of those you want to tell does not take part in judging this vendor.")
    told = [may_know[pk] for pk in may_know if pk in set(tell)]
    written = Comment.objects.create(
        evaluation=desk.evaluation,
        response=response,
        criterion_key=criterion.key,
        text=text.strip(),
        told=[one.name for one in told],
        by_id=by.pk,
        by_name=str(by),
    )
    key = f"round:{desk.evaluation.round_id}"
    # The mail says where something was written, and nothing of it: mail is read elsewhere.
    context = {"round": desk.evaluation.round, "evaluation": desk.evaluation, "by": by,
               "response": response, "criterion": criterion}  # fmt: skip
    for one in told:
        post("comment_written", one.email, context, key=key)
    record("wrote in a discussion", response.vendor, by=by, key=key, criterion=criterion.key,
           comment=written.pk, text_fingerprint=words_digest(written.text))  # fmt: skip
    return written
