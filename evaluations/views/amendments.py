"""Amending the questionnaire of an open evaluation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.forms.amendments import AmendForm
from evaluations.queries.standing import draft_of, standing_of
from evaluations.views.frame import crumbs, of_evaluation, place
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import amendments
from vendors.models import Amendment
from vendors.queries.amendments import amended, not_confirmed


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List what was amended, what is being prepared, and who has not confirmed."""
    evaluation = draft_of(pk)
    round_ = evaluation.round
    begun = _begun(pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="Amendments",
        crumbs=crumbs(evaluation, ("Amendments", "")),
        amended=amended(round_),
        begun=begun,
        changes=amendments.changes_of(begun) if begun else None,
        waiting=not_confirmed(round_),
        verdict=rules.may_amend(round_, at=request.now),
        coordinates=request.presence.is_a(Role.COORDINATOR),
    )
    return render(request, "evaluations/amendments/index.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def begin(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Begin an amendment, or go on with the one that is begun."""
    begun = amendments.prepare(draft_of(pk).round, by=request.person)
    return redirect("evaluations:questionnaire", begun.version_id)


@require_POST
@for_roles(Role.COORDINATOR)
def drop(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Drop what was prepared; vendors never saw it."""
    begun = _begun(draft_of(pk).pk)
    if begun is not None:
        amendments.discard(begun, by=request.person)
        messages.success(request, "The amendment is dropped. Vendors are asked what they were.")
    return redirect("evaluations:amendments", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def publish(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show once more what changes, ask why, and tell every vendor."""
    evaluation = draft_of(pk)
    begun = _begun(pk)
    if begun is None:
        raise Http404
    form = AmendForm(
        request.POST or None,
        initial={"seen": begun.version.digest},
        now=request.now,
        zone=request.workspace.time_zone,
        due_at=evaluation.round.due_at,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            amendments.publish(
                begun, data["reason"], by=request.person, seen=data["seen"], due_at=data["due_at"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            # What she reads again below is what the next press is about.
            typed = request.POST.copy()
            typed["seen"] = begun.version.digest
            form.data = typed
        else:
            messages.success(request, "Published. Everybody who was invited is told by mail.")
            return redirect("evaluations:amendments", pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title=f"Publish amendment {begun.number}",
        crumbs=crumbs(
            evaluation, ("Amendments", place("amendments", pk)), (f"Publish {begun.number}", "")
        ),
        begun=begun,
        changes=amendments.changes_of(begun),
        form=form,
        zone=request.workspace.time_zone,
    )
    return render(request, "evaluations/amendments/publish.html", context)


def _begun(pk: int) -> Amendment | None:
    found = Amendment.objects.filter(round__evaluation=pk, at=None)
    return found.select_related("version", "before", "round").first()
