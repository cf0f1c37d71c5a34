"""What a vendor says about the public-records edition: which fields have to stay confidential."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import rules
from vendors.models import Part, Response, Withholding

MOST = 4_000


@transaction.atomic
def say(response: Response, part: Part, key: str, text: str, *, by: User) -> Withholding:
    """Write down why a field has to stay confidential; what was said before is written over.

    Refused for a field that was not handed in, after the date, and once it was decided.
    """
    locked = _locked(response)
    held = locked.withholdings.filter(part=part, key=key).first()
    rules.may_object(locked, rules.member_of(locked, by.pk), held, at=clock.now()).require()
    said = text.strip()
    if not said or len(said) > MOST:
        raise Refused(f"Say in at most {MOST:,} characters why it has to stay confidential.")
    if key not in handed_in(locked)[part]:
        raise Refused("Choose an answer or a file that you submitted.")
    held = held or Withholding(response=locked, part=part, key=key)
    held.said, held.said_by_name, held.said_at = said, str(by), clock.now()
    held.save()
    record(
        "objected to handing out a field",
        locked.vendor,
        by=by,
        key=f"round:{locked.round_id}",
        part=part,
        field=key,
    )
    return held


def handed_in(response: Response) -> dict[str, dict[str, str | None]]:
    """The fields of the last submission by part and key.

    Each with the reason for which the vendor marked it as confidential; None if it did not.
    """
    last = response.submissions.order_by("-number").first()
    if last is None:
        return {Part.ANSWER: {}, Part.FILE: {}}
    return {
        Part.ANSWER: {key: _mark(one) for key, one in last.content["answers"].items()},
        Part.FILE: {str(one["id"]): _mark(one) for one in last.content["evidence"]},
    }


def _mark(field: Mapping[str, Any]) -> str | None:
    if not field["confidential"]:
        return None
    return field["confidential_reason"] or "Marked without a reason."


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round__records_review", "vendor").get(pk=response.pk)
