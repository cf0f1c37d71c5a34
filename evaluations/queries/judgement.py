"""From rows to values: what was submitted, who scored what, and the comparison of it all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, QuerySet

from evaluations.comparison import (
    Agreed,
    Assignment,
    Comparison,
    GivenMark,
    GivenScore,
    Grouping,
    Layout,
    Proved,
    Vendor,
    compare,
    lay_out,
)
from evaluations.models import AgreedScore, Declaration, Evaluation, ItemMark, Panelist, Score
from evaluations.scoring import ItemFacts, Proof, ProofKind, When
from portal.tenancy.switch import current
from vendors.demand import UNKNOWN_PEAK, PeakKind, RequiredPeak
from vendors.models import EvidenceKind, Response, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Item, Questionnaire
from vendors.questionnaire.values import is_answered
from vendors.rules import closes_at

PROOF_KINDS = {
    EvidenceKind.DOCUMENT: ProofKind.DOCUMENT,
    EvidenceKind.SCREENSHOT: ProofKind.SCREENSHOT,
    EvidenceKind.LOAD_TEST: ProofKind.LOAD_TEST,
    EvidenceKind.RECORD: ProofKind.RECORD,
}
WHEN = {"now": When.NOW, "by": When.BY_DATE, "later": When.LATER}


@dataclass(frozen=True, slots=True)
class Bench:
    """All rows of one evaluation that judging needs, read once."""

    evaluation: Evaluation
    questionnaire: Questionnaire
    responses: tuple[Response, ...]
    submissions: dict[int, Submission]
    panel: tuple[Panelist, ...]
    declarations: dict[int, Declaration]
    closing: dt.date
    left: tuple[Panelist, ...] = ()
    """Reviewers who were taken off the panel; their scores no longer count."""

    def submission_of(self, response: Response) -> Submission | None:
        """The latest submission of a response."""
        return self.submissions.get(response.pk)

    def facts(self) -> dict[str, list[ItemFacts]]:
        """What each vendor handed in, by response id as text."""
        return {
            str(response.pk): facts_of(self.questionnaire, self.submissions.get(response.pk))
            for response in self.responses
        }

    def proved(self) -> dict[str, Proved]:
        """The highest rate that each vendor's load-test files show."""
        return {
            str(response.pk): proved_by(self.submissions.get(response.pk))
            for response in self.responses
        }

    def assignments(self) -> list[Assignment]:
        """Each panelist scores each vendor that submitted, unless she declared a conflict."""
        return [
            Assignment(str(panelist.pk), str(pk))
            for panelist in self.panel
            for pk in self.submissions
            if not self._has_conflict(panelist, pk)
        ]

    def vendors(self) -> list[Vendor]:
        """The columns: every vendor that was asked and not withdrawn."""
        return [
            Vendor(
                key=str(response.pk),
                name=response.vendor.name,
                responded=response.pk in self.submissions,
            )
            for response in self.responses
        ]

    def place_of(self, person_id: UUID) -> Panelist | None:
        """A person's place on the panel, present or past."""
        places = (*self.panel, *self.left)
        return next((one for one in places if one.person_id == person_id), None)

    def scored_by(self, panelist: Panelist) -> list[Response]:
        """The vendors that this reviewer scores."""
        return [
            one
            for one in self.responses
            if one.pk in self.submissions and not self._has_conflict(panelist, one.pk)
        ]

    def _has_conflict(self, panelist: Panelist, response: int) -> bool:
        declaration = self.declarations.get(panelist.pk)
        return declaration is not None and response in declaration.conflicts


def evaluations_here() -> QuerySet[Evaluation]:
    """Evaluations of this workspace with what every page about them needs."""
    return Evaluation.objects.select_related("round__version")


def bench_of(evaluation: Evaluation) -> Bench:
    """Read responses, their latest submissions, the panel and its declarations (4 queries)."""
    round_ = evaluation.round
    responses = tuple(
        round_.responses.filter(withdrawn_at=None)
        .select_related("vendor")
        .prefetch_related(
            Prefetch(
                "submissions",
                Submission.objects.defer("leaves")
                .order_by("response_id", "-number")
                .distinct("response_id"),
                to_attr="latest",
            )
        )
        .order_by("vendor__name")
    )
    places = tuple(evaluation.panel.defer("sheet_leaves"))
    declared = Declaration.objects.filter(panelist__in=places).order_by("pk")
    return Bench(
        evaluation=evaluation,
        questionnaire=questionnaire_of(round_.version),
        responses=responses,
        submissions={one.pk: one.latest[0] for one in responses if one.latest},
        panel=tuple(one for one in places if one.removed_at is None),
        declarations={one.panelist_id: one for one in declared},
        closing=closing_day(evaluation, responses),
        left=tuple(one for one in places if one.removed_at is not None),
    )


def closing_day(evaluation: Evaluation, responses: Sequence[Response]) -> dt.date:
    """The day of closing in the workspace's zone, at which proofs must be current."""
    closing = closes_at(evaluation.round, [one.due_at for one in responses])
    instant = closing or evaluation.made_at
    return instant.astimezone(ZoneInfo(current().time_zone)).date()


def facts_of(questionnaire: Questionnaire, submission: Submission | None) -> list[ItemFacts]:
    """What one vendor handed in for each asked item."""
    if submission is None:
        return []
    answers = submission.content["answers"]
    proofs = _proofs(submission)
    return [
        _fact(item, answers.get(item.key), proofs.get(item.key, ()))
        for item in questionnaire.asked_items()
    ]


def proved_by(submission: Submission | None) -> Proved:
    """The best requests per second that a load-test file of this submission shows."""
    readings = [
        (Decimal(str(rate)), one)
        for one in (submission.content["evidence"] if submission else [])
        if one["reading"] and (rate := one["reading"].get("rps_mean")) is not None
    ]
    if not readings:
        return Proved(None, "No load-test file that can be read")
    rate, evidence = max(readings, key=lambda one: one[0])
    return Proved(rate, f"{evidence['title']} ({evidence['reading']['tool']})")


@dataclass(frozen=True, slots=True)
class Rows:
    """What the whole panel gave, without its reasons."""

    scores: list[tuple[int, int, str, int | None, bool, str]]
    """Panelist, response, criterion, value, cannot judge, what lifted the ceiling."""
    marks: list[tuple[int, int, str, int]]
    """Panelist, response, item, mark."""
    agreed: list[AgreedScore]
    """Every agreed score, the last of a cell last."""


def rows_of(bench: Bench) -> Rows:
    """Read what the panel gave (3 queries). Call it only where discussion is open."""
    scores = Score.objects.filter(panelist__in=bench.panel).values_list(
        "panelist_id", "response_id", "criterion_key", "value", "cannot_judge", "lifted_by"
    )
    marks = ItemMark.objects.filter(panelist__in=bench.panel).values_list(
        "panelist_id", "response_id", "item_key", "mark"
    )
    agreed = AgreedScore.objects.filter(evaluation=bench.evaluation).order_by("number")
    return Rows(list(scores), list(marks), list(agreed))


def comparison_of(
    bench: Bench,
    *,
    grouping: Grouping = Grouping.LEVEL,
    address: Any = None,
    rows: Rows | None = None,
) -> Comparison:
    """Compare all vendors of an evaluation whose discussion is open (3 queries more)."""
    rows = rows or rows_of(bench)
    unsure = [
        (who, whom, item.key, None)
        for who, whom, what, _given, unsure, _lifted in rows.scores
        if unsure
        for item in bench.questionnaire.items_of(what)
        if item.must_have
    ]
    return compare(
        bench.questionnaire,
        bench.vendors(),
        closing=bench.closing,
        assignments=bench.assignments(),
        scores=[
            GivenScore(str(who), str(whom), what, given, lifted=bool(lifted))
            for who, whom, what, given, unsure, lifted in rows.scores
            if given is not None or unsure
        ],
        facts=bench.facts(),
        agreed=[
            Agreed(str(one.response_id), one.criterion_key, Decimal(one.value))
            for one in rows.agreed
        ],
        # Who cannot judge a topic can't judge its must-haves; what she marked all the same wins.
        marks=[
            GivenMark(str(who), str(whom), what, given)
            for who, whom, what, given in [*unsure, *rows.marks]
        ],
        required=required_peak(bench.evaluation),
        proved=bench.proved(),
        grouping=grouping,
        address=address,
    )


def layout_of(bench: Bench, *, grouping: Grouping = Grouping.LEVEL, address: Any = None) -> Layout:
    """Lay answers and evidence side by side while reviewers score alone: no score is read."""
    expected = len(bench.assignments()) * len(bench.questionnaire.asked_criteria())
    given = counts_of(bench)
    return lay_out(
        bench.questionnaire,
        bench.vendors(),
        closing=bench.closing,
        facts=bench.facts(),
        scores_in=sum(given.values()),
        scores_expected=expected,
        required=required_peak(bench.evaluation),
        proved=bench.proved(),
        grouping=grouping,
        address=address,
    )


def counts_of(bench: Bench) -> dict[int, int]:
    """How many of their assigned scores reviewers gave, by panelist; no value is read (1 query)."""
    assigned = {(one.reviewer, one.vendor) for one in bench.assignments()}
    asked = [one.key for one in bench.questionnaire.asked_criteria()]
    given = (
        Score.objects.filter(panelist__in=bench.panel, criterion_key__in=asked)
        .exclude(value=None, cannot_judge=False)
        .values_list("panelist_id", "response_id")
        .annotate(number=Count("pk"))
    )
    counts = dict.fromkeys((one.pk for one in bench.panel), 0)
    for panelist, response, number in given:
        if (str(panelist), str(response)) in assigned:
            counts[panelist] += number
    return counts


def required_peak(evaluation: Evaluation) -> RequiredPeak:
    """The peak that the round asks for, as the pure modules take it."""
    round_ = evaluation.round
    if round_.peak_rate is None:
        return UNKNOWN_PEAK
    return RequiredPeak(PeakKind(round_.peak_basis), round_.peak_rate)


def _fact(item: Item, answer: dict[str, Any] | None, proofs: Sequence[Proof]) -> ItemFacts:
    value = answer["value"] if answer else {}
    when = value.get("when", {}).get("status") if isinstance(value.get("when"), dict) else None
    return ItemFacts(
        item=item.key,
        answered=bool(answer) and is_answered(item, value),
        must_have=item.must_have,
        when=WHEN.get(when) if when else None,
        proofs=tuple(proofs),
    )


def _proofs(submission: Submission) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = {}
    for one in submission.content["evidence"]:
        dated = dt.date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None
        proof = Proof(one["sha256"], PROOF_KINDS[EvidenceKind(one["kind"])], dated)
        for link in one["items"]:
            found.setdefault(link["key"], []).append(proof)
    return found
