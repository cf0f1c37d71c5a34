"""The table of who sees what at which stage, for coordinators to read."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.queries.desk import desk_of
from evaluations.states import WORDS
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Kind, in_words
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    lines = in_words(Kind(desk.evaluation.round.kind), hides_vendors=desk.evaluation.hides_vendors)
    context = {
        "title": "Who sees what",
        "crumbs": crumbs(desk, ("Reviewers", place("panel", pk)), ("Who sees what", "")),
        "desk": desk,
        "stages": [
            {"label": WORDS[stage].label, "now": WORDS[stage].now, "lines": list(of_stage),
             "is_here": stage is desk.stage}
            for stage, of_stage in groupby(lines, key=lambda one: one.stage)
        ],
    }  # fmt: skip
    return render(request, "evaluations/panel/who_sees.html", context)
