"""What a reviewer scores: all, or some topics of some vendors."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from evaluations import rules
from evaluations.actions.assigning import assign
from evaluations.forms.assigning import AssignForm
from evaluations.models import Panelist
from evaluations.queries.desk import desk_of
from evaluations.views.frame import place
from evaluations.views.panel import get_or_post
from evaluations.views.seats import crumbs
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@get_or_post
@for_roles(Role.COORDINATOR)
def assignment(request: WorkspaceRequest, pk: int, panelist: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    found = get_object_or_404(Panelist, pk=panelist, evaluation=desk.evaluation, removed_at=None)
    form = AssignForm(
        request.POST or None,
        responses=desk.bench.responses,
        criteria=desk.questionnaire.asked_criteria(),
        initial={"vendors": [str(one) for one in found.vendors], "topics": found.topics},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        assign(found, topics=data["topics"], vendors=data["vendors"], by=request.person)
        messages.success(request, f"Saved what {found.name} scores.")
        return redirect("evaluations:panel", pk)
    title = f"What {found.name} scores"
    context = {
        "title": title,
        "crumbs": crumbs(desk, ("Reviewers", place("panel", pk)), (title, "")),
        "desk": desk,
        "form": form,
        "verdict": rules.may_assign(desk.evaluation, found),
        "back_url": place("panel", pk),
    }
    return render(request, "evaluations/panel/assignment.html", context)
