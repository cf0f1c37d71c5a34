"""What a system must carry and keep to: the forecast of the demand, and our requirements."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from evaluations import rules
from evaluations.forms.forecast import PeakForm
from evaluations.forms.requirements import RequirementsForm
from evaluations.models import Evaluation
from evaluations.queries.standing import draft_of
from evaluations.views.frame import place
from evaluations.views.setup import get_or_post, saved, task_page
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import rounds
from vendors.forecast import CASE, CASE_NOTE
from vendors.models import Round, RoundState
from vendors.queries.profile import size_at_hand
from vendors.queries.required import other_forecasts, peak_changes, peak_of, requirements_of


@get_or_post
@for_roles(Role.COORDINATOR)
def peak(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """State the required peak: one number, a forecast, or that it is not known."""
    evaluation = draft_of(pk)
    if request.method != "POST":
        return _peak_page(request, evaluation, *_initial(request, evaluation.round))
    form = PeakForm(request.POST)
    if form.is_valid() and "_show" not in request.POST:
        rules.may_state_peak(evaluation).require()
        stated = form.cleaned_data
        rounds.set_peak(
            evaluation.round,
            basis=stated["basis"],
            peak=stated["peak"],
            rate=stated["peak_rate"],
            by=request.person,
        )
        return saved(request, pk)
    return _peak_page(request, evaluation, form)


@require_POST
@for_roles(Role.COORDINATOR)
def peak_sum(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Answer the sum over what is typed so far, and the errors at their fields; nothing is kept."""
    draft_of(pk)
    form = PeakForm(request.POST, as_typed=True)
    form.is_valid()
    return render(request, "evaluations/setup/_sum.html", {"form": form, "beside": True})


def _initial(request: WorkspaceRequest, round_: Round) -> tuple[PeakForm, Round | None]:
    """The form as it was saved, or filled in from another evaluation's forecast."""
    wanted = request.GET.get("from", "")
    if not wanted.isdecimal():
        size = {} if round_.peak else size_at_hand()
        return PeakForm(initial=PeakForm.initial_of(round_) | size), None
    other = get_object_or_404(other_forecasts(round_), pk=int(wanted[:18]))
    return PeakForm(initial=PeakForm.initial_of(other)), other


def _peak_page(
    request: WorkspaceRequest, evaluation: Evaluation, form: PeakForm, taken: Round | None = None
) -> HttpResponse:
    round_ = evaluation.round
    others = [(one, peak_of(one).shown) for one in other_forecasts(round_)[:50]]
    more: dict[str, Any] = {
        "summed": form if form.is_bound else PeakForm.as_stored(form),
        "others": others,
        "taken": taken,
        "case": CASE,
        "case_note": CASE_NOTE,
        "changes": peak_changes(round_),
        "told": round_.state == RoundState.OPEN,
        "verdict": rules.may_state_peak(evaluation),
    }
    return task_page(request, evaluation, form, "Required peak", template="peak", **more)


@get_or_post
@for_roles(Role.COORDINATOR)
def requirements(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what a system must keep to beside the peak."""
    evaluation = draft_of(pk)
    round_ = evaluation.round
    wanted = requirements_of(round_)
    form = RequirementsForm(request.POST or None, initial=RequirementsForm.initial_of(wanted))
    if request.method == "POST" and form.is_valid():
        rounds.set_requirements(round_, form.wanted, by=request.person)
        return saved(request, pk)
    peak_place = place("setup-peak", pk)
    return task_page(
        request,
        evaluation,
        form,
        "What we require",
        template="requirements",
        peak=peak_of(round_),
        peak_url=peak_place,
    )
