"""A vendor asks before it answers, and reads what was answered to all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import inquiries
from vendors.forms.inquiries import AskForm
from vendors.queries.inquiries import own_open, published_in
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def ask(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what all vendors were told; take one question."""
    own = own_or_404(request, pk)
    round_ = own.response.round
    until = rules.questions_until(round_, request.workspace.time_zone)
    form = AskForm(request.POST or None, asked=own.questionnaire)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            inquiries.ask(
                own.response,
                data["question"],
                topic=data["topic"],
                has_secret=data["has_secret"],
                by=request.person,
            )
        except Refused as refusal:
            form.add_error("question", refusal.sentence)
        else:
            messages.success(request, _("Your question was sent. The answer goes to all vendors."))
            return redirect("vendors:ask", pk)
    context = {
        "own": own,
        "published": list(published_in(round_)),
        "waiting": list(own_open(own.response)),
        "form": form,
        "may": rules.may_inquire(own.response, own.member, until, at=request.now),
        "until": until,
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("Questions and answers")}],
    }
    status = 422 if form.errors else 200
    return render(request, "vendors/ask.html", context, status=status)
