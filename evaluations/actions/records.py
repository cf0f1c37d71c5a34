"""The records officer's part: telling vendors, and deciding field by field what is handed out."""

from datetime import date, datetime

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from vendors.actions.records import MOST, handed_in
from vendors.models import Part, ReasonCode, RecordsReview, Response, Withholding


@transaction.atomic
def open_review(evaluation: Evaluation, *, object_by: datetime, by: User) -> RecordsReview:
    """Start from what vendors marked as confidential, and tell each until when it may object."""
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round")
        .get(pk=evaluation.pk)
    )
    round_ = evaluation.round
    rules.may_open_records(
        evaluation, RecordsReview.objects.filter(round=round_).exists()
    ).require()
    if object_by <= clock.now():
        raise Refused("Choose a day in the future, so that vendors can answer.")
    review = RecordsReview.objects.create(
        round=round_, object_by=object_by, by_id=by.pk, by_name=str(by), at=clock.now()
    )
    marks = 0
    asked = round_.responses.filter(submissions__isnull=False).select_related("vendor").distinct()
    for response in asked.order_by("pk"):
        marks += len(_from_marks(response))
        for member in response.members.filter(removed_at=None):
            post(
                "records_review",
                member.email,
                {"round": round_, "response": response, "object_by": object_by},
                key=f"records:{response.pk}",
            )
    record(
        "told vendors that the record is to be handed out",
        round_,
        by=by,
        key=f"round:{round_.pk}",
        object_by=object_by.isoformat(),
        marked=marks,
    )
    return review


def _from_marks(response: Response) -> list[Withholding]:
    return Withholding.objects.bulk_create(
        Withholding(response=response, part=part, key=key, marked=reason)
        for part, fields in handed_in(response).items()
        for key, reason in fields.items()
        if reason is not None
    )


@transaction.atomic
def keep(
    evaluation: Evaluation, *, until: date | None, held: bool, reason: str, by: User
) -> Evaluation:
    """Say until when the record is kept, and put a legal hold on it or lift it, with the reason."""
    row = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round")
        .get(pk=evaluation.pk)
    )
    rules.may_keep(row, until, today=clock.now().date()).require()
    if not reason.strip() or len(reason) > MOST:
        raise Refused(f"Give the reason in at most {MOST:,} characters.")
    began = held and row.held_at is None
    if began:
        row.held_at, row.held_by, row.hold_reason = clock.now(), str(by), reason.strip()
    elif not held:
        row.held_at, row.held_by, row.hold_reason = None, "", ""
    row.kept_until = until
    row.save(update_fields=["kept_until", "held_at", "held_by", "hold_reason"])
    record(
        "set how long the record is kept",
        row.round,
        by=by,
        key=f"round:{row.round_id}",
        kept_until=until.isoformat() if until else "",
        hold=held,
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def add(evaluation: Evaluation, response: Response, part: Part, key: str, *, by: User) -> None:
    """Put one more field on the list that its vendor did not mark."""
    rules.may_decide_records(evaluation, _review(evaluation)).require()
    if key not in handed_in(response)[part]:
        raise Refused("Choose an answer or a file that this vendor submitted.")
    _field, made = Withholding.objects.get_or_create(response=response, part=part, key=key)
    if made:
        record(
            "put a field on the list of what may be withheld",
            response.vendor,
            by=by,
            key=f"round:{evaluation.round_id}",
            part=part,
            field=key,
        )


@transaction.atomic
def decide(
    evaluation: Evaluation,
    field: Withholding,
    *,
    withheld: bool,
    code: str,
    why: str,
    by: User,
) -> Withholding:
    """Withhold a field with its reason, or release it; the last decision stands."""
    held = (
        Withholding.objects.select_for_update(of=("self",))
        .select_related("response__vendor")
        .get(pk=field.pk, response__round=evaluation.round_id)
    )
    review = _review(evaluation)
    rules.may_decide_records(evaluation, review).require()
    rules.may_hand_out(held, review, withheld=withheld, at=clock.now()).require()
    reason = why.strip()
    if not reason or len(reason) > MOST:
        raise Refused(f"Give the reason in at most {MOST:,} characters.")
    if withheld and code not in ReasonCode.values:
        raise Refused("Choose the reason code under which it is withheld.")
    held.withheld, held.code, held.why = withheld, code if withheld else "", reason
    held.decided_by_name, held.decided_at = str(by), clock.now()
    held.save()
    record(
        "withheld a field of the record" if withheld else "released a field of the record",
        held.response.vendor,
        by=by,
        key=f"round:{evaluation.round_id}",
        part=held.part,
        field=held.key,
        code=held.code,
        why=reason,
    )
    return held


def _review(evaluation: Evaluation) -> RecordsReview | None:
    return RecordsReview.objects.filter(round=evaluation.round_id).first()
