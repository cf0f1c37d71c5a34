"""Starting a follow-up from what the same vendor handed in last time, as drafts to look at."""

from datetime import date
from typing import Any

from django.db import transaction

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.actions import answers
from vendors.actions.answers import Draft
from vendors.earlier import fits
from vendors.models import Evidence, EvidenceLink, Response, Submission
from vendors.models.carried import LAST_TIME
from vendors.queries.carried import last_time_for
from vendors.queries.questionnaires import questionnaire_of


@transaction.atomic
def carry_over(response: Response, *, by: User) -> int:
    """Bring along what fits a question of today, with its files; return how many answers came.

    Nothing is written over. Files stay the ones that they were, with the dates they speak of, so
    what is too old by now counts no more until a newer one is attached.
    """
    submission = last_time_for(response, by.pk)
    if submission is None:
        raise Refused("There are no earlier answers of yours that could be brought along.")
    asked = questionnaire_of(response.round.version)
    then = {item.key: item for item in questionnaire_of(submission.version).asked_items()}
    given = submission.content["answers"]
    drafts = [
        (LAST_TIME, _draft(item.key, given[item.key]))
        for item in asked.asked_items()
        if item.key in given and item.key in then and fits(item, then[item.key])
    ]
    carried = {one.item_key for one in answers.carry(response, drafts, by=by)}
    for one in submission.content["evidence"]:
        _attach(response, submission, one, carried, by)
    if carried:
        record(
            "brought earlier answers along",
            response.vendor,
            by=by,
            key=f"round:{response.round_id}",
            answers=len(carried),
        )
    return len(carried)


def _draft(key: str, said: dict[str, Any]) -> Draft:
    return Draft(key, said["value"], 0, confidential_reason=said.get("confidential_reason") or None)


def _attach(
    response: Response, submission: Submission, one: dict[str, Any], carried: set[str], by: User
) -> None:
    links = [link for link in one["items"] if link["key"] in carried]
    before = Evidence.objects.filter(pk=one["id"], response=submission.response_id).first()
    if not links or before is None:
        return
    made = Evidence.objects.create(
        response=response,
        file=before.file,
        title=one["title"],
        kind=one["kind"],
        speaks_of=date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None,
        confidential=one["confidential"],
        confidential_reason=before.confidential_reason,
        reading=one["reading"],
        scenario=one.get("scenario", ""),
        environment=one.get("environment", ""),
        by_id=by.pk,
        by_name=str(by),
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=made, item_key=link["key"], page=link["page"]) for link in links
    )
