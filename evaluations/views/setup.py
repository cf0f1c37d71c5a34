"""The task list of the set-up, one page per task."""

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.actions import panel
from evaluations.actions.reviewers import invite_reviewer
from evaluations.forms.reasons import RemoveReviewerForm
from evaluations.forms.setup import (
    AddVendorsForm,
    ContactForm,
    DatesForm,
    DetailsForm,
    DocumentForm,
    InvitationTextForm,
    QuestionnaireForm,
    ReviewersForm,
    VendorRowForm,
)
from evaluations.models import Evaluation
from evaluations.queries.people import reviewers_to_add
from evaluations.queries.setup import checklist
from evaluations.queries.standing import draft_of, standing_of
from evaluations.views.frame import crumbs, of_evaluation, place, setup_crumbs
from portal.access import Refused
from portal.accounts.models import Role
from portal.files import actions as files
from portal.files import answers, content
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import invitations, questionnaires, rounds, vendors
from vendors.models import Questionnaire, Response, RoundDocument
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def tasks(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    standing = standing_of(pk, at=request.now)
    questionnaire = questionnaire_of(evaluation.round.version)
    context = of_evaluation(
        standing,
        title="Set-up",
        crumbs=crumbs(evaluation, ("Set-up", "")),
        tasks=checklist(evaluation, questionnaire, standing),
        verdict=rules.may_change(evaluation.round),
        coordinates=request.presence.is_a(Role.COORDINATOR),
    )
    return render(request, "evaluations/setup/tasks.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def details(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    initial = {name: getattr(evaluation.round, name) for name in DetailsForm.base_fields}
    form = DetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        rounds.change(evaluation.round, "details", by=request.person, **form.cleaned_data)
        return saved(request, pk)
    return task_page(request, evaluation, form, "Name, purpose and number")


@get_or_post
@for_roles(Role.COORDINATOR)
def contact(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say whom vendors can call; after opening too."""
    evaluation = draft_of(pk)
    initial = {name: getattr(evaluation.round, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=initial)
    verdict = rules.may_change_contact(evaluation.round)
    if request.method == "POST" and form.is_valid():
        said = {name.removeprefix("contact_"): text for name, text in form.cleaned_data.items()}
        rounds.set_contact(evaluation.round, by=request.person, **said)
        messages.success(request, "Saved. Vendors see it on their pages from now on.")
        return redirect("evaluations:overview", pk)
    return task_page(
        request, evaluation, form, "Whom vendors can call",
        button="Save", back="overview", verdict=verdict,
    )  # fmt: skip


@get_or_post
@for_roles(Role.COORDINATOR)
def documents(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        kept = files.keep(
            content.within_limit(cast(BinaryIO, upload).chunks(), form.found_kind),  # type: ignore[attr-defined]
            name=content.clean_name(upload.name),
            media_type=content.MEDIA_TYPES[form.found_kind],
            by=request.person,
        )
        rounds.add_document(evaluation.round, kept, form.cleaned_data["title"], by=request.person)
        messages.success(request, f"{form.cleaned_data['title']} was added.")
        return redirect("evaluations:setup-documents", pk)
    documents = evaluation.round.documents.select_related("file")
    return task_page(
        request,
        evaluation,
        form,
        "Documents for vendors",
        template="documents",
        button="Add this document",
        documents=documents,
    )


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def document(request: WorkspaceRequest, pk: int, document_pk: int) -> HttpResponse:
    found = get_object_or_404(
        RoundDocument.objects.select_related("file"), pk=document_pk, round__evaluation=pk
    )
    return cast(HttpResponse, answers.download(found.file))


@get_or_post
@for_roles(Role.COORDINATOR)
def remove_document(request: WorkspaceRequest, pk: int, document_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    found = get_object_or_404(RoundDocument, pk=document_pk, round=evaluation.round)
    if request.method == "POST":
        rounds.remove_document(found, by=request.person)
        messages.success(request, f"{found.title} was removed.")
        return redirect("evaluations:setup-documents", pk)
    context = {
        "title": "Remove a document",
        "question": f"Remove {found.title}?",
        "effect": "Vendors will not see it.",
        "confirm_label": "Remove the document",
        "back_url": place("setup-documents", pk),
        "crumbs": setup_crumbs(evaluation, "Remove a document"),
    }
    return render(request, "components/confirm.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def questionnaire(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    version = evaluation.round.version
    content_ = questionnaire_of(version)
    initial = {"questionnaire": version.questionnaire_id, "depth": content_.depth.value}
    form = QuestionnaireForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen: Questionnaire = form.cleaned_data["questionnaire"]
        same = chosen.pk == version.questionnaire_id
        wanted = version if same else questionnaires.kept_version(chosen)
        depth = Depth(form.cleaned_data["depth"])
        rounds.use_questionnaire(evaluation.round, wanted, depth, by=request.person)
        return saved(request, pk)
    return task_page(
        request,
        evaluation,
        form,
        "Questionnaire and depth",
        template="questionnaire",
        questionnaire=content_,
        version=version,
    )


@get_or_post
@for_roles(Role.COORDINATOR)
def vendors_(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    form = AddVendorsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rounds.add_invitees(evaluation.round, form.cleaned_data["invitees"], by=request.person)
        messages.success(request, "Added. Check the names: they were guessed from the addresses.")
        return redirect("evaluations:setup-vendors", pk)
    responses = evaluation.round.responses.select_related("vendor").prefetch_related("invitations")
    return task_page(
        request,
        evaluation,
        form,
        "Vendors",
        template="vendors",
        button="Add these vendors",
        responses=responses,
    )


@get_or_post
@for_roles(Role.COORDINATOR)
def vendor(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    response = _response(evaluation, response_pk)
    form = VendorRowForm(request.POST or None, initial={"name": response.vendor.name})
    if request.method == "POST" and form.is_valid():
        rules.may_change(evaluation.round).require()
        try:
            vendors.rename(response, form.cleaned_data["name"], by=request.person)
            if email := form.cleaned_data["email"]:
                invitations.add_address(response, email, by=request.person)
        except Refused as refusal:
            form.add_error("email" if "invited" in refusal.sentence else "name", refusal.sentence)
        else:
            return redirect("evaluations:setup-vendors", pk)
    return task_page(request, evaluation, form, response.vendor.name, back="setup-vendors")


@get_or_post
@for_roles(Role.COORDINATOR)
def remove_vendor(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    response = _response(evaluation, response_pk)
    if request.method == "POST":
        rounds.remove_vendor(response, by=request.person)
        messages.success(request, f"{response.vendor} was removed from this evaluation.")
        return redirect("evaluations:setup-vendors", pk)
    context = {
        "title": "Remove a vendor",
        "question": f"Remove {response.vendor} from this evaluation?",
        "effect": "Nobody was asked yet, so nobody is told. Notes about it here are removed too.",
        "confirm_label": "Remove the vendor",
        "back_url": place("setup-vendors", pk),
        "destructive": True,
        "crumbs": setup_crumbs(evaluation, "Remove a vendor"),
    }
    return render(request, "components/confirm.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def reviewers(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    people = reviewers_to_add(evaluation, request.workspace)
    form = ReviewersForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data.get("members", []))
        for person in people:
            if str(person.pk) in chosen:
                panel.add(evaluation, person, by=request.person)
        if email := form.cleaned_data["email"]:
            invite_reviewer(evaluation, email, form.cleaned_data["name"], by=request.person)
        messages.success(request, "Added. Everybody you added is told by e-mail.")
        return redirect("evaluations:setup-reviewers", pk)
    return task_page(
        request,
        evaluation,
        form,
        "Reviewers",
        template="reviewers",
        button="Add",
        always=True,
        panel=evaluation.panel.filter(removed_at=None),
    )


@get_or_post
@for_roles(Role.COORDINATOR)
def remove_reviewer(request: WorkspaceRequest, pk: int, panelist_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    panelist = get_object_or_404(evaluation.panel.filter(removed_at=None), pk=panelist_pk)
    form = RemoveReviewerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        panel.remove(panelist, form.cleaned_data["reason"], by=request.person)
        messages.success(request, f"{panelist.name} is no longer a reviewer here.")
        return redirect("evaluations:setup-reviewers", pk)
    context = {
        "title": "Remove a reviewer",
        "question": f"Remove {panelist.name} from the reviewers?",
        "effect": "What was scored is kept and no longer counts.",
        "confirm_label": "Remove the reviewer",
        "back_url": place("setup-reviewers", pk),
        "destructive": True,
        "form": form,
        "crumbs": setup_crumbs(evaluation, "Remove a reviewer"),
    }
    return render(request, "evaluations/confirm_reason.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def dates(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    round_ = evaluation.round
    zone = request.workspace.time_zone
    form = DatesForm(request.POST or None, round_=round_, now=request.now, zone=zone)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("scoring_due", "decision_due")}
        try:
            if round_.opened_at is None:
                due = form.cleaned_data["due_at"]
                rounds.change(round_, "dates", by=request.person, due_at=due, **fields)
            else:
                rounds.change_later(round_, by=request.person, **fields)
        except Refused as refusal:
            form.add_error("scoring_due", refusal.sentence)
        else:
            return saved(request, pk)
    return task_page(request, evaluation, form, "Dates", template="dates", always=True, zone=zone)


@get_or_post
@for_roles(Role.COORDINATOR)
def invitation(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    round_ = evaluation.round
    form = InvitationTextForm(
        request.POST or None, initial={"invitation_text": round_.invitation_text}
    )
    if request.method == "POST" and form.is_valid():
        round_.invitation_text = form.cleaned_data["invitation_text"]
        if "_show" not in request.POST:
            rounds.change(
                round_, "invitation", by=request.person, invitation_text=round_.invitation_text
            )
            return saved(request, pk)
    first = round_.responses.select_related("vendor").first()
    mail = None
    if first is not None:
        first.round = round_
        mail = invitations.words(first)
    return task_page(
        request, evaluation, form, "Text of the invitation", template="invitation", mail=mail
    )


def task_page(
    request: WorkspaceRequest,
    evaluation: Evaluation,
    form: Form,
    title: str,
    *,
    template: str = "task",
    button: str = "Save and continue",
    back: str = "setup",
    always: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page of one task; always: it can be changed after opening too."""
    context = of_evaluation(
        standing_of(evaluation.pk, at=request.now),
        title=title,
        crumbs=setup_crumbs(evaluation, title),
        form=form,
        button=button,
        back_url=place(back, evaluation.pk),
        **{"verdict": True if always else rules.may_change(evaluation.round)} | more,
    )
    return render(request, f"evaluations/setup/{template}.html", context)


def saved(request: WorkspaceRequest, pk: int) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect("evaluations:setup", pk)


def _response(evaluation: Evaluation, pk: int) -> Response:
    return get_object_or_404(
        Response.objects.select_related("vendor", "round"), pk=pk, round=evaluation.round
    )
