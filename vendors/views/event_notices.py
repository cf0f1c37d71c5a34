"""What the jurisdiction plans that brings a rush, as its provider's people see it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import event_notices
from vendors.forms.event_notices import SeenForm
from vendors.models import EventNotice
from vendors.queries.event_notices import notices_to
from vendors.queries.own import Own
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_safe
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what this vendor was told, and let each person say that she has seen it."""
    return _show(request, own_or_404(request, pk))


@require_POST
@for_roles(Role.VENDOR)
def seen(request: WorkspaceRequest, pk: int, notice_pk: int) -> HttpResponse:
    """Take one person's word that she has seen a notice."""
    own = own_or_404(request, pk)
    notice = get_object_or_404(EventNotice, pk=notice_pk, response=own.response)
    form = SeenForm(request.POST, prefix=str(notice.pk))
    if not form.is_valid():
        return _show(request, own, bound=(notice.pk, form))
    event_notices.see(notice, form.cleaned_data["text"], by=request.person)
    messages.success(request, _("Thank you. It is noted that you have seen it."))
    return redirect("vendors:events", pk)


def _show(
    request: WorkspaceRequest, own: Own, *, bound: tuple[int, SeenForm] | None = None
) -> HttpResponse:
    mine = request.person.pk
    rows = []
    for one in notices_to(own.response):
        form = bound[1] if bound and bound[0] == one.pk else SeenForm(prefix=str(one.pk))
        rows.append((one, any(word.by_id == mine for word in one.seen.all()), form))
    context = {
        "own": own,
        "notices": rows,
        "form": bound[1] if bound else None,
        "live": rules.may_act_on_requests(own.response, own.member),
        "crumbs": [*crumbs(own), {"label": _("Days with many people")}],
    }
    return render(request, "vendors/events.html", context, status=422 if bound else 200)
