"""What the panel settles beside scores: the mark of a must-have, and what it leaves as it is."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.actions import settling
from evaluations.comparison import MustHave
from evaluations.forms.settling import AgreedMarkForm, LeaveForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.judgement import comparison_of
from evaluations.states import Stage
from evaluations.views.compare import address_of
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def agree_mark(request: WorkspaceRequest, pk: int, response: int, item: str) -> HttpResponse:
    desk, answering = _guard(request, pk, response)
    found = _must_have(desk, answering, item)
    form = _form(request, desk)
    back = place("cell", pk, response, found.criterion)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        before = None if found.mean is None else found.mean.quantize(Decimal("0.0001"))
        settling.agree_mark(
            desk.evaluation, answering, item, by=request.person, before=before, **data
        )
        messages.success(request, f"Agreed mark {data['value']} recorded.")
        return redirect(back)
    context = {
        "title": "Agree on a mark",
        "crumbs": crumbs(desk, (found.topic, back), ("Agreed mark", "")),
        "response": answering,
        "must_have": found,
        "needed": desk.questionnaire.rules.must_have_below,
        "form": form,
        "value": form["value"].value(),
        "back_url": back,
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/cell/agree_mark.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def leave(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    desk, answering = _guard(request, pk, response)
    asked = desk.criterion(criterion)
    form = LeaveForm(request.POST or None)
    back = place("cell", pk, response, criterion)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        settling.leave(desk.evaluation, answering, criterion, reason=reason, by=request.person)
        messages.success(request, "Left at the average. It no longer waits to be discussed.")
        return redirect(place("discussion", pk))
    context = {
        "title": "Leave it at the average",
        "question": f"Leave {asked.short_title} of {answering.vendor.name} at the average?",
        "effect": "It leaves the list of what is still to discuss. What each reviewer gave stays, "
        "and an agreed score can still be recorded.",
        "form": form,
        "confirm_label": "Leave at the average",
        "back_url": back,
        "crumbs": crumbs(desk, (asked.short_title, back), ("Leave it", "")),
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/confirm_reason.html", context, status=status)


def _guard(request: WorkspaceRequest, pk: int, response: int) -> tuple[Desk, Response]:
    """The evaluation and a vendor that she sees, while its discussion is open."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.OTHERS_SCORES).require()
    answering, _submission = desk.submitted(response)
    if desk.stage is not Stage.DISCUSSION:
        raise Refused("This is recorded while the evaluation is at the stage Discussion.")
    return desk, answering


def _must_have(desk: Desk, answering: Response, item: str) -> MustHave:
    compared = comparison_of(desk.bench, address=address_of(desk))
    for one in compared.must_haves_of(str(answering.pk)):
        if one.item == item:
            return one
    raise Http404


def _form(request: WorkspaceRequest, desk: Desk) -> AgreedMarkForm:
    names = [one.name for one in desk.bench.panel]
    if str(request.person) not in names:
        names.append(str(request.person))
    today = desk.now.astimezone(ZoneInfo(request.workspace.time_zone)).date()
    return AgreedMarkForm(
        request.POST or None, names=names, today=today, initial={"present": names, "met_on": today}
    )
