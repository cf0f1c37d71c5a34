"""A vendor's answers as people of the jurisdiction read them: words, proofs, page pictures."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.urls import reverse

from evaluations.queries.desk import Desk
from evaluations.queries.judgement import required_peak
from evaluations.queries.not_applicable import words_on
from portal.files.models import PagePicture, StoredFile
from portal.tenancy.switch import current
from vendors.ageing import Age, age_at
from vendors.declared import declared_by, end_of
from vendors.demand import RequiredPeak
from vendors.figures import NO_FIGURES, Figures, figures_of
from vendors.loadtest_proof import LoadTest, load_test
from vendors.models import Evidence, EvidenceKind, Origin, Submission
from vendors.queries.amendments import Published
from vendors.queries.evidence import ran_in_words
from vendors.queries.reopenings import reopenings_to
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Item
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
    url: str
    pages: tuple[PageView, ...]
    test: LoadTest | None = None
    """What was read from a load-test file, held against the round's required peak."""
    ran: tuple[tuple[str, str], ...] = ()
    """Which scenario the vendor says the test shows, and where it ran."""
    key: str = ""
    """A name for its charts; the same file may stand under several questions."""

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
    figures: Figures = NO_FIGURES
    """What the answer comes to."""
    not_applicable: str = ""
    """How the claim stands that it does not apply, as a sentence; empty where there is none."""
    amended: Published | None = None
    """The amendment that put the question in other words, where the answer is from before it."""
    left_out: bool = False
    """Whether that claim was approved, so that there is nothing to mark."""

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
    desk: Desk, submission: Submission, criterion_key: str, *, pictures: Pictures
) -> tuple[AnswerView, ...]:
    """Every asked item of a topic with answer, what it comes to at the closing day, and proofs.

    Load tests are held against what is required, and answers that say that they don't apply are
    shown with what was decided about them.
    """
    answers = submission.content["answers"]
    items = desk.questionnaire.items_of(criterion_key)
    shelf = Shelf(desk, pictures, submission.at)
    proofs = _proofs(submission.content["evidence"], shelf, {item.key for item in items})
    at = end_of(desk.bench.closing)
    declared = declared_by(submission.content, at=at)
    facts = {one.item: one for one in desk.bench.said(submission.response_id).facts}
    rulings = desk.bench.rulings.get(submission.response_id, {})
    reworded = desk.bench.reworded_since(submission)
    return tuple(
        replace(
            _answer(item, answers.get(item.key), proofs.get(item.key, ())),
            figures=figures_of(
                item.key, submission.content, declared=declared, at=at, key=f"{submission.pk}-"
            ),
            not_applicable=words_on(fact, rulings) if fact else "",
            left_out=fact is not None and fact.not_applicable,
            amended=reworded.get(item.key) if item.key in answers else None,
        )
        for item in items
        for fact in [facts.get(item.key)]
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


@dataclass(frozen=True, slots=True)
class Shelf:
    """What all proofs of one submission have in common."""

    desk: Desk
    pictures: Pictures
    at: dt.datetime
    """When they were handed in; a test that was old by then is said to be."""

    @property
    def evaluation(self) -> int:
        return self.desk.evaluation.pk

    @property
    def required(self) -> RequiredPeak:
        return required_peak(self.desk.evaluation)


def _proofs(
    evidence: Iterable[Mapping[str, Any]], shelf: Shelf, items: Collection[str]
) -> dict[str, list[ProofView]]:
    """The files on these items; nothing is read from those on other items."""
    found: dict[str, list[ProofView]] = {}
    for one in evidence:
        links = [link for link in one["items"] if link["key"] in items]
        if not links:
            continue
        pages = tuple(
            PageView(
                number,
                width,
                height,
                reverse("evaluations:evidence-page", args=[shelf.evaluation, one["id"], number]),
            )
            for number, width, height in shelf.pictures.get(one["file"], ())
        )
        test = load_test(one["reading"], shelf.required, at=shelf.at)
        for link in links:
            proof = _proof(one, link, shelf, pages, test)
            found.setdefault(link["key"], []).append(proof)
    return found


def _proof(
    one: Mapping[str, Any],
    link: Mapping[str, Any],
    shelf: Shelf,
    pages: tuple[PageView, ...],
    test: LoadTest | None,
) -> ProofView:
    ran = ran_in_words(one.get("scenario", ""), one.get("environment", "")) if test else ()
    dated = dt.date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None
    return ProofView(
        title=one["title"],
        name=one["name"],
        kind=str(EvidenceKind(one["kind"]).label),
        dated=dated,
        age=age_at(dated, shelf.desk.bench.closing, shelf.desk.questionnaire.rules.proof_months),
        size=one["size"],
        page=link["page"],
        confidential=bool(one.get("confidential")),
        confidential_reason=one.get("confidential_reason") or "",
        url=reverse("evaluations:evidence-file", args=[shelf.evaluation, one["id"]]),
        pages=pages,
        test=test,
        ran=tuple(ran),
        key=f"{one['id']}-{link['key']}",
    )


def submitted_file(desk: Desk, evidence: Evidence) -> StoredFile:
    """The file of a proof that a vendor handed in; 404 for a draft and for a hidden vendor."""
    response, submission = desk.submitted(evidence.response_id)
    if _holds(submission.content, evidence):
        return evidence.file
    # What stood before a topic was answered again stays readable.
    before = {one.before for one in reopenings_to(response)}
    contents = Submission.objects.filter(pk__in=before).values_list("content", flat=True)
    if before and any(_holds(one, evidence) for one in contents):
        return evidence.file
    raise Http404


def _holds(content: Mapping[str, Any], evidence: Evidence) -> bool:
    return any(one["id"] == evidence.pk for one in content["evidence"])


def evidence_of(evaluation: int, pk: int) -> Evidence:
    """A proof of one evaluation with its file; 404 for any other."""
    found = Evidence.objects.filter(pk=pk, response__round__evaluation=evaluation)
    one = found.select_related("file").first()
    if one is None:
        raise Http404
    return one
