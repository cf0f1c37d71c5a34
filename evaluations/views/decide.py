"""Recording the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.actions import decisions
from evaluations.comparison import Comparison, by_rank
from evaluations.forms.scoring import DecisionForm
from evaluations.models import Decision
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.judgement import comparison_of
from evaluations.states import Role as Part
from evaluations.states import Situation, Stage, still_open
from evaluations.views.compare import READERS, address_of, kept
from evaluations.views.seats import crumbs, reach
from evaluations.visibility import Thing
from portal.access import Refused
from portal.http import WorkspaceRequest, for_roles


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def decide(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.OTHERS_SCORES).require()
    compared = kept(by_rank(comparison_of(desk.bench, address=address_of(desk))), desk)
    form = _form(request, desk)
    if request.method == "POST" and form is None:
        raise Refused("A coordinator or approver records the decision, once discussion is open.")
    if request.method == "POST" and form is not None and form.is_valid():
        reasons = form.cleaned_data["reasons"]
        decisions.decide(desk.evaluation, form.outcomes(), reasons=reasons, by=request.person)
        messages.success(request, "The decision is recorded.")
        return redirect("evaluations:decide", pk)
    context = {
        **_frame(desk, compared),
        "form": form,
        "rows": _rows(form, compared) if form else [],
        "decision": _decision(desk),
    }
    status = 422 if form and form.errors else 200
    return render(request, "evaluations/decide/decide.html", context, status=status)


def _form(request: WorkspaceRequest, desk: Desk) -> DecisionForm | None:
    decides = not desk.roles.isdisjoint({Part.COORDINATOR, Part.APPROVER})
    if not decides or desk.stage is not Stage.DISCUSSION or desk.has_conflicts:
        return None
    submitted = [one for one in desk.responses if one.pk in desk.bench.submissions]
    return DecisionForm(request.POST or None, responses=submitted)


def _frame(desk: Desk, compared: Comparison) -> dict[str, Any]:
    pk = desk.evaluation.pk
    settled = desk.bench.settled_on
    queue = [
        one for one in compared.to_discuss() if not settled(int(one.vendor)).left_on(one.criterion)
    ]
    situation = Situation(
        stage=desk.stage,
        now=desk.now,
        disagreements=len(queue),
        missing_scores=compared.scores_expected - compared.scores_in,
    )
    return {
        "title": "Decision",
        "crumbs": crumbs(desk, ("Decision", "")),
        "desk": desk,
        "compared": compared,
        "open_points": still_open(situation),
        "failing": [one for one in compared.columns if one.fails_must_have],
        "first": queue[0] if queue else None,
        "decides": not desk.roles.isdisjoint({Part.COORDINATOR, Part.APPROVER}),
        "is_discussed": desk.stage is Stage.DISCUSSION,
        "may_archive": desk.coordinates and desk.stage is Stage.DECIDED,
        "reports_url": reach("reports", pk),
    }


def _rows(form: DecisionForm, compared: Comparison) -> list[tuple[Any, Any]]:
    """The vendors' fields beside their figures, in the order of the comparison."""
    fields = {str(one.pk): form[f"outcome-{one.pk}"] for one in form.responses}
    return [(one, fields[one.key]) for one in compared.columns if one.key in fields]


def _decision(desk: Desk) -> Decision | None:
    found = Decision.objects.filter(evaluation=desk.evaluation)
    return found.prefetch_related("outcomes__response__vendor").first()
