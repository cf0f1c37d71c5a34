"""Evidence of a response: for its own people now, for the jurisdiction once it may look."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.files.models import PagePicture, StoredFile
from portal.tenancy.switch import current
from vendors import rules
from vendors.ageing import age_at
from vendors.models import Evidence, EvidenceLink, Response, Submission


@dataclass(frozen=True, slots=True)
class Proof:
    """One file on one item, with the page that speaks of it."""

    evidence: Evidence
    link: EvidenceLink
    age: str
    """How old it is on the closing day, and whether it counts then, in words."""
    counts: bool

    @property
    def reading(self) -> dict[str, str]:
        return reading_in_words(self.evidence.reading)


def by_item(
    response: Response, item_keys: Iterable[str], *, months: int, at: datetime
) -> dict[str, list[Proof]]:
    """Return the files that are attached now, under each of these items.

    months: how old a proof may be on the closing day; at: the present instant.
    """
    links = list(
        EvidenceLink.objects.filter(
            evidence__response=response,
            evidence__removed_at=None,
            item_key__in=list(item_keys),
        )
        .select_related("evidence__file")
        .order_by("evidence__added_at", "pk")
    )
    closing = closing_of(response, at=at) if links else at
    found: defaultdict[str, list[Proof]] = defaultdict(list)
    for link in links:
        words, counts = age_of(link.evidence, closing, months=months, at=at)
        found[link.item_key].append(Proof(link.evidence, link, words, counts))
    return dict(found)


def closing_of(response: Response, *, at: datetime) -> datetime:
    """The instant at which proofs must be current: closing, or now where no date is set (1 query)."""
    round_ = response.round
    own_dates = list(round_.responses.filter(withdrawn_at=None).values_list("due_at", flat=True))
    return rules.closes_at(round_, own_dates) or at


def age_of(evidence: Evidence, closing: datetime, *, months: int, at: datetime) -> tuple[str, bool]:
    """A proof's age on the closing day in words, and whether it counts then."""
    day = closing.astimezone(ZoneInfo(current().time_zone)).date()
    age = age_at(evidence.speaks_of, day, months)
    ahead = at < closing
    words = age.words_ahead if ahead else age.words
    return words[:1].upper() + words[1:], age.current


def attached_to(response: Response) -> list[Evidence]:
    """Return all files of a response that were not removed."""
    return list(
        Evidence.objects.filter(response=response, removed_at=None)
        .select_related("file")
        .prefetch_related("links")
    )


def of_member(pk: int, person_id: UUID) -> Evidence:
    """Return evidence for a member of its response; raises Evidence.DoesNotExist for others."""
    return Evidence.objects.select_related("file", "response__round").get(
        pk=pk,
        response__members__person_id=person_id,
        response__members__removed_at=None,
    )


def submitted_file(submission: Submission, evidence_pk: int) -> StoredFile | None:
    """Return a file as it was handed in, whatever became of its evidence afterwards."""
    for one in submission.content["evidence"]:
        if one["id"] == evidence_pk:
            return StoredFile.objects.filter(pk=one["file"], sha256=one["sha256"]).first()
    return None


def pictures_of(files: Iterable[StoredFile]) -> dict[UUID, list[PagePicture]]:
    """Return the page pictures of files, in the order of pages."""
    found: defaultdict[UUID, list[PagePicture]] = defaultdict(list)
    for picture in PagePicture.objects.filter(of__in=list(files)).order_by("of", "page"):
        found[picture.of_id].append(picture)
    return dict(found)


def reading_in_words(reading: dict[str, Any] | None) -> dict[str, str]:
    """Return the figures of a load-test record as label and words; what it lacks is left out."""
    if not reading:
        return {}
    latency = reading.get("latency_ms") or {}
    lines = {
        "Tool": reading.get("tool"),
        "Requests per second": _figure(reading.get("rps_mean")),
        "Highest rate": _figure(reading.get("rps_peak")),
        "Requests": _figure(reading.get("requests")),
        "Failed": _percent(reading.get("error_rate")),
        "Response time, half within": _milliseconds(latency.get("p50")),
        "Response time, 95% within": _milliseconds(latency.get("p95")),
        "Response time, 99% within": _milliseconds(latency.get("p99")),
        "Length": _seconds(reading.get("duration_s")),
        "Users at most": _figure(reading.get("users_max")),
    }
    return {label: str(words) for label, words in lines.items() if words}


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
    return number if number is None or number.is_finite() else None


def _figure(value: object) -> str:
    number = _number(value)
    if number is None:
        return ""
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:,.2f}"


def _percent(value: object) -> str:
    number = _number(value)
    return "" if number is None else f"{(number * 100).quantize(Decimal('0.01'))}%"


def _milliseconds(value: object) -> str:
    figure = _figure(value)
    return f"{figure} ms" if figure else ""


def _seconds(value: object) -> str:
    number = _number(value)
    if number is None:
        return ""
    minutes, seconds = divmod(int(number), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
