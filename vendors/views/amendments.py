"""What changed while a vendor was answering, and confirming what it handed in before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import submissions
from vendors.actions.submissions import QuestionsChanged
from vendors.queries.amendments import amended, is_outdated, overtaken
from vendors.queries.own import Own, states_only
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show each amendment question by question; a lead confirms what was submitted before."""
    own = own_or_404(request, pk)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            submissions.confirm(
                own.response, by=request.person, seen=int(seen) if seen.isdecimal() else 0
            )
        except QuestionsChanged:
            return questions_changed(request, own)
        messages.success(
            request, _("Your answers are confirmed for the questions as they are now.")
        )
        return redirect("vendors:receipt", pk)
    found = amended(own.response.round)
    last = own.response.submissions.defer("content", "leaves").first()
    context = {
        "own": own,
        "round": own.response.round,
        "amended": found,
        "again": overtaken(own.response, states_only().filter(response=own.response)),
        "asked": {item.key for item in own.questionnaire.asked_items()},
        "outdated": is_outdated(own.response),
        "last": last,
        "may": rules.may_submit(own.response, own.member, answered=1, at=request.now),
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("What changed")}],
    }
    return render(request, "vendors/amendments.html", context)


def questions_changed(request: WorkspaceRequest, own: Own) -> HttpResponse:
    """Say that an amendment came meanwhile; nothing was handed in and nothing is lost."""
    context = {"own": own, "round": own.response.round}
    return render(request, "vendors/questions_changed.html", context, status=409)
