"""How sure the order is: chosen before scoring, shown once ranks are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations import rules
from evaluations.actions import order as actions
from evaluations.forms.order import OrderForm
from evaluations.queries.desk import desk_of
from evaluations.queries.judgement import comparison_of
from evaluations.queries.order import order_of
from evaluations.queries.standing import draft_of
from evaluations.states import Stage
from evaluations.views.compare import READERS, address_of, kept
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.views.setup import get_or_post, saved, task_page
from evaluations.visibility import Thing
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@get_or_post
@for_roles(Role.COORDINATOR)
def choose(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    form = OrderForm(request.POST or None, initial={"prints": evaluation.prints_order})
    if request.method == "POST" and form.is_valid():
        actions.choose(evaluation, prints=form.cleaned_data["prints"], by=request.person)
        return saved(request, pk)
    return task_page(
        request,
        evaluation,
        form,
        "How sure the order is",
        template="order",
        verdict=rules.may_choose_order(evaluation),
    )


@require_safe
@for_roles(*READERS)
def order(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.RANKS).require()
    compare_url = place("compare", pk)
    context = {
        "title": "How sure is the order?",
        "crumbs": crumbs(desk, ("Compare", compare_url), ("How sure is the order?", "")),
        "desk": desk,
        "is_draft": desk.stage is Stage.DISCUSSION,
        "compare_url": compare_url,
        "chosen": desk.evaluation.prints_order,
        "comparison": None,
        "order": None,
    }
    if desk.evaluation.prints_order:
        # As the page of the comparison asks for it, so that its sums are done once for both.
        comparison = comparison_of(desk.bench, address=address_of(desk))
        mine = kept(comparison, desk)
        context |= {"comparison": mine, "order": order_of(desk.bench, mine)}
    return render(request, "evaluations/compare/order.html", context)
