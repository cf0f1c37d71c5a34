"""Attaching files to answers. Events name no file: what is attached stays sealed like an answer."""

from collections.abc import Callable
from datetime import date
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.files import actions as files
from portal.files import content
from portal.files.models import StoredFile
from portal.jobs.actions import owe
from portal.tenancy.switch import current
from vendors import rules
from vendors.loadtest_proof import day_of
from vendors.models import Evidence, EvidenceKind, EvidenceLink, Response, Round

MOST_FILES = 200
MOST_BYTES = 2 << 30
"""Of one response together; a single file has the limits of its type."""


def attach(
    response: Response,
    stream: BinaryIO,
    *,
    name: str,
    size: int,
    item_key: str,
    by: User,
    kind: str = "",
    page: int | None = None,
    speaks_of: date | None = None,
    confidential_reason: str = "",
) -> Evidence:
    """Check a file, keep it, and let it prove an item; refused files leave nothing behind.

    Raises portal.files.content.RefusedFileError with the sentence for the field.
    """
    _require_open(response, by)
    _refuse_beyond_quota(response, size)
    shown = content.clean_name(name)
    kind_of_file = content.examine(shown, stream, size)
    # The bytes are written before any row is held: a slow disk must not hold up the round.
    kept = files.keep(
        content.within_limit(_chunks(stream), kind_of_file),
        name=shown,
        media_type=content.MEDIA_TYPES[kind_of_file],
        by=by,
    )
    return _add(
        response,
        kept,
        by=by,
        item_key=item_key,
        page=page,
        fields={
            "title": shown,
            "kind": kind or _usual_kind(kind_of_file),
            "speaks_of": speaks_of,
            "confidential": bool(confidential_reason),
            "confidential_reason": confidential_reason,
        },
        pictured=kind_of_file in content.PICTURED_KINDS,
        is_load_test=kind_of_file in content.LOADTEST_KINDS,
    )


@transaction.atomic
def _add(
    response: Response,
    kept: StoredFile,
    *,
    by: User,
    item_key: str,
    page: int | None,
    fields: dict[str, Any],
    pictured: bool,
    is_load_test: bool,
) -> Evidence:
    locked = _locked(response, by)
    _refuse_beyond_quota(locked, kept.size)
    evidence = Evidence.objects.create(
        response=locked, file=kept, by_id=by.pk, by_name=str(by), **fields
    )
    EvidenceLink.objects.create(evidence=evidence, item_key=item_key, page=page)
    if pictured:
        owe("files.pictures", workspace=current(), subject=kept.pk)
    if is_load_test:
        owe("vendors.read_loadtest", workspace=current(), subject=evidence.pk)
    return evidence


@transaction.atomic
def use_again(
    evidence: Evidence, item_key: str, *, by: User, page: int | None = None
) -> EvidenceLink:
    """Let a file that is attached already prove another item, on a page of its own."""
    _locked(evidence.response, by)
    if Evidence.objects.get(pk=evidence.pk).removed_at:
        raise Refused("This file was removed. Bring it back first, or upload it again.")
    link, _made = EvidenceLink.objects.update_or_create(
        evidence=evidence, item_key=item_key, defaults={"page": page}
    )
    if evidence.file.name.rpartition(".")[2].lower() in {"csv", "json", "jtl"}:
        owe("vendors.read_loadtest", workspace=current(), subject=evidence.pk)
    return link


@transaction.atomic
def describe(
    evidence: Evidence,
    item_key: str,
    *,
    title: str,
    kind: str,
    speaks_of: date | None,
    page: int | None,
    confidential_reason: str,
    based_on: int,
    by: User,
    scenario: str = "",
    environment: str = "",
) -> bool:
    """Say what a file is and where in it an item is proved; False if somebody else did meanwhile.

    Which scenario a load test belongs to and where it ran is said of the test, so all of its
    files say the same afterwards. The figures are the file's own and nobody's to change.
    """
    _locked(evidence.response, by)
    ran = {"scenario": scenario.strip(), "environment": environment}
    written = Evidence.objects.filter(pk=evidence.pk, version=based_on).update(
        title=title.strip() or evidence.file.name,
        kind=kind,
        speaks_of=speaks_of or _day_of(evidence.reading),
        confidential=bool(confidential_reason),
        confidential_reason=confidential_reason,
        version=based_on + 1,
        **ran,
    )
    if written:
        _of_the_same_test(evidence).exclude(**ran).update(version=F("version") + 1, **ran)
        EvidenceLink.objects.filter(evidence=evidence, item_key=item_key).update(page=page)
    return bool(written)


def _of_the_same_test(evidence: Evidence) -> QuerySet[Evidence]:
    """The other files that were read together with this one."""
    if not evidence.reading:
        return Evidence.objects.none()
    return Evidence.objects.filter(
        response=evidence.response_id,
        removed_at=None,
        reading__raw_sha256=evidence.reading["raw_sha256"],
    ).exclude(pk=evidence.pk)


@transaction.atomic
def remove(evidence: Evidence, item_key: str, *, by: User) -> None:
    """Take a file off an item; off its last one, it leaves the response. Bytes are kept."""
    _locked(evidence.response, by)
    links = EvidenceLink.objects.filter(evidence=evidence)
    if links.exclude(item_key=item_key).exists():
        links.filter(item_key=item_key).delete()
    else:
        # The last link stays, so that bringing it back is one column.
        Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=clock.now())


@transaction.atomic
def bring_back(evidence: Evidence, item_key: str, *, by: User, page: int | None = None) -> None:
    """Undo a removal."""
    _locked(evidence.response, by)
    Evidence.objects.filter(pk=evidence.pk).update(removed_at=None)
    EvidenceLink.objects.get_or_create(
        evidence=evidence, item_key=item_key, defaults={"page": page}
    )


@transaction.atomic
def note_reading(evidence_pks: list[int], reading: dict[str, Any]) -> None:
    """Keep what a load-test file says; all files of one test carry the same record.

    Where nobody gave the date that a file speaks of, the test's own date is it.
    """
    files = Evidence.objects.filter(pk__in=evidence_pks)
    files.update(reading=reading, reading_refusal="")
    if day := _day_of(reading):
        files.filter(speaks_of=None).update(speaks_of=day)


@transaction.atomic
def note_refusal(evidence_pks: list[int], sentence: str) -> None:
    """Keep the sentence that says why a file could not be read as a load test."""
    Evidence.objects.filter(pk__in=evidence_pks).update(
        reading=None, reading_refusal=sentence[:500]
    )


def _day_of(reading: dict[str, Any] | None) -> date | None:
    """The day on which a test began, where its file says so."""
    return day_of(reading, ZoneInfo(current().time_zone))


def _usual_kind(kind: content.Kind) -> str:
    if kind in content.LOADTEST_KINDS:
        return EvidenceKind.LOAD_TEST
    if kind in {content.Kind.PNG, content.Kind.JPEG}:
        return EvidenceKind.SCREENSHOT
    return EvidenceKind.DOCUMENT


def _chunks(stream: BinaryIO) -> Any:
    read: Callable[[], bytes] = lambda: stream.read(1 << 20)  # noqa: E731
    return iter(read, b"")


def _require_open(response: Response, person: User) -> None:
    fresh = Response.objects.select_related("round").get(pk=response.pk)
    rules.may_edit(fresh, rules.member_of(fresh, person.pk), at=clock.now()).require()


def _locked(response: Response, person: User) -> Response:
    """Hold the round's row, then the response's, then ask the clock."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    fresh = Response.objects.select_related("round").get(pk=response.pk)
    rules.may_edit(fresh, rules.member_of(fresh, person.pk), at=clock.now()).require()
    return fresh


def _refuse_beyond_quota(response: Response, size: int) -> None:
    sizes = list(
        Evidence.objects.filter(response=response, removed_at=None).values_list(
            "file__size", flat=True
        )
    )
    if len(sizes) >= MOST_FILES:
        raise content.RefusedFileError(
            f"This response has {MOST_FILES} files. Remove one that you no longer need."
        )
    if sum(sizes) + size > MOST_BYTES:
        raise content.RefusedFileError(
            "The files of this response may have 2 GB together. Remove one that you no longer need."
        )
