"""A vendor person's requests, one request's overview, and who works on it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import Refused
from portal.accounts.models import Role
from portal.documents.sheets import csv_bytes
from portal.files.answers import download
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import members, responses
from vendors.forms.people import ColleagueForm, DeclineForm
from vendors.models import ResponseRole, Submission
from vendors.queries.amendments import is_outdated, published_to
from vendors.queries.carried import came_from_last_time, last_time_for
from vendors.queries.deadlines import extended_for
from vendors.queries.entering import proposals_to
from vendors.queries.last_hours import last_hours_of
from vendors.queries.late import late_of
from vendors.queries.letters import letters_to
from vendors.queries.own import Own, invited_to, members_of, progress_in, requests_of
from vendors.queries.progress import time_needed
from vendors.queries.reopenings import Reopened
from vendors.queries.required import peak_changes, shown_to_vendors
from vendors.questionnaire.model import Criterion
from vendors.views.guards import own_or_404


@require_safe
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List what this person is asked in this workspace."""
    found = requests_of(request.person.pk, at=request.now)
    return render(request, "vendors/requests.html", {"requests": found, "now": request.now})


@require_safe
@for_roles(Role.VENDOR)
def overview(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what is asked, how it is judged and who helps, above the task list."""
    own = own_or_404(request, pk)
    round_ = own.response.round
    progress = progress_in(own)
    asked = list(own.response.clarifications.all())
    context = {
        "own": own,
        "response": own.response,
        "round": round_,
        "progress": progress,
        "now": request.now,
        "writable": own.may_write(request.now),
        "may_ask": rules.may_ask_to_submit(
            own.response, own.member, answered=progress.answered, at=request.now
        ),
        "submissions": list(own.response.submissions.defer("content", "leaves")),
        "documents": list(round_.documents.select_related("file")),
        "clarifications": asked,
        "unanswered": sum(not one.is_answered for one in asked),
        "colleagues": list(members_of(own.response)),
        "has_price": round_.asks_price and own.response.prices.exists(),
        "time_needed": time_needed(own.questionnaire),
        "needs": shown_to_vendors(round_),
        "changes": peak_changes(round_),
        "noted": _noted(own),
        "letters": letters_to(own.response),
        "onward": own.onward(request.now),
        "may_again": rules.may_answer_again(own.response, own.member, at=request.now),
        "published": published_to(own.response),
        "outdated": is_outdated(own.response),
        "extended": extended_for(own.response),
        "late": late_of(own.response),
        "last_hours": last_hours_of(own, progress, at=request.now),
        "again": _again(own),
        "last_time": _last_time(own, request),
        "records": getattr(round_, "records_review", None),
        "crumbs": [*crumbs(own)[:1], {"label": round_.name}],
    }
    return render(request, "vendors/overview.html", context)


def _again(own: Own) -> list[tuple[Reopened, Criterion]]:
    """Return what was asked again after closing, the newest first, with its topic."""
    topics = {one.key: one for one in own.questionnaire.asked_criteria()}
    return [(one, topics[one.topic]) for one in reversed(own.reopened) if one.topic in topics]


def _last_time(own: Own, request: WorkspaceRequest) -> Submission | None:
    """Return what she can bring along from the round that this one follows; nothing once it came."""
    if own.response.round.copied_from_id is None or not own.may_write(request.now):
        return None
    if came_from_last_time(own.response):
        return None
    return last_time_for(own.response, request.person.pk)


def _noted(own: Own) -> list[Criterion]:
    """Return topics in which something that the jurisdiction noted waits for a decision."""
    proposals = proposals_to(own.response)
    asked = own.questionnaire
    return [
        one
        for one in asked.asked_criteria()
        if any(item.key in proposals for item in asked.items_of(one.key))
    ]


@require_safe
@for_roles(Role.VENDOR)
def how(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Explain how answers are judged: topics and weights, must-haves, the scale, what limits."""
    own = own_or_404(request, pk)
    asked = own.questionnaire
    shares = [
        (one, round(asked.share(one) * 100), asked.level_of(one), asked.items_of(one.key))
        for _section, criteria in asked.by_section()
        for one in criteria
    ]
    context = {
        "own": own,
        "round": own.response.round,
        "questionnaire": asked,
        "shares": shares,
        "must_haves": [item for item in asked.asked_items() if item.must_have],
        "crumbs": [*crumbs(own), {"label": _("How answers are judged")}],
    }
    return render(request, "vendors/how.html", context)


@require_safe
@for_roles(Role.VENDOR)
def questions(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show all questions on one page, to print or to copy."""
    own = own_or_404(request, pk)
    groups = [
        (section, [(one, own.questionnaire.items_of(one.key)) for one in criteria])
        for section, criteria in own.questionnaire.by_section()
    ]
    context = {
        "own": own,
        "groups": groups,
        "round": own.response.round,
        "crumbs": [*crumbs(own), {"label": _("All questions")}],
    }
    return render(request, "vendors/questions.html", context)


@require_safe
@for_roles(Role.VENDOR)
def questions_csv(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give all questions as a table, so that colleagues can be asked for their part."""
    own = own_or_404(request, pk)
    rows: list[list[str]] = [
        [
            "Question",
            "Topic",
            "Must-have",
            "Usually known by",
            "What is asked for",
            "What proves it",
            "A strong answer",
        ]
    ]
    for item in own.questionnaire.asked_items():
        topic = own.questionnaire.criterion(item.criterion).title
        parts = "; ".join(part.label for part in item.parts)
        must = "yes" if item.must_have else ""
        rows.append(
            [item.prompt, topic, must, item.asked_of, parts, item.proof, item.anchors.get(4, "")]
        )
    answer = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="questions.csv"'
    return answer


@require_safe
@for_roles(Role.VENDOR)
def document(request: WorkspaceRequest, pk: int, document_pk: int) -> HttpResponseBase:
    """Give a document of the round to those who are asked."""
    own = own_or_404(request, pk)
    found = get_object_or_404(own.response.round.documents.select_related("file"), pk=document_pk)
    return download(found.file)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def colleagues(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List who works on a response; a lead invites more."""
    own = own_or_404(request, pk)
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = members.invite(own.response, **form.cleaned_data, by=request.person)
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, _("We sent a link to %s.") % asked.email)
            return redirect("vendors:colleagues", pk)
    waiting = invited_to(own.response, at=request.now)
    people = list(members_of(own.response))
    leads = [one for one in people if one.role == ResponseRole.LEAD]
    context = {
        "own": own,
        "form": form,
        "colleagues": people,
        "last_lead": leads[0].pk if len(leads) == 1 else None,
        "waiting": list(waiting),
        "may_lead": rules.may_lead(own.response, own.member, at=request.now),
        "now": request.now,
        "topics": own.questionnaire.asked_criteria(),
        "crumbs": [*crumbs(own), {"label": _("Colleagues")}],
    }
    return render(request, "vendors/colleagues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def remove_colleague(request: WorkspaceRequest, pk: int, member_pk: int) -> HttpResponse:
    """Ask, then take somebody off the response; she is out with her next click."""
    own = own_or_404(request, pk)
    member = get_object_or_404(members_of(own.response), pk=member_pk)
    if request.method == "POST":
        members.remove(member, by=request.person)
        messages.success(request, _("%s no longer works on this response.") % member.name)
        gone = member.person_id == request.person.pk
        return redirect("vendors:requests") if gone else redirect("vendors:colleagues", pk)
    context = {
        "title": _("Remove %s") % member.name,
        "question": _("Remove %s from this response?") % member.name,
        "effect": _("What was written stays. %s can no longer open this request.") % member.name,
        "confirm_label": _("Remove %s") % member.name,
        "back_url": f"/responses/{pk}/colleagues/",
        "destructive": True,
    }
    return render(request, "components/confirm.html", context)


@require_POST
@for_roles(Role.VENDOR)
def change_role(request: WorkspaceRequest, pk: int, member_pk: int) -> HttpResponse:
    """Make a colleague a lead, or a lead a contributor."""
    own = own_or_404(request, pk)
    member = get_object_or_404(members_of(own.response), pk=member_pk)
    role = request.POST.get("role", "")
    if role not in ResponseRole.values:
        raise Http404
    changed = members.change_role(member, role, by=request.person)
    messages.success(
        request,
        _("%(name)s is a %(role)s now.")
        % {"name": changed.name, "role": changed.get_role_display().lower()},
    )
    return redirect("vendors:colleagues", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def leave(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask, then go from the response."""
    own = own_or_404(request, pk)
    if request.method == "POST":
        members.leave(own.response, by=request.person)
        messages.success(request, _("You left. What you wrote stays with your colleagues."))
        return redirect("vendors:requests")
    leads = [one for one in members_of(own.response) if one.role == ResponseRole.LEAD]
    context = {
        "own": own,
        "may": rules.may_leave(own.member, leads=leads),
        "crumbs": [
            *crumbs(own),
            {"label": _("Colleagues"), "url": f"/responses/{pk}/colleagues/"},
            {"label": _("Leave")},
        ],
    }
    return render(request, "vendors/leave.html", context)


@require_POST
@for_roles(Role.VENDOR)
def withdraw_colleague(request: WorkspaceRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Take back a link that a colleague has not used."""
    own = own_or_404(request, pk)
    invitation = get_object_or_404(own.response.invitations, pk=invitation_pk)
    members.withdraw(invitation, by=request.person)
    messages.success(request, _("The link to %s no longer works.") % invitation.email)
    return redirect("vendors:colleagues", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def decline(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that the company won't respond, with a reason; it can be taken back until due."""
    own = own_or_404(request, pk)
    rules.may_lead(own.response, own.member, at=request.now).require()
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        responses.decline(own.response, form.cleaned_data["reason"], by=request.person)
        return redirect("vendors:overview", pk)
    context = {"form": form, "response": own.response, "back_url": f"/responses/{pk}/"}
    return render(request, "vendors/decline.html", context)


@require_POST
@for_roles(Role.VENDOR)
def take_back(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Respond after all."""
    own = own_or_404(request, pk)
    responses.take_back(own.response, by=request.person)
    messages.success(request, _("You are responding again. All you had written is still there."))
    return redirect("vendors:overview", pk)


def crumbs(own: Own) -> list[dict[str, str]]:
    """The way from the list of requests to one of them."""
    return [
        {"label": _("Your requests"), "url": "/requests/"},
        {"label": own.response.round.name, "url": f"/responses/{own.response.pk}/"},
    ]
