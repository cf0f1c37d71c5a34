"""Changing a questionnaire, one thing at a time."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.forms.questions import (
    MOST_PARTS,
    ImportForm,
    NameForm,
    NewTopicForm,
    NotRelevantForm,
    PartFormSet,
    QuestionForm,
    SectionForm,
    TopicForm,
    initial_of,
    mark_of,
)
from portal.accounts.models import Role
from portal.files.content import content_disposition
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import questionnaires
from vendors.models import QuestionnaireVersion
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire import edits
from vendors.questionnaire.model import Questionnaire
from vendors.questionnaire.reading import export

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
LIST = {"label": "Questionnaires", "url": "/questionnaires/"}
SIMPLE: dict[str, tuple[Callable[[Questionnaire, str], Questionnaire], str]] = {
    "leave-out": (edits.leave_out, "The question is left out."),
    "bring-back": (edits.bring_back, "The question is asked again."),
    "item-up": (lambda content, key: edits.move_item(content, key, up=True), "Moved up."),
    "item-down": (lambda content, key: edits.move_item(content, key, up=False), "Moved down."),
    "topic-up": (lambda content, key: edits.move_criterion(content, key, up=True), "Moved up."),
    "topic-down": (
        lambda content, key: edits.move_criterion(content, key, up=False),
        "Moved down.",
    ),
    "section-up": (lambda content, key: edits.move_section(content, key, up=True), "Moved up."),
    "section-down": (
        lambda content, key: edits.move_section(content, key, up=False),
        "Moved down.",
    ),
    "pack-in": (edits.with_pack, "These questions are asked too, beside reliability."),
    "pack-out": (edits.without_pack, "These questions are not asked any more."),
}


@require_POST
@for_roles(Role.COORDINATOR)
def do(request: WorkspaceRequest, pk: int, what: str, key: str) -> HttpResponse:
    """One press of a button: leave out, bring back, move."""
    version = version_of(pk)
    change, said = SIMPLE[what]
    try:
        questionnaires.edit(
            version, lambda content: change(content, key), f"{what} {key}", by=request.person
        )
    except edits.EditRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(_page(pk, key))


@get_or_post
@for_roles(Role.COORDINATOR)
def item(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    found = _found(content.items, key)
    form = QuestionForm(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != mark_of(found):
            form.show_conflict(found, found.prompt)
        else:
            data = form.cleaned_data

            def change(now: Questionnaire) -> Questionnaire:
                return edits.edit_item(
                    now,
                    key,
                    prompt=data["prompt"],
                    plain=data["plain"],
                    proof=data["proof"],
                    anchors=form.anchors(),
                    must_have=data["must_have"],
                )

            if _applied(request, version, change, f"question {key}", form):
                return redirect(_page(pk, key))
    return _form(request, version, form, "Change a question")


@get_or_post
@for_roles(Role.COORDINATOR)
def topic(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    found = _found(content.criteria, key)
    names = ("title", "short_title", "weight")
    initial = {name: getattr(found, name) for name in names} | {"seen": mark_of(found)}
    form = TopicForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != mark_of(found):
            form.show_conflict(found, f"{found.title}, weight {found.weight}")
        else:
            given = {name: form.cleaned_data[name] for name in names}
            if _applied(
                request,
                version,
                lambda now: edits.edit_criterion(now, key, **given),
                f"topic {key}",
                form,
            ):
                return redirect(_page(pk, key))
    return _form(request, version, form, "Change a topic")


@get_or_post
@for_roles(Role.COORDINATOR)
def section(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    found = _found(content.sections, key)
    names = ("title", "question", "why")
    initial = {name: getattr(found, name) for name in names} | {"seen": mark_of(found)}
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != mark_of(found):
            form.show_conflict(found, found.question)
        else:
            given = {name: form.cleaned_data[name] for name in names}
            if _applied(
                request,
                version,
                lambda now: edits.edit_section(now, key, **given),
                f"section {key}",
                form,
            ):
                return redirect(_page(pk, key))
    return _form(request, version, form, "Change a section")


@get_or_post
@for_roles(Role.COORDINATOR)
def add_section(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version, _content = _opened(pk)
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "question", "why")}
        if _applied(
            request, version, lambda now: edits.add_section(now, **given)[0], "new section", form
        ):
            return redirect(_page(pk, ""))
    return _form(request, version, form, "Add a section")


@get_or_post
@for_roles(Role.COORDINATOR)
def add_topic(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    _found(content.sections, key)
    form = NewTopicForm(request.POST or None, questionnaire=content, initial={"weight": 5})
    if request.method == "POST" and form.is_valid():
        names = ("title", "short_title", "weight", "level")
        given = {name: form.cleaned_data[name] for name in names}
        if _applied(
            request,
            version,
            lambda now: edits.add_criterion(now, section=key, **given)[0],
            "new topic",
            form,
        ):
            return redirect(_page(pk, key))
    return _form(request, version, form, "Add a topic")


@get_or_post
@for_roles(Role.COORDINATOR)
def add_item(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    _found(content.criteria, key)
    usual = {f"anchor_{score}": text for score, text in edits.OWN_ANCHORS.items()}
    form = QuestionForm(request.POST or None, initial=usual)
    parts = PartFormSet(_more_rows(request) or None, prefix="parts", initial=[{"required": True}])
    quiet = "_add_row" in request.POST
    if request.method == "POST" and not quiet and form.is_valid() and parts.is_valid():
        made = [one.part(number) for number, one in enumerate(parts.forms, 1)]
        names = ("prompt", "plain", "proof", "must_have")
        given = {name: form.cleaned_data[name] for name in names}

        def change(now: Questionnaire) -> Questionnaire:
            return edits.add_item(now, criterion=key, parts=made, anchors=form.anchors(), **given)[
                0
            ]

        if _applied(request, version, change, "new question", form):
            return redirect(_page(pk, key))
    return _form(
        request,
        version,
        form,
        "Add a question",
        template="question",
        parts=parts,
        quiet=quiet,
    )


@get_or_post
@for_roles(Role.COORDINATOR)
def not_relevant(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    found = _found(content.items, key)
    form = NotRelevantForm(request.POST or None, initial={"reason": found.not_relevant})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if _applied(
            request,
            version,
            lambda now: edits.not_relevant(now, key, reason),
            f"not relevant {key}",
            form,
        ):
            return redirect(_page(pk, key))
    return _form(request, version, form, "Not relevant to us", effect=found.prompt)


@get_or_post
@for_roles(Role.COORDINATOR)
def remove(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    version, content = _opened(pk)
    named = {
        **{one.key: one.prompt for one in content.items if one.own},
        **{one.key: one.title for one in content.criteria if one.own},
        **{one.key: one.title for one in content.sections if one.own},
    }
    if key not in named:
        raise Http404
    if request.method == "POST":
        try:
            questionnaires.edit(
                version, lambda now: edits.remove(now, key), f"removed {key}", by=request.person
            )
        except edits.EditRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(_page(pk, ""))
    context = {
        "title": "Remove what you added",
        "question": f"Remove “{named[key]}”?",
        "effect": "It is removed from this questionnaire. Evaluations that use a copy keep it.",
        "confirm_label": "Remove",
        "back_url": _page(pk, key),
        "destructive": True,
        "crumbs": _crumbs(version, "Remove"),
    }
    return render(request, "components/confirm.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def rename(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version = version_of(pk)
    form = NameForm(request.POST or None, initial={"name": version.questionnaire.name})
    if request.method == "POST" and form.is_valid():
        questionnaires.rename(version.questionnaire, form.cleaned_data["name"], by=request.person)
        return redirect(_page(pk, ""))
    return _form(request, version, form, "Rename the questionnaire", always=True)


@get_or_post
@for_roles(Role.COORDINATOR)
def copy(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version = version_of(pk)
    proposed = f"{version.questionnaire.name[:140]} (copy)"
    form = NameForm(request.POST or None, initial={"name": proposed})
    if request.method == "POST" and form.is_valid():
        made = questionnaires.copy(version, form.cleaned_data["name"], by=request.person)
        messages.success(request, "This is your copy. Change what you like.")
        return redirect(_page(made.pk, ""))
    return _form(
        request,
        version,
        form,
        "Copy to change",
        always=True,
        effect="The copy can be changed and chosen for new evaluations. The original stays as it is.",
    )


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def download(request: WorkspaceRequest, pk: int) -> HttpResponse:
    version = version_of(pk)
    answer = HttpResponse(export(questionnaire_of(version)), content_type="application/json")
    name = f"{version.questionnaire.name}, version {version.number}.json"
    answer["Content-Disposition"] = content_disposition(name)
    return answer


@get_or_post
@for_roles(Role.COORDINATOR)
def take_in(request: WorkspaceRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.found is not None:
        name = form.cleaned_data["name"] or form.found.title[:150]
        made = questionnaires.make(name, form.found, by=request.person)
        messages.success(request, f"{name} was read. It can be chosen for new evaluations.")
        return redirect(_page(made.pk, ""))
    context = {
        "title": "Import a questionnaire",
        "form": form,
        "crumbs": [LIST, {"label": "Import", "url": ""}],
        "button": "Import",
        "back_url": LIST["url"],
        "verdict": True,
    }
    return render(request, "evaluations/questionnaires/import.html", context)


def version_of(pk: int) -> QuestionnaireVersion:
    return get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire"), pk=pk)


def _opened(pk: int) -> tuple[QuestionnaireVersion, Questionnaire]:
    version = version_of(pk)
    return version, questionnaire_of(version)


def _found(things: Any, key: str) -> Any:
    for one in things:
        if one.key == key:
            return one
    raise Http404


def _applied(
    request: WorkspaceRequest,
    version: QuestionnaireVersion,
    change: Callable[[Questionnaire], Questionnaire],
    what: str,
    form: Form,
) -> bool:
    """Make the change; a refusal goes to the form, where what was typed still stands."""
    try:
        questionnaires.edit(version, change, what, by=request.person)
    except edits.EditRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Saved.")
    return True


def _more_rows(request: WorkspaceRequest) -> Any:
    """The posted rows, with one more where that was asked for."""
    if "_add_row" not in request.POST:
        return request.POST
    data = request.POST.copy()
    total = min(int(data.get("parts-TOTAL_FORMS") or 1) + 1, MOST_PARTS)
    data["parts-TOTAL_FORMS"] = str(total)
    data[f"parts-{total - 1}-required"] = "on"
    return data


def _form(
    request: WorkspaceRequest,
    version: QuestionnaireVersion,
    form: Form,
    title: str,
    *,
    template: str = "form",
    always: bool = False,
    **more: Any,
) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "button": "Save",
        "version": version,
        "verdict": True if always else questionnaires.may_change(version),
        "crumbs": _crumbs(version, title),
        "back_url": _page(version.pk, ""),
        **more,
    }
    return render(request, f"evaluations/questionnaires/{template}.html", context)


def _crumbs(version: QuestionnaireVersion, label: str) -> list[dict[str, str]]:
    here = {"label": version.questionnaire.name, "url": _page(version.pk, "")}
    return [LIST, here, {"label": label, "url": ""}]


def _page(pk: int, key: str) -> str:
    address = reverse("evaluations:questionnaire", args=[pk])
    return f"{address}#{key}" if key else address
