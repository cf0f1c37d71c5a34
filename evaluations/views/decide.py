"""The decision: proposed by one, confirmed by another, revised with a reason."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import rules
from evaluations.actions import decisions
from evaluations.comparison import Column, Comparison, by_rank
from evaluations.forms.decisions import DecisionForm, SendBackForm, VendorFields
from evaluations.models import Decision
from evaluations.queries.decided import answer_to, approvers_for, holding, revisions_of, waiting
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.judgement import comparison_of
from evaluations.states import Role as Part
from evaluations.states import Situation, Stage, still_open
from evaluations.views.compare import READERS, address_of, kept
from evaluations.views.seats import crumbs, reach
from evaluations.visibility import Thing
from portal.access import Refused
from portal.http import WorkspaceRequest, for_roles

DECIDERS = frozenset({Part.COORDINATOR, Part.APPROVER})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def decide(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show every revision; take a new one."""
    desk, compared, revisions = _gathered(request, pk)
    form = _form(request, desk, revisions)
    if request.method == "POST" and form is None:
        raise Refused(_why_not(desk, revisions))
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            decisions.propose(
                desk.evaluation,
                form.said(),
                reasons=form.cleaned_data["reasons"],
                approver=form.approver_chosen(),
                open_matters=[*_open_matters(desk, compared), *form.own_matters()],
                why_changed=form.cleaned_data.get("why_changed", ""),
                by=request.person,
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "The decision is proposed. It holds once it is confirmed.")
            return redirect("evaluations:decide", pk)
    return _show(request, desk, compared, revisions, form=form)


@require_POST
@for_roles(*READERS)
def confirm(request: WorkspaceRequest, pk: int, number: int) -> HttpResponse:
    decision = _waiting(request, pk, number)
    decisions.confirm(decision, by=request.person)
    messages.success(request, "The decision is confirmed and holds from now on.")
    return redirect("evaluations:decide", pk)


@require_POST
@for_roles(*READERS)
def send_back(request: WorkspaceRequest, pk: int, number: int) -> HttpResponse:
    decision = _waiting(request, pk, number)
    rules.may_answer(decision, request.person.pk, is_operator=False).require()
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _show(request, *_gathered(request, pk), back=form)
    decisions.send_back(decision, form.cleaned_data["reason"], by=request.person)
    messages.success(request, "It went back, with your reason.")
    return redirect("evaluations:decide", pk)


@require_POST
@for_roles(*READERS)
def withdraw(request: WorkspaceRequest, pk: int, number: int) -> HttpResponse:
    decisions.withdraw(_waiting(request, pk, number), by=request.person)
    messages.success(request, "The decision is withdrawn. Scores can be agreed on again.")
    return redirect("evaluations:decide", pk)


def _gathered(request: WorkspaceRequest, pk: int) -> tuple[Desk, Comparison, list[Decision]]:
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.OTHERS_SCORES).require()
    if desk.has_conflicts:
        # Its reasons weigh vendors against each other, so no part of them can be shown alone.
        raise Refused("You declared a conflict with a vendor, so somebody else has to decide.")
    compared = kept(by_rank(comparison_of(desk.bench, address=address_of(desk))), desk)
    return desk, compared, list(revisions_of(desk.evaluation))


def _waiting(request: WorkspaceRequest, pk: int, number: int) -> Decision:
    """The revision that waits; 404 for any other number, and a sentence once it was answered."""
    desk, _compared, revisions = _gathered(request, pk)
    if desk.roles.isdisjoint(DECIDERS):
        raise Refused("A decision is confirmed by a coordinator or an approver.")
    found = next((one for one in revisions if one.number == number), None)
    if found is None:
        raise Http404
    if answer_to(found) is not None:
        raise Refused("This was answered already. Reload the page to see what became of it.")
    return found


def _form(
    request: WorkspaceRequest, desk: Desk, revisions: Sequence[Decision]
) -> DecisionForm | None:
    if _why_not(desk, revisions):
        return None
    submitted = [one for one in desk.responses if one.pk in desk.bench.submissions]
    return DecisionForm(
        request.POST or None,
        responses=submitted,
        approvers=approvers_for(desk.evaluation, request.person.pk),
        before=revisions[0] if revisions else None,
        is_revision=desk.stage is Stage.DECIDED,
    )


def _why_not(desk: Desk, revisions: Sequence[Decision]) -> str:
    """Why she can't propose a decision now; empty where she can."""
    if desk.roles.isdisjoint(DECIDERS):
        return "A coordinator or an approver proposes the decision."
    if desk.has_conflicts:
        return "You declared a conflict with a vendor, so somebody else has to decide."
    if not any(one.pk in desk.bench.submissions for one in desk.responses):
        return "No vendor submitted answers, so there is nothing to decide on."
    waits = waiting(revisions) is not None
    return rules.may_propose(desk.evaluation, waits=waits, why_changed="asked for below").refusal


def _open_matters(desk: Desk, compared: Comparison) -> list[str]:
    """What is unresolved, as sentences; it goes into the record with the decision."""
    settled = desk.bench.settled_on
    apart = [
        one for one in compared.to_discuss() if not settled(int(one.vendor)).left_on(one.criterion)
    ]
    situation = Situation(
        stage=desk.stage,
        now=desk.now,
        disagreements=len(apart),
        missing_scores=compared.scores_expected - compared.scores_in,
    )
    failing = [one.name for one in compared.columns if one.fails_must_have]
    return [*still_open(situation), *(f"{name} fails a must-have." for name in failing)]


def _show(
    request: WorkspaceRequest,
    desk: Desk,
    compared: Comparison,
    revisions: Sequence[Decision],
    *,
    form: DecisionForm | None = None,
    back: SendBackForm | None = None,
) -> HttpResponse:
    waits, holds = waiting(revisions), holding(revisions)
    form = form or _form(request, desk, revisions) if back is None else None
    context = {
        "title": "Decision",
        "crumbs": crumbs(desk, ("Decision", "")),
        "desk": desk,
        "open_points": _open_matters(desk, compared),
        "first": bool(compared.to_discuss()),
        # The form that came back, for the list of errors above the page.
        "form": back or form,
        "proposal": form,
        "rows": _rows(form, compared) if form else [],
        "why_not": _why_not(desk, revisions),
        "asks_operator": form is not None and not form.approvers,
        "decision": holds,
        "waits": waits,
        "earlier": [one for one in revisions if one not in (holds, waits)],
        "may_answer": waits is not None
        and not desk.roles.isdisjoint(DECIDERS)
        and not desk.has_conflicts
        and bool(rules.may_answer(waits, request.person.pk, is_operator=False)),
        "may_withdraw": waits is not None and waits.by_id == request.person.pk,
        "back": back or SendBackForm(),
        "is_discussed": desk.stage is Stage.DISCUSSION,
        "may_archive": desk.coordinates and desk.stage is Stage.DECIDED,
        "reports_url": reach("reports", desk.evaluation.pk),
    }
    failed = (form is not None and form.errors) or (back is not None and back.errors)
    return render(request, "evaluations/decide/decide.html", context, status=422 if failed else 200)


def _rows(form: DecisionForm, compared: Comparison) -> list[tuple[Column, VendorFields]]:
    """The vendors' fields beside their figures, in the order of the comparison."""
    asked = {str(one.pk) for one in form.responses}
    return [(one, form.of_vendor(one.key)) for one in compared.columns if one.key in asked]
