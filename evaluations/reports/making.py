"""Makes the file of one report: reads, writes the document, and has it rendered in the cage."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evaluations.models import Report, ReportKind
from evaluations.queries.reading import reading_of
from evaluations.queries.record import record_of
from evaluations.queries.records import withheld_of
from evaluations.queries.reports import (
    Material,
    Statements,
    material_of,
    snapshot_of,
    statements_of,
)
from evaluations.queries.terms import printed_terms_of
from evaluations.record.edition import edition_of
from evaluations.record.packing import packed
from evaluations.reports import (
    comparison,
    consensus,
    letter,
    machine,
    master,
    memo,
    quick,
    reading,
    reviewer,
    sheets,
    terms,
    vendor,
)
from evaluations.reports.pieces import Record, produced_by
from portal import clock
from portal.cage.outcome import Limits
from portal.documents.pdf import render
from portal.files.content import clean_name
from portal.jobs.registry import JobFailed
from portal.tenancy.switch import current

log = logging.getLogger(__name__)
PDF = "application/pdf"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS = Limits(wall_seconds=120, cpu_seconds=120, memory_bytes=1 << 30, output_bytes=64 << 20)
SECONDS_BETWEEN_STEPS = 0.2
STEPS_AROUND = 3
"""Reading, laying out the pages and keeping the file, beside the parts."""

Count = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """The finished file and what is noted about it."""

    content: bytes
    name: str
    media_type: str
    pages: int | None
    is_draft: bool


@dataclass(slots=True)
class Steps:
    """Counts the parts of one document, and the pages while they are laid out."""

    count: Count
    parts: int = 1
    noun: str = "Vendor"
    done: int = 0
    told: float = 0

    @property
    def of(self) -> int:
        return self.parts + STEPS_AROUND

    def say(self, done: int, words: str) -> None:
        self.done = done
        self.count(done, self.of, words)

    def part(self, number: int, name: str) -> None:
        self.say(number, f"{self.noun} {number} of {self.parts}: {name}")

    def page(self, number: int, _total: int) -> None:
        instant = time.monotonic()
        if instant - self.told >= SECONDS_BETWEEN_STEPS:
            self.told = instant
            self.say(self.parts + 1, f"Laying out page {number}")


def make(report: Report, *, count: Count, noted: Callable[[str], None]) -> Made:
    """Make the document; `noted` gets the fingerprint of what is shown before it is printed."""
    steps = Steps(count)
    steps.say(0, "Reading answers and scores")
    if alone := WITHOUT_SCORES.get(ReportKind(report.kind)):
        return alone(report, steps, noted)
    material = material_of(report.evaluation, threads=report.kind == ReportKind.CONSENSUS)
    key = str(report.response_id) if report.response_id else ""
    record = _record(report, snapshot_of(material, report.kind, key, report.panelist_id))
    noted(record.snapshot)
    steps.parts = len(material.comparison.columns)
    match report.kind:
        case ReportKind.VENDOR_PDF:
            steps.parts, steps.noun = len(material.comparison.all_rows), "Topic"
            html = vendor.html_of(material, record, key, part=steps.part)
            title = f"{vendor.TITLE}: {material.response(key).vendor.name}"
            return _pdf(html, title, record, steps, material.is_draft)
        case ReportKind.COMPARISON_PDF:
            html = comparison.html_of(material, record, part=steps.part)
            return _pdf(html, comparison.TITLE, record, steps, material.is_draft)
        case ReportKind.MASTER_PDF:
            html = master.html_of(material, record, part=steps.part)
            return _pdf(html, master.TITLE, record, steps, material.is_draft)
        case ReportKind.SHEET:
            sheet = reviewer.sheet_of(material, report.panelist_id)
            html = reviewer.html_of(material, record, sheet, part=steps.part)
            title = f"{reviewer.TITLE} of {sheet.panelist.name}"
            return _pdf(html, title, record, steps, material.is_draft)
        case ReportKind.MEMO:
            html = memo.html_of(material, record)
            return _pdf(html, memo.TITLE, record, steps, memo.is_proposed(material))
        case ReportKind.CONSENSUS:
            html = consensus.html_of(material, record, part=steps.part)
            return _pdf(html, consensus.TITLE, record, steps, material.is_draft)
        case ReportKind.DEBRIEF:
            html = letter.html_of(material, record, key)
            title = f"{letter.TITLE} to {material.response(key).vendor.name}"
            return _pdf(html, title, record, steps, material.is_draft)
        case _:
            return _data(report.kind, material, record, steps)


def _data(kind: str, material: Material, record: Record, steps: Steps) -> Made:
    """Make what other programs read."""
    match kind:
        case ReportKind.WORKBOOK:
            content = sheets.workbook_of(material, record, part=steps.part)
            return _sheet(content, "xlsx", XLSX, record, material)
        case ReportKind.BUNDLE:
            content = packed(record_of(material))
            name = _name("Record bundle", record, "zip")
            return Made(content, name, ZIP, None, material.is_draft)
        case ReportKind.EDITION:
            asked = material.bench.questionnaire.asked_items()
            topics = {one.key: one.criterion for one in asked}
            withheld = withheld_of(material.evaluation)
            content = packed(edition_of(record_of(material), withheld, topics))
            name = _name("Public-records edition", record, "zip")
            return Made(content, name, ZIP, None, material.is_draft)
        case ReportKind.JSON:
            content = machine.json_of(material, record, part=steps.part)
            return _sheet(content, "json", "application/json", record, material)
        case ReportKind.CSV:
            content = sheets.csv_of(material, record, part=steps.part)
            return _sheet(content, "csv", "text/csv", record, material)
        case _:
            raise JobFailed("This kind of document can’t be made.")


def _quick(report: Report, steps: Steps, noted: Callable[[str], None]) -> Made:
    statements: Statements = statements_of(report.evaluation)
    record = _record(report, statements.snapshot())
    noted(record.snapshot)
    steps.parts = len(statements.responses)
    html = quick.html_of(statements, record, part=steps.part)
    return _pdf(html, quick.TITLE, record, steps, is_draft=False)


def _reading(report: Report, steps: Steps, noted: Callable[[str], None]) -> Made:
    copy = reading_of(report.evaluation, report.response_id)
    record = _record(report, copy.snapshot())
    noted(record.snapshot)
    steps.parts, steps.noun = len(copy.bench.questionnaire.asked_criteria()), "Topic"
    html = reading.html_of(copy, record, part=steps.part)
    name = copy.response.vendor.name if copy.response else ""
    return _pdf(html, f"{reading.TITLE}: {name}", record, steps, is_draft=False)


def _terms(report: Report, steps: Steps, noted: Callable[[str], None]) -> Made:
    printed = printed_terms_of(report.evaluation, report.response_id)
    record = _record(report, printed.snapshot())
    noted(record.snapshot)
    html = terms.html_of(printed, record)
    name = printed.copy.response.vendor.name if printed.copy.response else ""
    return _pdf(html, f"{terms.TITLE}: {name}", record, steps, is_draft=False)


WITHOUT_SCORES: Mapping[ReportKind, Callable[[Report, Steps, Callable[[str], None]], Made]] = {
    ReportKind.QUICK_PDF: _quick,
    ReportKind.READING_PDF: _reading,
    ReportKind.TERMS_PDF: _terms,
}


def _record(report: Report, snapshot: str) -> Record:
    return Record(
        workspace=current(),
        evaluation=report.evaluation,
        report=report,
        produced=produced_by(report, clock.now()),
        snapshot=snapshot,
    )


def _pdf(html: str, title: str, record: Record, steps: Steps, is_draft: bool) -> Made:  # noqa: FBT001
    steps.say(steps.parts + 1, "Laying out the pages")
    outcome = render(
        html,
        title=f"{title}, {record.evaluation.round.name}",
        lang="en-US",
        assets=record.assets(),
        limits=LIMITS,
        on_progress=steps.page,
    )
    if not outcome:
        log.warning("report %s: %s (%s)", record.report.pk, outcome.failure, outcome.detail)
        raise JobFailed(outcome.sentence("The report"))
    steps.say(steps.parts + 2, "Keeping the file")
    pages = outcome.facts.get("pages")
    return Made(
        content=outcome.content,
        name=_name(title, record, "pdf"),
        media_type=PDF,
        pages=pages if isinstance(pages, int) else None,
        is_draft=is_draft,
    )


def _sheet(
    content: bytes, extension: str, media_type: str, record: Record, material: Material
) -> Made:
    name = _name(comparison.TITLE, record, extension)
    return Made(content, name, media_type, None, material.is_draft)


def _name(title: str, record: Record, extension: str) -> str:
    round_ = record.evaluation.round
    return clean_name(f"{title}, {round_.name}, rev {record.report.revision}.{extension}")
