"""A vendor's price: apart from its answers, and sealed until all scores are locked."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import prices
from vendors.forms.pricing import PriceForm
from vendors.pricing import price_of
from vendors.queries.own import Own
from vendors.queries.prices import last_price, offer_in, priced_for
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def price(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the price that stands, worked out; a lead hands in another until the date."""
    own = own_or_404(request, pk)
    if not own.response.round.asks_price:
        raise Http404
    if request.method != "POST":
        return _page(request, own, None)
    form = PriceForm(request.POST)
    if not form.is_valid() or form.offer is None:
        return _page(request, own, form, status=422)
    after = form.cleaned_data["after"] or 0
    try:
        made = prices.hand_in(own.response, form.offer, after=after, by=request.person)
    except Refused as refusal:
        return _page(request, own, form, refusal=refusal.sentence, status=409)
    messages.success(request, _("Your price was received: %s.") % made.reference)
    return redirect("vendors:price", pk)


def _page(
    request: WorkspaceRequest,
    own: Own,
    form: PriceForm | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    round_ = own.response.round
    last, over = last_price(own.response), priced_for(round_)
    offer, after = offer_in(last), last.number if last else 0
    if form is None:
        form = PriceForm(initial=PriceForm.initial_of(offer, over.currency, after=after))
    elif refusal:
        # Whoever sends it again has seen by then what stands.
        typed = request.POST.copy()
        typed["after"] = str(after)
        form = PriceForm(typed)
        form.is_valid()
    may = rules.may_price(own.response, own.member, at=request.now)
    context = {
        "own": own,
        "round": round_,
        "form": form,
        "may": may,
        "refusal": refusal,
        "shows_form": bool(may) or form.is_bound,
        "last": last,
        "over": over,
        "price": price_of(offer, over) if offer else None,
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("Price")}],
    }
    return render(request, "vendors/price.html", context, status=status)
