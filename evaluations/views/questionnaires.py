"""Questionnaires: looking at them, as coordinators and as vendors see them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.questionnaires import WeightsForm
from evaluations.queries.standing import draft_of, standing_of
from evaluations.views.frame import crumbs, of_evaluation, place, setup_crumbs
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import questionnaires
from vendors.models import QuestionnaireVersion
from vendors.queries.questionnaires import kept, questionnaire_of
from vendors.questionnaire.model import Questionnaire

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
LIST = {"label": "Questionnaires", "url": "/questionnaires/"}


@require_safe
@for_roles(Role.COORDINATOR)
def index(request: WorkspaceRequest) -> HttpResponse:
    questionnaires.standard_version(by=request.person)
    context = {"title": "Questionnaires", "rows": kept()}
    return render(request, "evaluations/questionnaires/list.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def page(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version = _version(pk)
    questionnaire = questionnaire_of(version)
    context = _of_version(
        version,
        title=version.questionnaire.name,
        crumbs=[LIST, {"label": version.questionnaire.name, "url": ""}],
        sections=sections_of(questionnaire),
        questionnaire=questionnaire,
        coordinates=request.presence.is_a(Role.COORDINATOR),
    )
    return render(request, "evaluations/questionnaires/page.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def as_vendor(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    questionnaire = questionnaire_of(evaluation.round.version)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="As a vendor sees it",
        crumbs=crumbs(evaluation, ("As a vendor sees it", "")),
        sections=sections_of(questionnaire),
        questionnaire=questionnaire,
    )
    return render(request, "evaluations/questionnaires/as_vendor.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def weights(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    version = evaluation.round.version
    questionnaire = questionnaire_of(version)
    form = WeightsForm(request.POST or None, questionnaire=questionnaire)
    if request.method == "POST" and form.is_valid():
        rules.may_change(evaluation.round).require()
        questionnaires.change(version, form.changed(), "weights", by=request.person)
        messages.success(request, "Saved. Shares of 100 % are worked out anew.")
        return redirect("evaluations:setup-weights", pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="Weights",
        crumbs=setup_crumbs(evaluation, "Weights"),
        form=form,
        button="Save the weights",
        back_url=place("setup", pk),
        verdict=rules.may_change(evaluation.round),
    )
    return render(request, "evaluations/questionnaires/weights.html", context)


def sections_of(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """Sections with the topics and questions that are asked, and each topic's share."""
    levels = {level.number: level.title for level in questionnaire.levels}
    return [
        {
            "section": section,
            "topics": [
                {
                    "criterion": criterion,
                    "level": levels[criterion.level],
                    "share": round(questionnaire.share(criterion) * 100),
                    "items": questionnaire.items_of(criterion.key),
                }
                for criterion in criteria
            ],
        }
        for section, criteria in questionnaire.by_section()
    ]


def _version(pk: int) -> QuestionnaireVersion:
    return get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire"), pk=pk)


def _of_version(version: QuestionnaireVersion, **more: Any) -> dict[str, Any]:
    evaluation = version.rounds.select_related("evaluation").first()
    return {
        "version": version,
        "round": evaluation,
        "verdict": questionnaires.may_change(version),
        **more,
    }
