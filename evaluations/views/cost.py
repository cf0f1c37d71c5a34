"""Cost as an axis of its own: asked for in the set-up, shown beside scores once all are locked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.comparison import by_rank
from evaluations.forms.cost import AskPriceForm
from evaluations.queries.desk import desk_of
from evaluations.queries.judgement import comparison_of
from evaluations.queries.prices import costs_of
from evaluations.queries.standing import draft_of
from evaluations.states import Stage
from evaluations.views.compare import READERS, address_of, kept
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.views.setup import get_or_post, saved, task_page
from evaluations.visibility import Thing
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import rounds
from vendors.pricing import Fee
from vendors.queries.prices import priced_for


@get_or_post
@for_roles(Role.COORDINATOR)
def choose(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say whether vendors hand in a price, and what totals are worked out for."""
    evaluation = draft_of(pk)
    round_ = evaluation.round
    initial = AskPriceForm.initial_of(priced_for(round_), asks=round_.asks_price)
    form = AskPriceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asks = form.cleaned_data["asks"]
        rounds.ask_price(round_, asks=asks, over=form.over, by=request.person)
        return saved(request, pk)
    return task_page(request, evaluation, form, "Price form", template="price")


@require_safe
@for_roles(*READERS)
def cost(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show every vendor's price beside its score."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.PRICES).require()
    compare_url = place("compare", pk)
    context = {
        "title": "Cost",
        "crumbs": crumbs(desk, ("Compare", compare_url), ("Cost", "")),
        "desk": desk,
        "is_draft": desk.stage is Stage.DISCUSSION,
        "compare_url": compare_url,
        "asked": desk.evaluation.round.asks_price,
        "fees": list(Fee),
    }
    if context["asked"]:
        # As the page of the comparison asks for it, so that its sums are done once for both.
        comparison = comparison_of(desk.bench, address=address_of(desk))
        context["sheet"] = costs_of(desk, kept(by_rank(comparison), desk))
    return render(request, "evaluations/compare/cost.html", context)
