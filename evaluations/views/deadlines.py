"""More time for one vendor or for all of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.forms.deadlines import ExtendForm
from evaluations.queries.standing import draft_of
from evaluations.views.frame import crumbs
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import deadlines
from vendors.queries.deadlines import asked_in, extensions_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def extend(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say for whom answers are due later, until when and why."""
    evaluation = draft_of(pk)
    round_, zone = evaluation.round, request.workspace.time_zone
    responses = asked_in(round_)
    form = ExtendForm(request.POST or None, now=request.now, zone=zone, responses=responses)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            deadlines.extend(
                round_, data["due_at"], data["reason"], response=data["response"], by=request.person
            )
        except Refused as refusal:
            form.add_error("due_day", refusal.sentence)
        else:
            messages.success(request, "Saved. Everybody whose date moves is told by mail.")
            return redirect("evaluations:overview", pk)
    context = {
        "title": "Give more time",
        "crumbs": crumbs(evaluation, ("Give more time", "")),
        "evaluation": evaluation,
        "round": round_,
        "zone": zone,
        "form": form,
        "verdict": rules.may_extend(round_, [one.due_at for one in responses], at=request.now),
        "extended": extensions_of(round_),
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/deadlines/extend.html", context, status=status)
