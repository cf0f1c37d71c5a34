"""Concerns about a vendor, topic by topic, base of the pyramid first."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.actions import requests
from evaluations.concerns import Concern
from evaluations.forms.requests import ConcernForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.requests import ConcernLine, changes_to, concerns_on
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, open_on
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response
from vendors.queries.monthly import misses_of

READERS = (Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)


@require_safe
@for_roles(*READERS)
def first(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Lead to the concerns about the first vendor; the others are named there."""
    desk = desk_of(request.presence, pk)
    rules.may_read_names(desk.evaluation, coordinates=desk.coordinates).require()
    if not desk.responses:
        raise Http404
    return redirect("evaluations:concerns", pk, desk.responses[0].pk)


@require_safe
@for_roles(*READERS)
def index(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """List every topic with where the concern about it stands."""
    desk, about = open_on(request, pk, response)
    lines = _lines(request, desk, about)
    context = {
        "title": f"Concerns: {about.vendor.name}",
        "crumbs": crumbs(desk, (f"Concerns: {about.vendor.name}", "")),
        "desk": desk,
        "response": about,
        "levels": [(desk.questionnaire.level(number), those) for number, those in lines.items()],
        "may": rules.may_move_concern(desk.evaluation, about) if desk.coordinates else None,
        "others": [one for one in desk.responses if one.pk != about.pk],
    }
    return render(request, "evaluations/concerns/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def move(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    """Say where one concern stands."""
    desk, about = open_on(request, pk, response)
    topic = desk.criterion(criterion)
    rules.may_move_concern(desk.evaluation, about).require()
    lines = _lines(request, desk, about)
    line = next(one for one in lines[topic.level] if one.topic == topic)
    form = ConcernForm(request.POST or None, initial={"state": line.concern.value})
    if request.method == "POST" and form.is_valid():
        to, why = Concern(form.cleaned_data["state"]), form.cleaned_data["why"]
        requests.move_concern(desk.evaluation, about, topic.key, to, why, by=request.person)
        messages.success(request, "Saved.")
        return redirect("evaluations:concerns", pk, response)
    back = place("concerns", pk, response)
    context = {
        "title": topic.title,
        "crumbs": crumbs(desk, (f"Concerns: {about.vendor.name}", back), (topic.title, "")),
        "form": form,
        "button": "Save",
        "back_url": back,
        "verdict": True,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/questionnaires/form.html", context, status=status)


def _lines(request: WorkspaceRequest, desk: Desk, about: Response) -> dict[int, list[ConcernLine]]:
    at = request.now
    changes, misses = changes_to(about, at=at), misses_of(about, at=at)
    return concerns_on(desk.questionnaire, about, changes, misses)
