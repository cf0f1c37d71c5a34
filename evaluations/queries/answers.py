"""A vendor's answers as people of the jurisdiction read them: words, proofs, page pictures."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from evaluations.queries.desk import Desk
from portal.files.models import PagePicture, StoredFile
from portal.tenancy.switch import current
from vendors.ageing import Age, age_at
from vendors.models import Evidence, EvidenceKind, Origin, Submission
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Item, Questionnaire
from vendors.questionnaire.values import is_answered


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of a file as a picture."""

    number: int
    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class ProofView:
    """One file behind an answer."""

    title: str
    name: str
    kind: str
    dated: dt.date | None
    age: Age
    """How old it was on the closing day, and whether it still counted then."""
    size: int
    page: int | None
    confidential: bool
    confidential_reason: str
    measured: str
    """What a load-test file shows, in words."""
    url: str
    pages: tuple[PageView, ...]

    @property
    def first(self) -> PageView | None:
        """The page that proves the answer, else the first one."""
        return next((one for one in self.pages if one.number == self.page), None) or next(
            iter(self.pages), None
        )

    @property
    def others(self) -> tuple[PageView, ...]:
        return tuple(one for one in self.pages if one != self.first)

    @property
    def quote(self) -> str:
        """How a reason names this proof."""
        return f"({self.title}, p. {self.page})" if self.page else f"({self.title})"


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One question with what the vendor says and shows."""

    item: Item
    pieces: tuple[Shown, ...]
    answered: bool
    entered: str
    """Who wrote it for the vendor and from what; empty where the vendor wrote it itself."""
    confidential: bool
    confidential_reason: str
    proofs: tuple[ProofView, ...]

    @property
    def anchors(self) -> list[tuple[int, str]]:
        return sorted(self.item.anchors.items())


Pictures = Mapping[str, tuple[tuple[int, int, int], ...]]


def pictures_of(submission: Submission) -> Pictures:
    """Page numbers and sizes of the pictures of a submission's files (1 query)."""
    files = {one["file"] for one in submission.content["evidence"]}
    found: dict[str, list[tuple[int, int, int]]] = {}
    rows = PagePicture.objects.filter(of__in=files).order_by("page")
    for file, *page in rows.values_list("of_id", "page", "width", "height"):
        found.setdefault(str(file), []).append((page[0], page[1], page[2]))
    return {file: tuple(pages) for file, pages in found.items()}


def answers_of(
    questionnaire: Questionnaire,
    submission: Submission,
    criterion_key: str,
    *,
    desk: Desk,
    pictures: Pictures,
) -> tuple[AnswerView, ...]:
    """Every asked item of a topic with answer and proofs."""
    answers = submission.content["answers"]
    proofs = _proofs(submission.content["evidence"], desk, pictures)
    return tuple(
        _answer(item, answers.get(item.key), proofs.get(item.key, ()))
        for item in questionnaire.items_of(criterion_key)
    )


def _answer(
    item: Item, answer: Mapping[str, Any] | None, proofs: Iterable[ProofView]
) -> AnswerView:
    stored = answer or {}
    value = stored.get("value", {})
    entered = ""
    if stored.get("origin") == Origin.ENTERED:
        entered = f"Entered by {current().name} from {stored['source']}"
    return AnswerView(
        item=item,
        pieces=shown(item, value),
        answered=is_answered(item, value),
        entered=entered,
        confidential=bool(stored.get("confidential")),
        confidential_reason=stored.get("confidential_reason", ""),
        proofs=tuple(proofs),
    )


def _proofs(
    evidence: Iterable[Mapping[str, Any]], desk: Desk, pictures: Pictures
) -> dict[str, list[ProofView]]:
    found: dict[str, list[ProofView]] = {}
    for one in evidence:
        pages = tuple(
            PageView(
                number,
                width,
                height,
                reverse("evaluations:evidence-page", args=[desk.evaluation.pk, one["id"], number]),
            )
            for number, width, height in pictures.get(one["file"], ())
        )
        for link in one["items"]:
            found.setdefault(link["key"], []).append(_proof(one, link["page"], desk, pages))
    return found


def _proof(
    one: Mapping[str, Any], page: int | None, desk: Desk, pages: tuple[PageView, ...]
) -> ProofView:
    dated = dt.date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None
    return ProofView(
        title=one["title"],
        name=one["name"],
        kind=str(EvidenceKind(one["kind"]).label),
        dated=dated,
        age=age_at(dated, desk.bench.closing, desk.questionnaire.rules.proof_months),
        size=one["size"],
        page=page,
        confidential=bool(one.get("confidential")),
        confidential_reason=one.get("confidential_reason") or "",
        measured=_measured(one.get("reading")),
        url=reverse("evaluations:evidence-file", args=[desk.evaluation.pk, one["id"]]),
        pages=pages,
    )


def _measured(reading: Mapping[str, Any] | None) -> str:
    if not reading or reading.get("rps_mean") is None:
        return ""
    rate = f"{float(reading['rps_mean']):,.1f} requests a second"
    return f"{rate}, read from a file of {reading['tool']}"


def submitted_file(desk: Desk, evidence: Evidence) -> StoredFile:
    """The file of a proof that a vendor handed in; 404 for a draft and for a hidden vendor."""
    _response, submission = desk.submitted(evidence.response_id)
    if any(one["id"] == evidence.pk for one in submission.content["evidence"]):
        return evidence.file
    raise Http404


def evidence_of(evaluation: int, pk: int) -> Evidence:
    """A proof of one evaluation with its file; 404 for any other."""
    found = Evidence.objects.filter(pk=pk, response__round__evaluation=evaluation)
    one = found.select_related("file").first()
    if one is None:
        raise Http404
    return one
