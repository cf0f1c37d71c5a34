"""What reports are made of, read once; and the list of reports with how far each is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from evaluations.comparison import Comparison, by_rank
from evaluations.cost import CostSheet
from evaluations.models import (
    AgreedScore,
    Comment,
    Decision,
    Declaration,
    Evaluation,
    ItemMark,
    Outcome,
    Panelist,
    Report,
    ReportKind,
    Score,
    Stage,
)
from evaluations.queries.checks import Checked, panel_checks
from evaluations.queries.decided import content_of, holding, revisions_of
from evaluations.queries.findings import FindingView, findings_on
from evaluations.queries.judgement import Bench, bench_of, comparison_of
from evaluations.queries.prices import costs_to_print
from evaluations.queries.reading import reading_of
from evaluations.queries.settled import Agreement
from evaluations.queries.terms import printed_terms_of
from evaluations.scoring import Ceiling, Grade, counted, graded
from portal.digests import fingerprint
from portal.jobs.models import Job, JobState
from vendors.models import ReleasedLetter, Response, Statement, Submission

EDITION = 5
"""Counts on when what reports show, or how it is laid out, changes."""
COMPARING = frozenset(
    {ReportKind.COMPARISON_PDF, ReportKind.WORKBOOK, ReportKind.CSV, ReportKind.JSON}
)
"""Kinds that lay all vendors side by side."""
NOT_MADE = "It was not made, and nothing is left of the attempt. Try again."


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reviewer's score of one topic of one vendor, as given and as counted."""

    reviewer: str
    given: int | None
    counted: int | None
    cannot_judge: bool
    reason: str
    lifted_by: str
    saved_at: datetime
    grade: str = ""
    grade_reason: str = ""
    seen_in: str = ""
    """The own finding that she names for the grade."""
    panelist: int = 0
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a report on scores draws from, read at one time."""

    bench: Bench
    comparison: Comparison
    opinions: dict[tuple[str, str], tuple[Opinion, ...]]
    """By response id as text and topic."""
    marks: dict[str, dict[str, list[int]]]
    agreed: dict[tuple[str, str], AgreedScore]
    decision: Decision | None
    outcomes: dict[str, str]
    scored_from: datetime | None
    scored_until: datetime | None
    findings: dict[int, tuple[FindingView, ...]]
    """Our own findings by response id."""
    checks: dict[tuple[int, str], Checked]
    """Every reviewer's checklists, by response id and checklist."""
    costs: CostSheet | None = None
    """Prices beside scores; for reports on all vendors alone."""
    revisions: tuple[Decision, ...] = ()
    """Of the decision, each with its answer, the latest first."""
    talks: tuple[AgreedScore, ...] = ()
    """Every score that was ever agreed, the first of a cell first; `agreed` holds the last ones."""
    written: tuple[Comment, ...] = ()
    """What was written about answers, the first first; for consensus notes alone."""

    @property
    def evaluation(self) -> Evaluation:
        return self.bench.evaluation

    @property
    def is_draft(self) -> bool:
        """Whether nothing was decided yet."""
        return self.evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED}

    def response(self, key: str) -> Response:
        return next(one for one in self.bench.responses if str(one.pk) == key)

    def submission(self, key: str) -> Submission | None:
        return self.bench.submissions.get(int(key))


def material_of(evaluation: Evaluation, *, threads: bool = False) -> Material:
    """Read an evaluation whose discussion is open, for a report on all vendors or on one.

    threads: what was written about answers as well (1 query).
    """
    bench = bench_of(evaluation)
    comparison = by_rank(comparison_of(bench))
    findings = findings_on(bench.responses, bench.questionnaire, evaluation.pk)
    ceilings = {
        (cell.vendor, cell.criterion): cell.files
        for row in comparison.all_rows
        for cell in row.cells
    }
    scores = list(
        Score.objects.filter(panelist__in=bench.panel)
        .exclude(value=None, cannot_judge=False)
        .order_by("panelist__added_at", "panelist_id", "pk")
    )
    instants = [one.saved_at for one in scores]
    talks = tuple(AgreedScore.objects.filter(evaluation=evaluation).order_by("number", "pk"))
    revisions = tuple(revisions_of(evaluation))
    decision = holding(revisions)
    return Material(
        bench=bench,
        comparison=comparison,
        opinions=_opinions(bench, scores, ceilings, findings),
        marks=_marks(bench),
        agreed={(str(one.response_id), one.criterion_key): one for one in talks},
        decision=decision,
        outcomes={
            str(one.response_id): str(Outcome(one.outcome).label)
            for one in (decision.outcomes.all() if decision else ())
        },
        scored_from=min(instants, default=None),
        scored_until=max(instants, default=None),
        findings=findings,
        checks=panel_checks(bench, bench.responses),
        costs=costs_to_print(bench, comparison),
        revisions=revisions,
        talks=talks,
        written=tuple(Comment.objects.filter(evaluation=evaluation)) if threads else (),
    )


def _opinions(
    bench: Bench,
    scores: Iterable[Score],
    ceilings: dict[tuple[str, str], Ceiling],
    findings: dict[int, tuple[FindingView, ...]],
) -> dict[tuple[str, str], tuple[Opinion, ...]]:
    # Names from the panel that was read already: a joined panelist would bring her whole sealed
    # sheet along with each score.
    names = {one.pk: one.name for one in bench.panel}
    named = {one.pk: one.named for views in findings.values() for one in views}
    assigned = bench.assigned()
    found: dict[tuple[str, str], list[Opinion]] = {}
    for one in scores:
        at = (str(one.response_id), one.criterion_key)
        # The comparison leaves out what lies outside an assignment, so the reasons do as well.
        if at not in ceilings or not assigned(one.panelist_id, one.response_id, one.criterion_key):
            continue
        counts = None
        if one.value is not None:
            confirmed = Grade(one.grade) if one.grade else None
            ceiling = graded(ceilings[at], confirmed, bench.questionnaire.rules)
            counts = counted(one.value, ceiling, lifted=bool(one.lifted_by))
        opinion = Opinion(
            reviewer=names[one.panelist_id],
            given=one.value,
            counted=counts,
            cannot_judge=one.cannot_judge,
            reason=one.reason,
            lifted_by=one.lifted_by,
            saved_at=one.saved_at,
            grade=one.grade,
            grade_reason=one.grade_reason,
            seen_in=named.get(one.seen_in_id or 0, ""),
            panelist=one.panelist_id,
            confidence=one.confidence,
        )
        found.setdefault(at, []).append(opinion)
    return {at: tuple(opinions) for at, opinions in found.items()}


def _marks(bench: Bench) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    # What somebody marked before she declared a conflict counts no more than her scores do.
    assigned = bench.assigned()
    topics = {one.key: one.criterion for one in bench.questionnaire.asked_items()}
    rows = ItemMark.objects.filter(panelist__in=bench.panel).order_by("panelist_id", "pk")
    for who, response, item, mark in rows.values_list(
        "panelist_id", "response_id", "item_key", "mark"
    ):
        if assigned(who, response, topics.get(item, "")):
            found.setdefault(str(response), {}).setdefault(item, []).append(mark)
    return found


def snapshot_of(
    material: Material, kind: str, vendor: str = "", reviewer: int | None = None
) -> str:
    """The fingerprint of all that a report shows of these vendors; of one, if it is named."""
    bench, evaluation = material.bench, material.evaluation
    columns = [one for one in material.comparison.columns if vendor in {"", one.key}]
    keys = {one.key for one in columns}
    decision = material.decision
    # Left out where no price was asked for, so that such reports keep their fingerprints.
    costs = {} if vendor or not material.costs else {"costs": _priced(material.costs)}
    papers = {}
    if kind == ReportKind.DEBRIEF:
        papers["paper"] = _of_letter(decision, vendor)
    elif kind == ReportKind.MEMO:
        papers["paper"] = [_of_memo(one) for one in material.revisions]
    elif kind == ReportKind.CONSENSUS:
        papers["paper"] = _of_talks(material)
    elif kind == ReportKind.SHEET:
        papers["paper"] = _of_sheet(material, reviewer)
    return fingerprint(
        {
            **costs,
            **papers,
            "edition": EDITION,
            "kind": kind,
            "evaluation": [evaluation.pk, evaluation.round.name, evaluation.round.number],
            "stage": evaluation.stage,
            "questionnaire": evaluation.round.version.digest,
            "panel": [[one.name, one.sheet_root] for one in bench.panel],
            "needed": [[row.need.label, row.need.need] for row in material.comparison.needs],
            "vendors": [[one.key, one.name, one.total.shown, one.rank_shown] for one in columns],
            "submissions": {
                str(pk): one.root for pk, one in bench.submissions.items() if str(pk) in keys
            },
            "opinions": [
                [*at, [_sealed(one) for one in opinions]]
                for at, opinions in sorted(material.opinions.items())
                if at[0] in keys
            ],
            "findings": {
                str(pk): [[one.pk, one.version, one.removed] for one in views]
                for pk, views in sorted(material.findings.items())
                if str(pk) in keys
            },
            "checks": [
                [*at, one.results, one.rows]
                for at, one in sorted(material.checks.items())
                if str(at[0]) in keys
            ],
            "marks": {key: marks for key, marks in material.marks.items() if key in keys},
            "agreed": [
                [*at, one.number, one.value, one.reason]
                for at, one in sorted(material.agreed.items(), key=lambda pair: pair[0])
                if at[0] in keys
            ],
            "order": evaluation.order_seed if evaluation.prints_order else None,
            "agreed_marks": [
                [pk, one.item, one.number, one.value, one.reason]
                for pk, settled in sorted(bench.settled.items())
                if str(pk) in keys
                for one in settled.marks
            ],
            "left": [
                [pk, one.criterion, one.reason]
                for pk, settled in sorted(bench.settled.items())
                if str(pk) in keys
                for one in settled.left
            ],
            "decision": [decision.reasons, decision.at, decision.by_name] if decision else [],
            "outcomes": {key: word for key, word in material.outcomes.items() if key in keys},
        }
    )


def _of_letter(decision: Decision | None, vendor: str) -> list[object]:
    """What a letter says beside figures: of which revision, and the words that may go out."""
    if decision is None:
        return []
    words = [one.wording for one in decision.outcomes.all() if str(one.response_id) == vendor]
    return [decision.number, *words]


def _of_sheet(material: Material, reviewer: int | None) -> list[object]:
    """What one reviewer's sheet shows beside her scores."""
    signed = material.bench.declarations.get(reviewer or 0)
    declared = [signed.typed_name, signed.text, signed.conflicts, signed.at] if signed else []
    sure = [
        [*at, one.confidence]
        for at, opinions in sorted(material.opinions.items())
        for one in opinions
        if one.panelist == reviewer
    ]
    return [reviewer, declared, sure]


def _of_talks(material: Material) -> list[object]:
    """All that was agreed and written, with who was there."""
    agreed: list[tuple[tuple[int, str], AgreedScore | Agreement]] = [
        ((one.response_id, one.criterion_key), one) for one in material.talks
    ]
    agreed += [
        ((pk, mark.item), mark)
        for pk, settled in material.bench.settled.items()
        for mark in settled.marks
    ]
    return [
        *(
            [*at, one.number, one.value, one.before, one.reason, *_meeting(one)]
            for at, one in sorted(agreed, key=lambda pair: (pair[0], pair[1].number))
        ),
        *([one.pk, one.text, one.by_name, one.at] for one in material.written),
    ]


def _meeting(one: AgreedScore | Agreement) -> list[object]:
    return [list(one.present), one.met_on, one.place, one.by_name, one.at]


def _of_memo(decision: Decision) -> list[object]:
    """What a memo says of one revision: all of it, and its answer."""
    said = content_of(decision, list(decision.outcomes.all()))
    answer = getattr(decision, "approval", None)
    told = [answer.answer, answer.reason, answer.by_name, answer.at] if answer else []
    return [said, decision.root, decision.by_name, decision.at, decision.approver_name, told]


def _priced(costs: CostSheet) -> list[object]:
    lines = [[one.key, one.price_shown, *one.notes, *one.worked] for one in costs.lines]
    return [costs.over.words, *lines]


def _sealed(one: Opinion) -> list[object]:
    return [
        one.reviewer, one.given, one.counted, one.cannot_judge, one.reason, one.lifted_by,
        one.grade, one.grade_reason, one.seen_in,
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statements:
    """What a jurisdiction itself says about its vendors: the quick check of an evaluation."""

    evaluation: Evaluation
    responses: tuple[Response, ...]
    lines: dict[int, tuple[Statement, ...]]

    def snapshot(self) -> str:
        """The fingerprint of all that a quick check shows."""
        return fingerprint(
            {
                "edition": EDITION,
                "kind": ReportKind.QUICK_PDF.value,
                "evaluation": [self.evaluation.pk, self.evaluation.round.name],
                "questionnaire": self.evaluation.round.version.digest,
                "vendors": [[one.pk, one.vendor.name] for one in self.responses],
                "statements": [
                    [pk, one.about, one.finding, one.source, one.note, one.by_name]
                    for pk, lines in sorted(self.lines.items())
                    for one in lines
                ],
            }
        )


def statements_of(evaluation: Evaluation) -> Statements:
    """Read the quick check of an evaluation (2 queries)."""
    responses = tuple(
        evaluation.round.responses.filter(withdrawn_at=None)
        .select_related("vendor")
        .order_by("vendor__name")
    )
    lines: dict[int, tuple[Statement, ...]] = {}
    for one in Statement.objects.filter(response__in=responses).order_by("about"):
        lines[one.response_id] = (*lines.get(one.response_id, ()), one)
    return Statements(evaluation, responses, lines)


def has_statements(evaluation: Evaluation) -> bool:
    """Whether anything was noted down for a quick check."""
    return Statement.objects.filter(
        response__round=evaluation.round_id, response__withdrawn_at=None
    ).exists()


def current_snapshot(report: Report) -> str:
    """What the fingerprint of this report would be if it were made now."""
    if report.kind == ReportKind.QUICK_PDF:
        return statements_of(report.evaluation).snapshot()
    if report.kind == ReportKind.READING_PDF:
        return reading_of(report.evaluation, report.response_id).snapshot()
    if report.kind == ReportKind.TERMS_PDF:
        return printed_terms_of(report.evaluation, report.response_id).snapshot()
    vendor = str(report.response_id) if report.response_id else ""
    threads = report.kind == ReportKind.CONSENSUS
    material = material_of(report.evaluation, threads=threads)
    return snapshot_of(material, report.kind, vendor, report.panelist_id)


# --- The list -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One report in the list, with how far its job is."""

    report: Report
    job: Job | None

    @property
    def is_made(self) -> bool:
        return self.report.file_id is not None

    @property
    def is_letter(self) -> bool:
        """Whether it can go out to its vendor."""
        return self.report.kind == ReportKind.DEBRIEF

    @property
    def is_failed(self) -> bool:
        return not self.is_made and (self.job is None or self.job.state == JobState.FAILED)

    @property
    def is_under_way(self) -> bool:
        return not self.is_made and not self.is_failed

    @property
    def reason(self) -> str:
        """Why it failed, in a sentence that people read."""
        return (self.job.reason if self.job else "") or NOT_MADE

    @property
    def word(self) -> str:
        if self.is_made:
            return "Ready"
        return "Not made" if self.is_failed else "Being made"

    @property
    def tone(self) -> str:
        if self.is_made:
            return "success"
        return "error" if self.is_failed else "info"

    @property
    def step(self) -> str:
        """What is being done right now."""
        if self.job is None or not self.job.step:
            return "Waiting for its turn"
        return self.job.step

    @property
    def anchor(self) -> str:
        """The id of the fingerprint on the page."""
        return f"fingerprint-{self.report.pk}"

    @property
    def title(self) -> str:
        kind = str(self.report.get_kind_display())
        about = self.report.response.vendor.name if self.report.response else ""
        about = about or getattr(self.report, "reviewer", None) or ""
        return f"{kind}: {about}" if about else kind


def reports_of(evaluation: Evaluation) -> QuerySet[Report]:
    """All reports of an evaluation, the newest first; letters say when they were released."""
    released = ReleasedLetter.objects.filter(file=OuterRef("file"))
    return (
        Report.objects.filter(evaluation=evaluation)
        .annotate(
            # Her name alone: a joined panelist would bring her whole sealed sheet along.
            reviewer=F("panelist__name"),
            released_at=Subquery(released.values("at")[:1]),
            released_by=Subquery(released.values("by_name")[:1]),
        )
        .select_related("evaluation", "file", "response__vendor")
        .order_by("-ordered_at", "-revision")
    )


def lines_of(reports: Iterable[Report]) -> list[Line]:
    """Reports with their jobs, which lie in the public schema (1 query)."""
    reports = list(reports)
    jobs: dict[UUID, Job] = Job.objects.in_bulk([one.job for one in reports if one.job])
    return [Line(one, jobs.get(one.job) if one.job else None) for one in reports]


def place_on_panel(evaluation: Evaluation, person: UUID) -> Panelist | None:
    """This person's place on the panel, if she has one."""
    return evaluation.panel.filter(person_id=person, removed_at=None).first()


def conflicts_of(evaluation: Evaluation, person: UUID) -> frozenset[int]:
    """Response ids of the vendors with which this person declared a conflict.

    A conflict outlives a place on the panel: leaving it does not open the vendor again.
    """
    signed = Declaration.objects.filter(panelist__evaluation=evaluation, panelist__person_id=person)
    last: Any = signed.order_by("-pk").first()
    return frozenset(last.conflicts) if last else frozenset()
