"""What vendors say does not apply to them, and the coordinator's word on it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import rules
from evaluations.actions import not_applicable
from evaluations.forms.not_applicable import APPROVE, REFUSE, NotApplicableForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.not_applicable import Claim
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@dataclass(frozen=True, slots=True)
class Line:
    """One claim with the form to decide on it."""

    claim: Claim
    form: NotApplicableForm
    place: int


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List the claims, undecided ones first, and take a decision on one."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.ANSWERS).require()
    dates = [one.due_at for one in desk.bench.responses]
    may = rules.may_decide_not_applicable(desk.evaluation, dates, at=request.now)
    claims = sorted(desk.claims, key=lambda one: one.ruling is not None)
    posted = _posted(request, desk, claims)
    lines = [Line(one, _form(request, one, at, posted), at) for at, one in enumerate(claims)]
    bound = next((one.form for one in lines if one.form.is_bound), None)
    if posted is not None and bound is not None and bound.is_valid():
        may.require()
        not_applicable.decide(
            desk.evaluation,
            posted.response,
            posted.item.key,
            said=request.POST.get("said", ""),
            approved=bound.approved,
            reason=bound.cleaned_data["reason"],
            by=request.person,
        )
        messages.success(request, "Recorded. It holds for these words of the vendor.")
        return redirect("evaluations:not-applicable", pk)
    context = {
        "title": "Not applicable",
        "crumbs": crumbs(desk, ("Not applicable", "")),
        "desk": desk,
        "lines": lines,
        "form": bound,
        "undecided": sum(one.ruling is None for one in claims),
        "may": may,
    }
    status = 422 if bound is not None else 200
    return render(request, "evaluations/not_applicable.html", context, status=status)


def _posted(request: WorkspaceRequest, desk: Desk, claims: list[Claim]) -> Claim | None:
    """The claim that a decision came for; 404 for one of a vendor she does not see."""
    if request.method != "POST":
        return None
    if not desk.coordinates:
        raise Refused("Only a coordinator can decide on this.")
    key = request.POST.get("claim", "")
    for one in claims:
        if one.key == key:
            return one
    raise Http404


def _form(
    request: WorkspaceRequest, claim: Claim, place: int, posted: Claim | None
) -> NotApplicableForm:
    data = request.POST if posted is claim else None
    before = claim.ruling
    initial = (
        {"decision": APPROVE if before.approved else REFUSE, "reason": before.reason}
        if before
        else {}
    )
    return NotApplicableForm(data, initial=initial, auto_id=f"id_{place}_%s")
