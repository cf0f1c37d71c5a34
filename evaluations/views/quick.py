"""The quick check: one person, one sitting, no vendor asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.actions import rounds
from evaluations.forms.quick import DeeperForm, QuickForm
from evaluations.forms.start import QuickStartForm
from evaluations.models import Evaluation
from evaluations.queries.quick import check_of, checks_of
from evaluations.queries.quick_report import pyramid_of
from evaluations.queries.standing import draft_of, standing_of
from evaluations.quick import Known
from evaluations.views.frame import LIST_CRUMB, crumbs, of_evaluation, place, reach
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import rounds as intake
from vendors.actions import statements
from vendors.models import Kind, Response
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@for_roles(Role.COORDINATOR)
def start(request: WorkspaceRequest) -> HttpResponse:
    form = QuickStartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        evaluation = rounds.start_with(
            form.cleaned_data["name"],
            form.cleaned_data["invitees"],
            due_at=None,
            kind=Kind.ACQUISITION,
            depth=Depth.QUICK,
            by=request.person,
        )
        first = evaluation.round.responses.select_related("vendor").first()
        return redirect("evaluations:quick-vendor", evaluation.pk, first.pk if first else 0)
    context = {
        "title": "Start a quick check",
        "form": form,
        "crumbs": [LIST_CRUMB, {"label": "Start a quick check", "url": ""}],
    }
    return render(request, "evaluations/quick/start.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title=evaluation.round.name,
        crumbs=[LIST_CRUMB, {"label": evaluation.round.name, "url": ""}],
        checks=checks_of(evaluation.round),
        coordinates=request.presence.is_a(Role.COORDINATOR),
    )
    return render(request, "evaluations/quick/index.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def vendor(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    response = _response(evaluation, response_pk)
    said = {one.about: one for one in response.statements.all()}
    questionnaire = questionnaire_of(evaluation.round.version)
    form = QuickForm(request.POST or None, questionnaire=questionnaire, statements=said)
    status = 200
    if request.method == "POST" and form.is_valid():
        conflicts = statements.save(response, form.said(), by=request.person)
        if not conflicts:
            return _after_saving(request, pk, response_pk)
        form.show(conflicts)
        status = 409
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title=f"What do you know of {response.vendor}?",
        crumbs=crumbs(evaluation, (response.vendor.name, "")),
        form=form,
        rows=form.rows(),
        response=response,
    )
    return render(request, "evaluations/quick/vendor.html", context, status=status)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def result(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    response = _response(evaluation, response_pk)
    questionnaire = questionnaire_of(evaluation.round.version)
    check = check_of(questionnaire, list(response.statements.all()))
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title=f"{response.vendor}: what you know so far",
        crumbs=crumbs(evaluation, (response.vendor.name, "")),
        response=response,
        check=check,
        groups=_groups(check.rows),
        pyramid=pyramid_of(questionnaire, check, response.vendor.name),
        coordinates=request.presence.is_a(Role.COORDINATOR),
        reports_url=reach("evaluations:reports", pk),
    )
    return render(request, "evaluations/quick/result.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def deeper(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    form = DeeperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        depth = Depth(form.cleaned_data["depth"])
        intake.set_depth(evaluation.round, depth, by=request.person)
        messages.success(request, "What you wrote down is kept. Now say whom to ask and by when.")
        return redirect("evaluations:setup", pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="Go deeper",
        crumbs=crumbs(evaluation, ("Go deeper", "")),
        form=form,
        button="Go on to the set-up",
        back_url=place("quick", pk),
        verdict=True,
        effect="Everything that you wrote down is kept and stands beside what vendors answer.",
    )
    return render(request, "evaluations/rounds/address.html", context)


def _after_saving(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, "Saved. Go on whenever you like.")
        return redirect("evaluations:quick", pk)
    return redirect("evaluations:quick-result", pk, response_pk)


def _groups(rows: Any) -> list[dict[str, Any]]:
    """What is strong, what is weak and what is not known."""
    return [
        {"title": title, "text": text, "rows": [row for row in rows if row.known in kinds]}
        for title, text, kinds in (
            ("Strong", "You answered yes.", {Known.YES}),
            ("Weak", "You answered partly or no.", {Known.PARTLY, Known.NO}),
            ("Unknown", "Nobody here knows yet.", {Known.UNKNOWN, None}),
        )
    ]


def _response(evaluation: Evaluation, pk: int) -> Response:
    return get_object_or_404(
        Response.objects.select_related("vendor", "round"), pk=pk, round=evaluation.round
    )
