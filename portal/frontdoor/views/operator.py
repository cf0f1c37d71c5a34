"""Pages of those who run the service. They show nothing of what lies in a workspace."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.frontdoor import actions, queries
from portal.frontdoor.forms import ConfirmationForm, DeclineForm, OpeningForm, TestMailForm
from portal.frontdoor.models import WorkspaceRequest
from portal.http import FrontRequest, for_operators
from portal.jobs.actions import try_again
from portal.jobs.models import Job, JobState
from portal.tenancy.actions import resume, suspend
from portal.tenancy.models import Jurisdiction

PER_PAGE = 50
WORKSPACES = {"label": "Operator", "url": "/operator/"}


@never_cache
@for_operators
@require_safe
def overview(request: FrontRequest) -> HttpResponse:
    """List workspaces; nothing of their contents."""
    page = Paginator(queries.workspaces(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Workspaces",
        "page": page,
        "unanswered": queries.unanswered(),
        "queue": queries.queue(),
        "opened": request.GET.get("opened", ""),
        "now": clock.now(),
    }
    return render(request, "frontdoor/operator/workspaces.html", context)


@never_cache
@for_operators
@require_http_methods(["GET", "POST"])
def open_one(request: FrontRequest) -> HttpResponse:
    """Open a workspace, perhaps the one that somebody asked for."""
    asked_for = request.GET.get("request", "")
    wish = (
        get_object_or_404(WorkspaceRequest, pk=asked_for, answered_at=None)
        if asked_for.isdecimal()
        else None
    )
    initial = (
        {"name": wish.jurisdiction, "coordinator_email": wish.email} if wish is not None else {}
    )
    form = OpeningForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        jurisdiction = actions.open_wanted(form.opening(), by=request.user, wish=wish)
        return redirect(f"/operator/?opened={jurisdiction.label}")
    context = {
        "title": "Open a workspace",
        "form": form,
        "wish": wish,
        "root_host": settings.ROOT_HOST,
        "crumbs": [WORKSPACES, {"label": "Open a workspace"}],
    }
    return render(request, "frontdoor/operator/open.html", context)


@never_cache
@for_operators
@require_http_methods(["GET", "POST"])
def suspend_one(request: FrontRequest, label: str) -> HttpResponse:
    """Ask, then stop serving a workspace."""
    jurisdiction = _workspace(label)
    if request.method == "POST":
        suspend(jurisdiction, by=request.user)
        return redirect("operator:workspaces")
    return _confirm(
        request,
        f"Suspend {jurisdiction.name}?",
        "Nobody can work there until it is resumed: its pages say that it is not being served, its "
        "mail and reports wait. Nothing is deleted, and dates go on.",
        "Suspend this workspace",
        destructive=True,
    )


@never_cache
@for_operators
@require_http_methods(["GET", "POST"])
def resume_one(request: FrontRequest, label: str) -> HttpResponse:
    """Ask, then serve a suspended workspace again."""
    jurisdiction = _workspace(label)
    if request.method == "POST":
        resume(jurisdiction, by=request.user)
        return redirect("operator:workspaces")
    return _confirm(
        request,
        f"Resume {jurisdiction.name}?",
        "Its people can work there again, with all that was there before.",
        "Resume this workspace",
    )


@never_cache
@for_operators
@require_safe
def requests(request: FrontRequest) -> HttpResponse:
    """List requests for a workspace, unanswered ones first."""
    page = Paginator(queries.requests(), PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [WORKSPACES, {"label": "Requests"}]
    context = {"title": "Requests for a workspace", "page": page, "crumbs": crumbs}
    return render(request, "frontdoor/operator/requests.html", context)


@never_cache
@for_operators
@require_http_methods(["GET", "POST"])
def decline(request: FrontRequest, pk: int) -> HttpResponse:
    """Say no to a request, with a reason that is mailed."""
    wish = get_object_or_404(WorkspaceRequest, pk=pk, answered_at=None)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline(wish, form.cleaned_data["reason"], by=request.user)
        return redirect("operator:requests")
    context = {
        "question": f"Decline the request of {wish.jurisdiction}?",
        "title": "Decline a request",
        "form": form,
        "wish": wish,
        "confirm_label": "Decline and mail the reason",
        "back_url": "/operator/requests/",
        "destructive": True,
    }
    return render(request, "frontdoor/operator/decline.html", context)


@never_cache
@for_operators
@require_safe
def confirmations(request: FrontRequest) -> HttpResponse:
    """List what workspaces ask operators to confirm, unanswered ones first."""
    page = Paginator(queries.confirmations(), PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [WORKSPACES, {"label": "To confirm"}]
    context = {"title": "To confirm", "page": page, "crumbs": crumbs}
    return render(request, "frontdoor/operator/confirmations.html", context)


@never_cache
@for_operators
@require_http_methods(["GET", "POST"])
def confirmation(request: FrontRequest, pk: int) -> HttpResponse:
    """Confirm one, or send it back with a reason."""
    asked = get_object_or_404(queries.confirmations(), pk=pk, answered_at=None)
    form = ConfirmationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.answer_confirmation(
            asked, data["answer"], reason=data["reason"].strip(), by=request.user
        )
        return redirect("operator:confirmations")
    context = {
        "question": f"Confirm a decision of {asked.workspace.name}?",
        "title": "Confirm a decision",
        "form": form,
        "asked": asked,
        "confirm_label": "Send the answer",
        "back_url": "/operator/confirmations/",
    }
    status = 422 if form.errors else 200
    return render(request, "frontdoor/operator/confirmation.html", context, status=status)


@never_cache
@for_operators
@require_http_methods(["GET", "POST"])
def health(request: FrontRequest) -> HttpResponse:
    """Show jobs, migrations and mail; send a test mail."""
    form = TestMailForm(request.POST or None, initial={"to": request.user.email})
    tried: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        tried = {"tried_to": to, "mail_problem": actions.test_mail(to)}
    failed = Paginator(queries.failed_jobs(), PER_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of([job.workspace for job in failed if job.workspace])
    context = {
        "title": "Jobs and health",
        "form": form,
        "queue": queries.queue(),
        "page": failed,
        "failed": [(job, names.get(job.workspace, "the service")) for job in failed],
        "behind": _behind(),
        "mailbox_only": settings.MAILBOX_ONLY,
        "mail_from": settings.DEFAULT_FROM_EMAIL,
        "now": clock.now(),
        "crumbs": [WORKSPACES, {"label": "Jobs and health"}],
        **tried,
    }
    return render(request, "frontdoor/operator/health.html", context)


@for_operators
@require_POST
def run_again(request: FrontRequest, pk: str) -> HttpResponse:
    """Put a failed job back into the queue."""
    try_again(get_object_or_404(Job, pk=pk, state=JobState.FAILED))
    return redirect("operator:health")


def _workspace(label: str) -> Jurisdiction:
    found = Jurisdiction.objects.prefetch_related("domains").defer("logo")
    return get_object_or_404(found, domains__label=label, domains__is_primary=True)


def _confirm(
    request: FrontRequest, question: str, effect: str, label: str, *, destructive: bool = False
) -> HttpResponse:
    context = {
        "title": question,
        "question": question,
        "effect": effect,
        "confirm_label": label,
        "destructive": destructive,
        "back_url": "/operator/",
        "back_label": "Go back without changing anything",
    }
    return render(request, "components/confirm.html", context)


def _behind() -> dict[str, Any]:
    """Say which workspaces lack migrations that this version has."""
    found = list(queries.workspaces())
    missing = queries.missing_migrations(found)
    return {
        "database": connection.settings_dict["NAME"],
        "count": len(found),
        "workspaces": [
            {"workspace": one, "missing": missing[one.schema_name]}
            for one in found
            if missing[one.schema_name]
        ],
    }
