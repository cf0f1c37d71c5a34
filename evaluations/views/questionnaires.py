"""Questionnaires: looking at them, as coordinators and as vendors see them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.questionnaires import WeightsForm
from evaluations.queries.setup import DEPTH_WORDS
from evaluations.queries.standing import draft_of, standing_of
from evaluations.views.frame import crumbs, of_evaluation, place, setup_crumbs
from evaluations.views.questions import LIST, version_of
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import questionnaires
from vendors.models import QuestionnaireVersion
from vendors.queries.questionnaires import kept, questionnaire_of
from vendors.questionnaire.model import Criterion, Item, Questionnaire
from vendors.questionnaire.packs import KEYS, pack

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(Role.COORDINATOR)
def index(request: WorkspaceRequest) -> HttpResponse:
    questionnaires.standard_version(by=request.person)
    context = {"title": "Questionnaires", "rows": kept()}
    return render(request, "evaluations/questionnaires/list.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def page(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version = version_of(pk)
    questionnaire = questionnaire_of(version)
    context = _of_version(
        version,
        title=version.questionnaire.name,
        crumbs=[LIST, {"label": version.questionnaire.name, "url": ""}],
        groups=groups_of(questionnaire, by_level=request.GET.get("by") == "level"),
        by_level=request.GET.get("by") == "level",
        questionnaire=questionnaire,
        asked=len(questionnaire.asked_items()),
        depth=DEPTH_WORDS[questionnaire.depth],
        packs=packs_of(questionnaire),
        coordinates=request.presence.is_a(Role.COORDINATOR),
    )
    return render(request, "evaluations/questionnaires/page.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def preview(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version = version_of(pk)
    questionnaire = questionnaire_of(version)
    here = {
        "label": version.questionnaire.name,
        "url": reverse("evaluations:questionnaire", args=[pk]),
    }
    context = {
        "title": "As a vendor sees it",
        "version": version,
        "crumbs": [LIST, here, {"label": "As a vendor sees it", "url": ""}],
        "sections": sections_of(questionnaire),
        "questionnaire": questionnaire,
        "now": request.now,
    }
    return render(request, "evaluations/questionnaires/as_vendor.html", context)


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
    return [
        {
            "section": section,
            "topics": [
                {
                    "criterion": criterion,
                    "level": questionnaire.level_of(criterion).title,
                    "share": round(questionnaire.share(criterion) * 100),
                    "items": questionnaire.items_of(criterion.key),
                }
                for criterion in criteria
            ],
        }
        for section, criteria in questionnaire.by_section()
    ]


def packs_of(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """Further questions that may be asked beside reliability, and which of them are asked."""
    asked = {one.key for one in questionnaire.packs}
    return [
        {
            "pack": one,
            "about": ", ".join(section.title for section in one.sections),
            "is_asked": one.key in asked,
        }
        for one in map(pack, KEYS)
    ]


def groups_of(questionnaire: Questionnaire, *, by_level: bool) -> list[dict[str, Any]]:
    """All topics with all their questions, asked or not, under sections or under levels."""

    def topics_where(wanted: Callable[[Criterion], bool]) -> list[dict[str, Any]]:
        return [_topic(questionnaire, one) for one in questionnaire.criteria if wanted(one)]

    if by_level:
        return [
            {
                "title": f"{level.number} {level.title}",
                "text": level.why,
                "topics": topics_where(lambda one, number=level.number: one.level == number),  # type: ignore[misc]
            }
            for level in questionnaire.levels
        ] + [
            {
                "title": pack.title,
                "text": "Asked beside reliability, on no level.",
                "topics": topics_where(lambda one, key=pack.key: one.pack == key),  # type: ignore[misc]
            }
            for pack in questionnaire.packs
        ]
    return [
        {
            "section": section,
            "title": section.title,
            "text": section.question,
            "topics": topics_where(lambda one, key=section.key: one.section == key),  # type: ignore[misc]
        }
        for section in sorted(questionnaire.sections, key=lambda one: one.order)
    ]


def _topic(questionnaire: Questionnaire, criterion: Criterion) -> dict[str, Any]:
    return {
        "criterion": criterion,
        "level": questionnaire.level_of(criterion).title,
        "items": [
            {"item": item, "word": _word(questionnaire, item)}
            for item in questionnaire.items
            if item.criterion == criterion.key
        ],
    }


def _word(questionnaire: Questionnaire, item: Item) -> str:
    if item.not_relevant:
        return "Not relevant to us"
    if item.left_out:
        return "Left out"
    if questionnaire.is_asked(item):
        return ""
    return "Only at full depth"


def _of_version(version: QuestionnaireVersion, **more: Any) -> dict[str, Any]:
    round_ = version.rounds.select_related("evaluation").first()
    return {
        "version": version,
        "round": round_,
        "verdict": questionnaires.may_change(version),
        **more,
    }
