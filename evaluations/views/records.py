"""The public-records edition: vendors are told, fields are decided on, the edition is made."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import rules
from evaluations.actions import records as actions
from evaluations.actions import reports
from evaluations.forms.records import (
    RELEASE,
    WITHHOLD,
    AddForm,
    DecisionForm,
    KeepingForm,
    TellForm,
)
from evaluations.models import Evaluation, ReportKind
from evaluations.queries import records as queries
from evaluations.queries.reports import conflicts_of, lines_of
from evaluations.views.frame import place
from portal.access import Refused
from portal.accounts.models import Role
from portal.files.answers import download
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Part, Withholding
from vendors.queries.records import Field

PER_PAGE = 50


@require_safe
@for_roles(Role.RECORDS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the decided evaluations."""
    rows = queries.decided_evaluations()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"title": "Records", "page": page, "now": request.now}
    return render(request, "evaluations/records/index.html", context)


@require_safe
@for_roles(Role.RECORDS)
def kept(request: WorkspaceRequest) -> HttpResponse:
    """List every evaluation with how long its record is kept."""
    page = Paginator(queries.kept_evaluations(), PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [{"label": "Records", "url": place("records-list")}, {"label": "Kept", "url": ""}]
    context = {"title": "How long records are kept", "page": page, "crumbs": crumbs}
    return render(request, "evaluations/records/kept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.RECORDS)
def keeping(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Set how long one record is kept, and whether a legal hold is on."""
    evaluation = get_object_or_404(queries.kept_evaluations(), pk=pk)
    form = KeepingForm(
        request.POST or None,
        initial={"until": evaluation.kept_until, "held": evaluation.held_at is not None},
        may_keep=lambda until: rules.may_keep(evaluation, until, today=request.now.date()),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.keep(
            evaluation,
            until=data["until"],
            held=data["held"],
            reason=data["reason"],
            by=request.person,
        )
        messages.success(request, "Recorded.")
        return redirect("evaluations:records-kept")
    context = {
        "title": "How long it is kept",
        "evaluation": evaluation,
        "form": form,
        "crumbs": [
            {"label": "Records", "url": place("records-list")},
            {"label": "Kept", "url": place("records-kept")},
            {"label": evaluation.round.name, "url": ""},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/records/keeping.html", context, status=status)


@require_safe
@for_roles(Role.RECORDS)
def detail(request: WorkspaceRequest, pk: int) -> HttpResponse:
    return _show(request, _evaluation(request, pk))


@require_POST
@for_roles(Role.RECORDS)
def tell(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Tell the vendors, with the day until which they may object."""
    evaluation = _evaluation(request, pk)
    form = TellForm(request.POST, now=request.now, zone=request.workspace.time_zone)
    if not form.is_valid():
        return _show(request, evaluation, tell=form)
    actions.open_review(evaluation, object_by=form.cleaned_data["object_by"], by=request.person)
    messages.success(request, "The vendors were told by e-mail.")
    return redirect("evaluations:records", pk)


@require_POST
@for_roles(Role.RECORDS)
def add(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put a field on the list that its vendor did not mark."""
    evaluation = _evaluation(request, pk)
    form = AddForm(request.POST, groups=queries.handing_of(evaluation).addable)
    if not form.is_valid():
        return _show(request, evaluation, add=form)
    vendor, part, key = form.cleaned_data["field"].split(":", 2)
    response = get_object_or_404(evaluation.round.responses, pk=vendor)
    actions.add(evaluation, response, Part(part), key, by=request.person)
    messages.success(request, "It is on the list. Decide on it below.")
    return redirect("evaluations:records", pk)


@require_POST
@for_roles(Role.RECORDS)
def decide(request: WorkspaceRequest, pk: int, field_pk: int) -> HttpResponse:
    """Withhold one field, or release it."""
    evaluation = _evaluation(request, pk)
    field = get_object_or_404(Withholding, pk=field_pk, response__round=evaluation.round_id)
    form = _decision(field, request.POST)
    if form.is_valid():
        try:
            actions.decide(
                evaluation,
                field,
                withheld=form.withheld,
                code=form.cleaned_data["code"],
                why=form.cleaned_data["why"],
                by=request.person,
            )
        except Refused as no:
            form.add_error("decision", str(no))
        else:
            messages.success(request, "Recorded. The vendor sees it on its page.")
            return redirect(f"{place('records', pk)}#field-{field_pk}")
    return _show(request, evaluation, decision=form, at=field_pk)


@require_POST
@for_roles(Role.RECORDS)
def order(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Have the edition made."""
    evaluation = _evaluation(request, pk)
    reports.order(evaluation, ReportKind.EDITION, by=request.person)
    return redirect("evaluations:records", pk)


@require_safe
@for_roles(Role.RECORDS)
def file(request: WorkspaceRequest, pk: int, report_pk: UUID) -> HttpResponseBase:
    for one in queries.editions_of(_evaluation(request, pk)):
        if one.pk == report_pk and one.file is not None:
            return download(one.file)
    raise Http404


def _evaluation(request: WorkspaceRequest, pk: int) -> Evaluation:
    """A decided evaluation; 404 for any other, and for who declared a conflict in it."""
    evaluation = queries.decided_evaluation(pk)
    if evaluation is None or conflicts_of(evaluation, request.person.pk):
        raise Http404
    return evaluation


def _show(
    request: WorkspaceRequest,
    evaluation: Evaluation,
    *,
    tell: forms.Form | None = None,
    add: forms.Form | None = None,
    decision: DecisionForm | None = None,
    at: int = 0,
) -> HttpResponse:
    handing = queries.handing_of(evaluation)
    bound = tell or add or decision
    new_day = TellForm(now=request.now, zone=request.workspace.time_zone)
    may_order = rules.may_order_edition(handing.review, handing.undecided, at=request.now)
    context: dict[str, Any] = {
        "title": "Public-records edition",
        "evaluation": evaluation,
        "handing": handing,
        "lines": [
            {"field": one, "form": decision if decision and one.row.pk == at else _standing(one)}
            for one in handing.fields
        ],
        "tell": tell or new_day,
        "add": add or AddForm(groups=handing.addable),
        "form": bound,
        "editions": lines_of(queries.editions_of(evaluation)),
        "may_order": may_order,
        "now": request.now,
        "crumbs": [
            {"label": "Records", "url": place("records-list")},
            {"label": evaluation.round.name, "url": ""},
        ],
    }
    status = 422 if bound is not None else 200
    return render(request, "evaluations/records/detail.html", context, status=status)


def _standing(field: Field) -> DecisionForm:
    row = field.row
    initial = {}
    if row.withheld is not None:
        kind = WITHHOLD if row.withheld else RELEASE
        initial = {"decision": kind, "code": row.code, "why": row.why}
    return _decision(row, None, initial)


def _decision(row: Withholding, data: Any, initial: Any = None) -> DecisionForm:
    return DecisionForm(data, initial=initial or {}, auto_id=f"id_{row.pk}_%s")
