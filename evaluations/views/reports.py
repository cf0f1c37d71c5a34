"""Reports of one evaluation: order, watch them being made, download, try again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import rules
from evaluations.actions import letters, reports
from evaluations.models import Evaluation, Panelist, Report, ReportKind, Stage
from evaluations.queries.decided import is_waiting
from evaluations.queries.judgement import evaluations_here
from evaluations.queries.reading import answers_open
from evaluations.queries.reports import (
    Line,
    conflicts_of,
    has_statements,
    lines_of,
    place_on_panel,
    reports_of,
)
from evaluations.views.frame import crumbs, place
from portal.access import ALLOWED, Refused, Verdict
from portal.accounts.models import Role
from portal.files.answers import download
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response

PER_PAGE = 50
READERS = (Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the reports of an evaluation, and what keeps her from one of them."""

    evaluation: Evaluation
    coordinates: bool
    reads_all: bool
    panelist: Any
    conflicts: frozenset[int]

    def may_read(self, report: Report) -> Verdict:
        return rules.may_read_report(
            report,
            reads_all=self.reads_all,
            coordinates=self.coordinates,
            panelist=self.panelist,
            conflicts=self.conflicts,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS, Role.REVIEWER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    reader = _reader(request, pk)
    if request.method == "POST":
        return _order(request, reader)
    found = [one for one in reports_of(reader.evaluation) if reader.may_read(one)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = _context(reader, "Reports") | {
        "page": page,
        "lines": lines_of(page.object_list),
        "choices": _choices(reader) if reader.coordinates else [],
        "vendors": _vendors(reader) if reader.coordinates else (),
        "reviewers": _reviewers(reader) if reader.coordinates else (),
        "decided": _decided(reader) if reader.coordinates else (),
        "readable": _readable(request, reader) if reader.coordinates else (),
        "not_yet": rules.may_see_scores_of_others(reader.evaluation).refusal,
        "crumbs": crumbs(reader.evaluation, ("Reports", "")),
    }
    return render(request, "evaluations/reports/index.html", context)


@require_safe
@for_roles(*READERS, Role.REVIEWER)
def detail(request: WorkspaceRequest, pk: int, report_pk: UUID) -> HttpResponse:
    reader = _reader(request, pk)
    line = _line(reader, report_pk)
    above = ("Reports", place("reports", pk))
    context = _context(reader, line.title) | {
        "line": line,
        "crumbs": crumbs(reader.evaluation, above, (f"Revision {line.report.revision}", "")),
    }
    part = request.htmx and not request.htmx.history_restore_request
    name = "_line" if part else "detail"
    return render(request, f"evaluations/reports/{name}.html", context)


@require_safe
@for_roles(*READERS, Role.REVIEWER)
def file(request: WorkspaceRequest, pk: int, report_pk: UUID) -> HttpResponseBase:
    report = _line(_reader(request, pk), report_pk).report
    if report.file is None:
        raise Http404
    return download(report.file)


@require_POST
@for_roles(Role.COORDINATOR)
def again(request: WorkspaceRequest, pk: int, report_pk: UUID) -> HttpResponse:
    line = _line(_reader(request, pk), report_pk)
    reports.try_again(line.report, by=request.person)
    return redirect("evaluations:reports", pk)


@require_POST
@for_roles(Role.COORDINATOR)
def release(request: WorkspaceRequest, pk: int, report_pk: UUID) -> HttpResponse:
    line = _line(_reader(request, pk), report_pk)
    letters.release(line.report, by=request.person)
    messages.success(request, "The letter is released. The vendor finds it on its page.")
    return redirect("evaluations:reports", pk)


def _reader(request: WorkspaceRequest, pk: int) -> Reader:
    """Fetching is the permission check: whoever has no place here finds nothing."""
    evaluation = get_object_or_404(evaluations_here(), pk=pk)
    presence = request.presence
    panelist = place_on_panel(evaluation, request.person.pk)
    reads_all = presence.is_a(*READERS)
    if not reads_all and panelist is None:
        raise Http404
    return Reader(
        evaluation=evaluation,
        coordinates=presence.is_a(Role.COORDINATOR),
        reads_all=reads_all,
        panelist=panelist,
        conflicts=conflicts_of(evaluation, request.person.pk),
    )


def _line(reader: Reader, report_pk: UUID) -> Line:
    report = get_object_or_404(reports_of(reader.evaluation), pk=report_pk)
    if not reader.may_read(report):
        raise Http404
    return lines_of([report])[0]


def _order(request: WorkspaceRequest, reader: Reader) -> HttpResponse:
    if not reader.coordinates:
        raise Refused("Only a coordinator can order a report.")
    name, _, about = request.POST.get("report", "").partition(":")
    kind, pk = reports.kind_named(name), about if about.isdecimal() else 0
    response = panelist = None
    if about and kind == ReportKind.SHEET:
        panelist = get_object_or_404(reader.evaluation.panel.defer("sheet_leaves"), pk=pk)
    elif about:
        responses = reader.evaluation.round.responses.select_related("vendor")
        response = get_object_or_404(responses, pk=pk)
    reports.order(reader.evaluation, kind, response=response, panelist=panelist, by=request.person)
    return redirect("evaluations:reports", reader.evaluation.pk)


def _context(reader: Reader, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "evaluation": reader.evaluation,
        "round": reader.evaluation.round,
        "coordinates": reader.coordinates,
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: what it sends, what it says, and what comes of it."""

    value: str
    label: str
    about: str


def _choices(reader: Reader) -> Sequence[Choice]:
    """What can be ordered now; nothing is offered that would be refused."""
    evaluation = reader.evaluation
    found = []
    if rules.may_see_scores_of_others(evaluation):
        found += [
            Choice(
                ReportKind.COMPARISON_PDF,
                "Create PDF report",
                "All vendors: page 1 says it all; then every score, reason and proof.",
            ),
            Choice(
                ReportKind.WORKBOOK, "Create spreadsheet", "Scores, reasons, evidence and method."
            ),
            Choice(
                ReportKind.MASTER_PDF,
                "Create master score sheet",
                "Every reviewer’s score as locked, its limit, and what it counts for.",
            ),
            Choice(
                ReportKind.CONSENSUS,
                "Create consensus notes",
                "What the panel agreed on, why, when and with whom, and what was written.",
            ),
            Choice(ReportKind.CSV, "Create CSV", "One line per vendor and topic."),
            Choice(
                ReportKind.JSON, "Create JSON", "Figures, scores and reasons for other programs."
            ),
        ]
    if not reader.conflicts and _is_proposed(evaluation):
        found.append(
            Choice(
                ReportKind.MEMO,
                "Create decision memo",
                "Outcomes and reasons, the ranking, what was open, who proposed and confirmed it.",
            )
        )
    if rules.may_order_report(
        evaluation,
        ReportKind.BUNDLE,
        None,
        has_statements=False,
        answers_open=ALLOWED,
        has_submission=False,
        conflicts=reader.conflicts,
    ):
        found.append(
            Choice(
                ReportKind.BUNDLE,
                "Create record bundle",
                "Everything behind the decision, with a program that checks it on any computer. "
                "Confidential answers are in it.",
            )
        )
    if has_statements(evaluation):
        found.append(
            Choice(
                ReportKind.QUICK_PDF,
                "Create quick check PDF",
                "What you noted down yourselves, and what to ask next.",
            )
        )
    return found


def _is_proposed(evaluation: Evaluation) -> bool:
    """Whether a decision holds or waits to be confirmed."""
    return evaluation.stage in {Stage.DECIDED, Stage.ARCHIVED} or (
        evaluation.stage == Stage.DISCUSSION and is_waiting(evaluation)
    )


def _vendors(reader: Reader) -> Sequence[Response]:
    """The vendors on each of whom a report can be made."""
    if not rules.may_see_scores_of_others(reader.evaluation):
        return ()
    return tuple(
        reader.evaluation.round.responses.filter(withdrawn_at=None)
        .exclude(pk__in=reader.conflicts)
        .select_related("vendor")
        .order_by("vendor__name")
    )


def _reviewers(reader: Reader) -> Sequence[Panelist]:
    """The reviewers of each of whom the locked scores can be printed."""
    if reader.conflicts or not rules.may_see_scores_of_others(reader.evaluation):
        return ()
    locked = reader.evaluation.panel.filter(removed_at=None, locked_at__isnull=False)
    return tuple(locked.defer("sheet_leaves"))


def _decided(reader: Reader) -> Sequence[Response]:
    """The vendors to each of whom a letter can be written."""
    if reader.evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED}:
        return ()
    return tuple(
        reader.evaluation.round.responses.filter(withdrawn_at=None, submissions__isnull=False)
        .exclude(pk__in=reader.conflicts)
        .select_related("vendor")
        .order_by("vendor__name")
        .distinct()
    )


def _readable(request: WorkspaceRequest, reader: Reader) -> Sequence[Response]:
    """The vendors of whose answers a reading copy can be made."""
    if not answers_open(reader.evaluation, at=request.now):
        return ()
    return tuple(
        reader.evaluation.round.responses.filter(withdrawn_at=None, submissions__isnull=False)
        .exclude(pk__in=reader.conflicts)
        .select_related("vendor")
        .order_by("vendor__name")
        .distinct()
    )
