"""What all documents share: the cover's facts, pyramids, chips, and who may be quoted."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from evaluations.comparison import Cell, CellState, Column, Comparison, PeakCell
from evaluations.models import Decision, Evaluation, Report, ReportKind
from evaluations.needs import NeedRow
from evaluations.queries.judgement import Bench, required_peak
from evaluations.queries.reports import EDITION, Material
from portal.documents.charts import Step, needed_proved, pyramid
from portal.look.formats import in_words
from portal.tenancy.models import Jurisdiction
from vendors.ageing import age_at
from vendors.loadtest_proof import load_test
from vendors.models import EvidenceKind
from vendors.questionnaire.model import Questionnaire
from vendors.requirements import Verdict

CONFIDENTIAL = "Marked confidential by the vendor; not printed here."
CONFIDENTIAL_FILE = "File marked confidential by the vendor"
LETTERS = {
    ReportKind.COMPARISON_PDF: "C",
    ReportKind.VENDOR_PDF: "V",
    ReportKind.QUICK_PDF: "Q",
    ReportKind.WORKBOOK: "S",
    ReportKind.CSV: "T",
    ReportKind.JSON: "J",
    ReportKind.READING_PDF: "R",
    ReportKind.TERMS_PDF: "K",
    ReportKind.MASTER_PDF: "M",
    ReportKind.DEBRIEF: "D",
    ReportKind.MEMO: "E",
    ReportKind.CONSENSUS: "A",
    ReportKind.SHEET: "I",
}
LOGO_NAMES = {"image/png": "logo.png", "image/jpeg": "logo.jpg"}
NOTHING = "–"
AT_ONCE = 5
"""Vendors side by side in one table or row of charts."""


@dataclass(frozen=True, slots=True)
class Record:
    """What every document says of itself: for whom, by whom, when, and under which number."""

    workspace: Jurisdiction
    evaluation: Evaluation
    report: Report
    produced: str
    snapshot: str

    @property
    def number(self) -> str:
        """The record's number, by which the same document is found again."""
        label = self.workspace.label.upper()[:3]
        about = self.report.response_id or self.report.panelist_id
        letter = LETTERS[ReportKind(self.report.kind)]
        return f"{label}-{self.evaluation.pk:04d}-{letter}{about or ''}"

    @property
    def line(self) -> str:
        return f"{self.number} · rev {self.report.revision}"

    @property
    def short_snapshot(self) -> str:
        return f"{self.snapshot[:4]}…{self.snapshot[-4:]}"

    def facts_of(self, status: str, scored: str, about: str) -> dict[str, Any]:
        """The two columns of facts below the title, and what the page foot repeats."""
        return {
            "facts_left": [("Status", status), ("Produced", self.produced)],
            "facts_right": [
                (about, scored),
                ("Record", f"{self.line} · fingerprint {self.short_snapshot}"),
            ],
            "workspace": self.workspace.name,
            "record": self.line,
            "logo": LOGO_NAMES.get(self.workspace.logo_type, "") if self.workspace.logo else "",
            "about": self._about(),
        }

    def _about(self) -> str:
        round_ = self.evaluation.round
        return f"{round_.name} · {round_.number}" if round_.number else round_.name

    def method(self) -> list[tuple[str, str]]:
        """How this document came to be, for its last page."""
        return [
            ("Produced", self.produced),
            ("Record", self.line),
            ("Fingerprint of what is shown", self.snapshot),
            ("Edition of the document", str(EDITION)),
        ]

    def assets(self) -> dict[str, bytes]:
        name = LOGO_NAMES.get(self.workspace.logo_type, "")
        logo = self.workspace.logo
        return {name: bytes(logo)} if name and logo else {}


@dataclass(slots=True)
class Contents:
    """Headings that get a line with a page number, in the order of the document."""

    entries: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, anchor: str, title: str, *, deeper: bool = False) -> None:
        self.entries.append((anchor, title, deeper))


def produced_by(report: Report, instant: Any) -> str:
    return f"{dated(instant)}, by {report.by_name}"


def dated(instant: Any) -> str:
    """March 19, 2027, 5:00 pm PT."""
    return in_words(instant, year=True).partition(", ")[2]


def decided_on(decision: Decision) -> str:
    """When a decision that holds was confirmed, and which revision of it this is."""
    return f"Decided: confirmed on {dated(decision.approval.at)}, revision {decision.number}"


def percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


def chip(shown: str, heat: int | None) -> SafeString:
    """A score in its colour; the numeral says the same."""
    step = "none" if heat is None else str(heat)
    return format_html('<span class="chip heat-{}">{}</span>', step, shown)


def chart_of(column: Column, key: str) -> SafeString:
    """A vendor's pyramid. The chart escapes every text that is in it."""
    steps = [
        Step(one.number, one.title, one.roll_up.shown, one.roll_up.heat, one.asked)
        for one in column.levels
    ]
    return SafeString(pyramid(f"{key}-{column.key}", column.name, steps))


def peak_chart(column: Column, comparison: Comparison, cell: PeakCell) -> SafeString:
    """What was proved against what is needed. The chart escapes every text that is in it."""
    needed = comparison.peak.needed
    chart = needed_proved(
        f"peak-{column.key}",
        column.name,
        needed=float(needed) if needed else None,
        needed_shown=comparison.peak.needed_shown,
        proved=None if cell.proved is None else float(cell.proved),
        proved_shown=cell.shown,
    )
    return SafeString(chart)


def peak_words(cell: PeakCell) -> str:
    """What one vendor proved, with its share of what is needed and where it comes from."""
    share = f" ({cell.percent} of what is needed)" if cell.percent else ""
    return f"{cell.shown}{share}" + (f": {cell.note}" if cell.note else "")


@dataclass(frozen=True, slots=True)
class Required:
    """One requirement in the words of a document, with one vendor's promise and proof."""

    label: str
    need: str
    note: str
    promise: str
    proof: str
    provable: bool


def required_of(row: NeedRow, at: int, *, inline: bool = False) -> Required:
    """What this requirement comes to for the vendor in this column, as it may be printed.

    inline: the promise follows a colon.
    """
    line = row.cells[at].printed
    share = f"{line.percent} of the need" if line.percent else ""
    promise = line.promise_inline if inline else line.promise
    return Required(
        label=line.label,
        need=line.need,
        note=row.need.note,
        promise=promise + _in_brackets("", line.promised),
        proof=line.proof + _in_brackets(share, line.proved),
        provable=line.provable,
    )


def _in_brackets(share: str, verdict: Verdict) -> str:
    word = "" if verdict is Verdict.UNKNOWN else verdict.value
    words = ": ".join(filter(None, (share, word)))
    return f" ({words})" if words else ""


def best_test(material: Material, key: str) -> dict[str, Any]:
    """The load test that proves the most, for its charts; none of a file that is confidential."""
    submission = material.submission(key)
    best = material.bench.said(int(key)).best
    evidence = submission.content["evidence"] if submission and best is not None else ()
    for one in evidence:
        if one["id"] == best and not one["confidential"]:
            required = required_peak(material.evaluation)
            return {"test": load_test(one["reading"], required), "test_key": f"vendor-{key}"}
    return {"test": None, "test_key": ""}


def standing_of(column: Column) -> str:
    """The total under a vendor's name, or why there is none."""
    if column.total.score is None:
        return "no score yet" if column.responded else "did not respond"
    return f"{column.total.shown} of 4"


def level_shares(comparison: Comparison) -> dict[int, str]:
    """Each asked level's part of the score."""
    return {group.number: percent(group.share) for group in comparison.groups}


def level_cell(column: Column, number: int, *, narrow: bool = False) -> SafeString:
    """A vendor's score on one level; what was not asked is hatched where words have no room."""
    level = next(one for one in column.levels if one.number == number)
    if not level.asked and narrow:
        return format_html('<span class="chip not-asked">{}</span>', NOTHING)
    if not level.asked:
        return format_html('<span class="muted">{}</span>', "not asked")
    return chip(level.roll_up.shown, level.roll_up.heat)


def matrix_cell(cell: Cell) -> SafeString:
    """A vendor's score on one topic, with all that is said beside it."""
    if cell.state is CellState.NOT_APPLICABLE:
        return format_html('<span class="muted">{}</span>', "does not apply")
    notes = [one for one in (cell.range_shown, cell.missing) if one]
    if cell.agreed:
        notes.append(f"agreed (was {cell.average_shown})" if cell.average_shown else "agreed")
    if cell.limited:
        notes.append(f"limited to {cell.ceiling}")
    if cell.cannot_judge and cell.state is CellState.SCORED:
        notes.append(f"{cell.cannot_judge} could not judge")
    apart = (
        format_html(' <span class="apart">· {}</span>', cell.disagreement)
        if cell.disagreement
        else SafeString("")
    )
    return format_html("{} {}{}", chip(cell.shown, cell.heat), " · ".join(notes), apart)


def scored_by(material: Material) -> str:
    """How many scored, and from when to when."""
    number = len(material.bench.panel)
    who = "one person" if number == 1 else f"{number} reviewers"
    first, last = material.scored_from, material.scored_until
    if first is None or last is None:
        return f"{who}, no score yet"
    begun, ended = in_words(first, year=True), in_words(last, year=True)
    begun, ended = _day(begun), _day(ended)
    return f"{who}, {begun}" if begun == ended else f"{who}, {begun} to {ended}"


def _day(words: str) -> str:
    """March 19, 2027 out of Fri, March 19, 2027, 5:00 pm PT."""
    return ", ".join(words.split(", ")[1:3])


def status_of(material: Material) -> str:
    decision = material.decision
    if decision is not None and not material.is_draft:
        return f"Final: decided on {_day(in_words(decision.at, year=True))}"
    return f"Draft for discussion, {material.comparison.progress_shown}"


def scale_of(questionnaire: Questionnaire) -> list[tuple[int, str, str]]:
    return [(one.score, one.label, one.meaning) for one in questionnaire.scale]


def in_fives(columns: Sequence[Column]) -> list[list[int]]:
    """Positions of the columns, as many at once as one table takes, evenly shared out."""
    tables = -(-len(columns) // AT_ONCE)
    size = -(-len(columns) // tables) if tables else AT_ONCE
    return [list(range(at, min(at + size, len(columns)))) for at in range(0, len(columns), size)]


@dataclass(frozen=True, slots=True)
class Proof:
    """One attached file as a document may name it."""

    title: str
    kind: str
    speaks_of: str
    age: str
    """How old it was at closing, and whether it still counted."""
    proves: str
    sha256: str
    confidential: bool


def proofs_of(evidence: Iterable[Mapping[str, Any]], bench: Bench) -> list[Proof]:
    """The files of a submission; what is confidential is named by its fingerprint alone."""
    questionnaire = bench.questionnaire
    topics = {
        item.key: questionnaire.criterion(item.criterion).short_title
        for item in questionnaire.items
    }
    found = []
    for one in evidence:
        hidden = bool(one["confidential"])
        places: dict[str, list[str]] = {}
        for link in one["items"]:
            pages = places.setdefault(topics.get(link["key"], link["key"]), [])
            if link["page"] and not hidden and str(link["page"]) not in pages:
                pages.append(str(link["page"]))
        dated = dt.date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None
        age = age_at(dated, bench.closing, questionnaire.rules.proof_months)
        found.append(
            Proof(
                title=CONFIDENTIAL_FILE if hidden else one["title"] or one["name"],
                kind=str(EvidenceKind(one["kind"]).label),
                speaks_of=one["speaks_of"] or "no date given",
                age="" if dated is None else age.words,
                proves=", ".join(
                    f"{topic} (p. {', '.join(pages)})" if pages else topic
                    for topic, pages in places.items()
                ),
                sha256=one["sha256"],
                confidential=hidden,
            )
        )
    return found
