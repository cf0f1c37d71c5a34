"""The workspace's home: what needs me today."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evaluations.queries import today
from evaluations.queries.portfolio import portfolio
from evaluations.queries.records import decided_evaluations
from evaluations.views.frame import reach
from portal.accounts.models import STAFF_ROLES, Role
from portal.http import WorkspaceRequest, for_roles
from vendors.queries.late import waiting_for

MOST = 20


@require_safe
@for_roles()
def home(request: WorkspaceRequest) -> HttpResponse:
    presence = request.presence
    if not presence.is_a(*STAFF_ROLES):
        if presence.is_a(Role.VENDOR):
            return redirect(reach("vendors:requests") or "/requests/")
        if asked := waiting_for(request.person):
            return redirect("evaluations:late-question", asked.pk)
        return redirect("join")
    reads_all = presence.is_a(Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)
    prepares = presence.is_a(Role.COORDINATOR, Role.OBSERVER)
    context = {
        "to_confirm": waiting_for(request.person),
        "title": "Home",
        "heading": f"What needs you at {request.workspace.name}",
        "lines": today.of_workspace(presence.roles, at=request.now) if reads_all else [],
        "scoring": today.of_reviewer(request.person, at=request.now),
        "records": list(decided_evaluations()[:MOST]) if presence.is_a(Role.RECORDS) else [],
        "hands_out": presence.is_a(Role.RECORDS),
        "reads_all": reads_all,
        "prepares": prepares,
        "providers": portfolio(request.person.pk, at=request.now) if prepares else [],
        "coordinates": presence.is_a(Role.COORDINATOR),
        "reviews": presence.is_a(Role.REVIEWER),
        "my_scoring_url": reach("evaluations:my-scoring"),
        "requests_url": reach("vendors:requests") if presence.is_a(Role.VENDOR) else "",
        "now": request.now,
    }
    return render(request, "evaluations/home/home.html", context)
