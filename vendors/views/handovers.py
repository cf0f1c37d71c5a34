"""Handing a topic to a colleague."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import Refused, Verdict
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import handovers
from vendors.forms.handovers import HandOverForm
from vendors.queries.own import Own, members_of
from vendors.questionnaire.model import Criterion
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def topic(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Ask to whom a topic goes and until when; a lead decides."""
    own = own_or_404(request, pk)
    criterion, held = _criterion(own, key), own.handed.get(key)
    rules.may_lead(own.response, own.member, at=request.now).require()
    people = members_of(own.response).exclude(person_id=request.person.pk)
    before = {"member": held.member_pk, "until": held.until, "note": held.note} if held else {}
    form = HandOverForm(people, request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        member = get_object_or_404(people, pk=form.cleaned_data.pop("member"))
        try:
            handovers.hand_over(own.response, key, member, **form.cleaned_data, by=request.person)
        except Refused as refusal:
            form.add_error(None if _day(own, form, request) else "until", refusal.sentence)
        else:
            messages.success(request, _("%s has this topic in hand now.") % member.name)
            return redirect("vendors:colleagues", pk)
    context = {
        "own": own,
        "form": form,
        "criterion": criterion,
        "held": held,
        "now": request.now,
        "crumbs": [
            *crumbs(own),
            {"label": _("Colleagues"), "url": f"/responses/{pk}/colleagues/"},
            {"label": criterion.short_title},
        ],
    }
    return render(request, "vendors/handover.html", context)


@require_POST
@for_roles(Role.VENDOR)
def end(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Give a topic back, or take it back."""
    own = own_or_404(request, pk)
    _criterion(own, key)
    ended = handovers.end(own.response, key, by=request.person)
    gave = ended.member.person_id == request.person.pk
    said = _("You gave this topic back.") if gave else _("%s no longer has this topic in hand.")
    messages.success(request, said if gave else said % ended.member.name)
    return redirect("vendors:topic", pk, key)


def _day(own: Own, form: HandOverForm, request: WorkspaceRequest) -> Verdict:
    today = timezone.localdate(request.now)
    return rules.may_be_done_by(own.response, form.cleaned_data["until"], today=today)


def _criterion(own: Own, key: str) -> Criterion:
    for one in own.questionnaire.asked_criteria():
        if one.key == key:
            return one
    raise Http404
