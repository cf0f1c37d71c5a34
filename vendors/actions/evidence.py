"""Attaching files to answers. Events name no file: what is attached stays sealed like an answer."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.files import actions as files
from portal.files import content, storage
from portal.jobs.actions import owe
from portal.tenancy.switch import current
from vendors.actions import editing
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
    _require_open(response, by, [item_key])
    _refuse_beyond_quota(response, size)
    shown = content.clean_name(name)
    kind_of_file = content.examine(shown, stream, size)
    # The bytes are written before any row is held: a slow disk must not hold up the round.
    written = storage.write(content.within_limit(_chunks(stream), kind_of_file))
    kept = None
    try:
        kept = _add(
            response,
            written,
            kind_of_file,
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
        )
    finally:
        if kept is None or kept.file.key != written.key:
            storage.forget(written)
    return kept


@transaction.atomic
def _add(
    response: Response,
    written: storage.Written,
    kind: content.Kind,
    *,
    by: User,
    item_key: str,
    page: int | None,
    fields: dict[str, Any],
) -> Evidence:
    """Give bytes their row and their question. The same file sent again is the file that is there."""
    locked = _locked(response, by, [item_key])
    there = list(
        Evidence.objects.filter(response=locked, removed_at=None).select_related("file", "response")
    )
    name = fields["title"]
    for one in there:
        is_the_same = one.file.name == name and one.file.sha256 == written.sha256
        # A file that comes as confidential must not end as one that is not.
        if is_the_same and one.confidential >= fields["confidential"]:
            return _send_again(one, item_key, by=by, page=page)
    _refuse_beyond_quota(locked, written.size)
    kept = files.note(written, name=name, media_type=content.MEDIA_TYPES[kind], by=by)
    fields["title"] = content.numbered(name, {one.title for one in there})
    evidence = Evidence.objects.create(
        response=locked, file=kept, by_id=by.pk, by_name=str(by), **fields
    )
    EvidenceLink.objects.create(evidence=evidence, item_key=item_key, page=page)
    if kind in content.PICTURED_KINDS:
        owe("files.pictures", workspace=current(), subject=kept.pk)
    if kind in content.LOADTEST_KINDS:
        owe("vendors.read_loadtest", workspace=current(), subject=evidence.pk)
    return evidence


def _send_again(evidence: Evidence, item_key: str, *, by: User, page: int | None) -> Evidence:
    """Take a second sending of a file as what it is: a try whose answer was lost, or another use."""
    if page or not EvidenceLink.objects.filter(evidence=evidence, item_key=item_key).exists():
        use_again(evidence, item_key, by=by, page=page)
    return evidence


@transaction.atomic
def use_again(
    evidence: Evidence, item_key: str, *, by: User, page: int | None = None
) -> EvidenceLink:
    """Let a file that is attached already prove another item, on a page of its own."""
    _locked(evidence.response, by, [item_key])
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
    # What a file is, is said for all the questions that it proves.
    _locked(evidence.response, by, _all_that_it_says(evidence) | {item_key})
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
    _locked(evidence.response, by, [item_key])
    links = EvidenceLink.objects.filter(evidence=evidence)
    if links.exclude(item_key=item_key).exists():
        links.filter(item_key=item_key).delete()
    else:
        # The last link stays, so that bringing it back is one column.
        Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=clock.now())


@transaction.atomic
def bring_back(evidence: Evidence, item_key: str, *, by: User, page: int | None = None) -> None:
    """Undo a removal."""
    _locked(evidence.response, by, [item_key])
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


def _all_that_it_says(evidence: Evidence) -> set[str]:
    """The questions that are proved by a file, or by another file of the same test."""
    same = [evidence.pk, *_of_the_same_test(evidence).values_list("pk", flat=True)]
    links = EvidenceLink.objects.filter(evidence__in=same)
    return set(links.values_list("item_key", flat=True))


def _require_open(response: Response, person: User, items: Collection[str]) -> None:
    fresh = Response.objects.select_related("round").get(pk=response.pk)
    editing.require(fresh, person, items)


def _locked(response: Response, person: User, items: Collection[str]) -> Response:
    """Hold the round's row, then the response's, then ask the clock."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    fresh = Response.objects.select_related("round").get(pk=response.pk)
    editing.require(fresh, person, items)
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
