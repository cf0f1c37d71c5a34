"""A coordinator writes down for a vendor what she has from an e-mail, call, contract or page."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import Verdict
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import answers, submissions
from vendors.actions.answers import Conflict, Draft
from vendors.forms.entering import SourceForm
from vendors.forms.pasted import with_pasted_files
from vendors.forms.topic import Question, TopicForm
from vendors.models import Answer, Response, RoundState
from vendors.queries.entering import noted
from vendors.queries.progress import progress_of
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.display import shown
from vendors.questionnaire.model import Criterion, Questionnaire
from vendors.questionnaire.values import completeness


@require_safe
@for_roles(Role.COORDINATOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List topics with what was entered so far, and offer to hand it in."""
    response, asked = _asked(pk)
    entered = _entered(response)
    handed_in = response.submissions.filter(content__has_key="handed_in_by")
    context = {
        "response": response,
        "progress": progress_of(asked, entered.values()),
        "entered": len(entered),
        "may": rules.may_enter(response, at=request.now),
        "may_submit": _may_submit(response, len(entered), request),
        "submission": handed_in.defer("content", "leaves").first(),
        "crumbs": _crumbs(response)[:2],
    }
    return render(request, "vendors/enter_index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def topic(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Enter what is known about one topic, and from where."""
    response, asked = _asked(pk)
    criterion = _criterion(asked, key)
    may = rules.may_enter(response, at=request.now)
    form = _form(request, response, asked, criterion)
    source = SourceForm(request.POST or None)
    if request.method == "POST":
        may.require()
        if done := _enter(request, response, form, source):
            return done
    complained = request.method == "POST" and not form.changes_rows
    context = {
        "response": response,
        "criterion": criterion,
        "questions": form.questions,
        "source": source,
        "form": source if complained else None,
        "problems": form.errors if complained else [],
        "may": may,
        "crumbs": [*_crumbs(response), {"label": criterion.short_title}],
    }
    return render(request, "vendors/enter_topic.html", context, status=422 if complained else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def submit(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Hand in what was entered, for a vendor that never came."""
    response, _asked_here = _asked(pk)
    entered = _entered(response)
    _may_submit(response, len(entered), request).require()
    if request.method == "POST":
        after = response.submissions.aggregate(last=Max("number"))["last"] or 0
        shown_number = request.POST.get("after", "")
        known = int(shown_number) if shown_number.isdigit() and len(shown_number) < 6 else after
        made = submissions.submit_entered(response, by=request.person, after=known)
        messages.success(request, _("Handed in for the vendor: %s.") % made.reference)
        return redirect("vendors:enter", pk)
    context = {
        "response": response,
        "entered": len(entered),
        "last": response.submissions.aggregate(last=Max("number"))["last"] or 0,
        "title": _("Hand in for %s") % response.vendor,
        "question": _("Hand in what you entered for %s?") % response.vendor,
        "confirm_label": _("Hand in for the vendor"),
        "back_url": f"/responses/{pk}/enter/",
        "back_label": _("Go back without handing in"),
        "effect": "",
        "destructive": False,
        "crumbs": _crumbs(response),
    }
    return render(request, "vendors/enter_submit.html", context)


def _enter(
    request: WorkspaceRequest, response: Response, form: TopicForm, source: SourceForm
) -> HttpResponse | None:
    """Write the entries; nothing where something has to be put right first."""
    if form.changes_rows or not source.is_valid() or form.errors:
        return None
    today = timezone.localdate(request.now)
    drafts = [
        Draft(
            one.key,
            one.form.value,
            one.version,
            ready=completeness(one.item, one.form.value, today=today).complete,
        )
        for one in form.questions
        if one.is_bound and one.form.value != (one.answer.value if one.answer else {})
    ]
    if not drafts:
        messages.info(request, _("Nothing was changed."))
        return redirect("vendors:enter", response.pk)
    outcomes = answers.enter_all(response, drafts, source=source.source, by=request.person)
    conflicts = [one for one in outcomes if isinstance(one, Conflict)]
    if not conflicts:
        messages.success(
            request,
            _(
                "Noted. Where the vendor answers itself, it decides; else this is its answer for now."
            ),
        )
        return redirect("vendors:enter", response.pk)
    for conflict in conflicts:
        _show_theirs(form.question(conflict.theirs.item_key), conflict)
    return None


def _show_theirs(question: Question | None, conflict: Conflict) -> None:
    """Let the next press keep hers, now that she has seen the other text."""
    if question is not None:
        question.answer = conflict.theirs
        question.version = conflict.theirs.version
        question.theirs = shown(question.item, conflict.theirs.value)


def _form(
    request: WorkspaceRequest, response: Response, asked: Questionnaire, criterion: Criterion
) -> TopicForm:
    return TopicForm(
        asked.items_of(criterion.key),
        _entered(response),
        today=timezone.localdate(request.now),
        data=(with_pasted_files(request.POST, request.FILES) if request.method == "POST" else None),
    )


def _entered(response: Response) -> dict[str, Answer]:
    """Return what was noted, never what the vendor has: the page is the same whatever that is."""
    return {key: answers.as_answer(entry) for key, entry in noted(response).items()}


def _asked(pk: int) -> tuple[Response, Questionnaire]:
    response = get_object_or_404(
        Response.objects.select_related("round__version", "vendor").exclude(
            round__state=RoundState.DRAFT
        ),
        pk=pk,
    )
    return response, questionnaire_of(response.round.version)


def _may_submit(response: Response, entered: int, request: WorkspaceRequest) -> Verdict:
    return rules.may_submit_entered(response, answered=entered, own=False, at=request.now)


def _criterion(asked: Questionnaire, key: str) -> Criterion:
    for one in asked.asked_criteria():
        if one.key == key:
            return one
    raise Http404


def _crumbs(response: Response) -> list[dict[str, Any]]:
    return [
        {"label": _("Home"), "url": "/"},
        {"label": _("Enter for %s") % response.vendor, "url": f"/responses/{response.pk}/enter/"},
    ]
