"""Releasing a debrief letter to the vendor that it is about."""

from typing import cast

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation, Report
from evaluations.queries.decided import is_waiting
from evaluations.queries.reports import conflicts_of, current_snapshot
from portal.accounts.models import User
from portal.audit.record import record
from portal.files.models import StoredFile
from portal.outbox.actions import post
from vendors.models import ReleasedLetter, Response


@transaction.atomic
def release(report: Report, *, by: User) -> ReleasedLetter:
    """Let the vendor's people read this letter from now on; it can't be taken back."""
    # Under the lock of its evaluation no decision is proposed or confirmed meanwhile.
    Evaluation.objects.select_for_update().get(pk=report.evaluation_id)
    report = Report.objects.select_related("evaluation__round__version", "response__vendor").get(
        pk=report.pk
    )
    released = ReleasedLetter.objects.filter(file=report.file_id) if report.file_id else None
    rules.may_release_letter(
        report,
        conflicts=conflicts_of(report.evaluation, by.pk),
        waits=is_waiting(report.evaluation),
        is_current=report.file_id is not None and report.snapshot == current_snapshot(report),
        is_released=released is not None and released.exists(),
    ).require()
    # The rule refused whatever has no vendor or no file.
    response, file = cast("Response", report.response), cast("StoredFile", report.file)
    letter = ReleasedLetter.objects.create(
        response=response, file=file, by_id=by.pk, by_name=str(by)
    )
    for member in response.members.filter(removed_at=None):
        post(
            "letter_released",
            member.email,
            {"round": report.evaluation.round, "response": response},
            key=f"letter:{letter.pk}",
        )
    record(
        "released a letter to the vendor",
        report,
        by=by,
        key=f"round:{report.evaluation.round_id}",
        vendor=response.vendor.name,
        fingerprint=file.sha256,
    )
    return letter
