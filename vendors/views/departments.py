"""Handing all questions of one department to a colleague."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import departments
from vendors.forms.departments import DepartmentForm
from vendors.queries.departments import Share
from vendors.queries.own import Own, invited_to, members_of
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def department(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Ask who takes a department's questions and until when; a lead decides."""
    own = own_or_404(request, pk)
    share = _share(own, key)
    rules.may_lead(own.response, own.member, at=request.now).require()
    form = DepartmentForm(
        members_of(own.response).exclude(person_id=request.person.pk),
        invited_to(own.response, at=request.now),
        request.POST or None,
        initial={"to": share.to, "until": share.held.until if share.held else None},
    )
    if request.method == "POST" and form.is_valid():
        to, until = form.listed[form.cleaned_data["to"]], form.cleaned_data["until"]
        today = timezone.localdate(request.now)
        try:
            departments.hand_over(
                own.response, share.department, to, until=until, by=request.person
            )
        except Refused as refusal:
            day = rules.may_be_done_by(own.response, until, today=today)
            form.add_error("to" if day else "until", refusal.sentence)
        else:
            messages.success(request, _("Handed over: %(n)d questions.") % {"n": len(share.items)})
            return redirect("vendors:colleagues", pk)
    context = {
        "own": own,
        "form": form,
        "share": share,
        "topics": own.questionnaire,
        "now": request.now,
        "crumbs": [
            *crumbs(own),
            {"label": _("Colleagues"), "url": f"/responses/{pk}/colleagues/"},
            {"label": share.words},
        ],
    }
    return render(request, "vendors/department.html", context)


@require_POST
@for_roles(Role.VENDOR)
def end(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Give a department's questions back, or take them back."""
    own = own_or_404(request, pk)
    share = _share(own, key)
    departments.end(own.response, share.department, by=request.person)
    messages.success(request, _("%s: nobody has these questions in hand now.") % share.words)
    return redirect("vendors:colleagues", pk)


def _share(own: Own, key: str) -> Share:
    if key not in own.shares:
        raise Http404
    return own.shares[key]
