"""Taking back what was handed in, and coming back to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import responses
from vendors.forms.people import WithdrawForm
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def withdraw(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask, with a reason, then let nothing of this response count any more."""
    own = own_or_404(request, pk)
    last = own.response.submissions.defer("content", "leaves").first()
    rules.may_withdraw(
        own.response, own.member, handed_in=last is not None, at=request.now
    ).require()
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        responses.withdraw(own.response, form.cleaned_data["reason"], by=request.person)
        return redirect("vendors:overview", pk)
    due = own.response.round.due_at
    context = {
        "own": own,
        "form": form,
        "last": last,
        "round": own.response.round,
        "may_come_back": due is not None and request.now < due,
        "crumbs": [*crumbs(own), {"label": _("Withdraw")}],
    }
    return render(request, "vendors/withdraw.html", context)


@require_POST
@for_roles(Role.VENDOR)
def answer_again(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take part again."""
    own = own_or_404(request, pk)
    responses.answer_again(own.response, by=request.person)
    messages.success(request, _("You take part again. What you had submitted counts as it was."))
    return redirect("vendors:overview", pk)
