"""A response and its vendor's own library: keeping, starting from earlier answers, looking at them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import answers, carrying
from vendors.actions.answers import Conflict
from vendors.forms.library import BeginForm
from vendors.library import accounts, keeping, starting
from vendors.library.models import VendorAccount
from vendors.library.queries import listed, sources_for
from vendors.queries.own import Own
from vendors.questionnaire.values import completeness
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_safe
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Offer to keep what was submitted and to start from earlier answers; list what to look at."""
    own = own_or_404(request, pk)
    return _page(request, own, BeginForm(initial={"name": own.response.vendor.name}))


@require_POST
@for_roles(Role.VENDOR)
def keep(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Keep all that was submitted; begin a library with the first press."""
    own = own_or_404(request, pk)
    if chosen := request.POST.get("account"):
        account = _one_of(request, chosen)
    else:
        form = BeginForm(request.POST)
        if not form.is_valid():
            return _page(request, own, form)
        account = accounts.begin(form.cleaned_data["name"], by=request.person)
    keeping.keep_all(own.response, account.pk, by=request.person)
    messages.success(request, _("Your answers and files are kept in the library of %s.") % account)
    return redirect("vendors:library", pk)


@require_POST
@for_roles(Role.VENDOR)
def start(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Bring earlier answers along as drafts."""
    own = own_or_404(request, pk)
    account = _one_of(request, request.POST.get("account", ""))
    kept = request.POST.get("kept", "")
    if not kept.isdecimal() or len(kept) > 18:
        raise Http404
    started = starting.start(
        own.response, own.questionnaire, account.pk, int(kept), by=request.person
    )
    said = ngettext(
        "%d answer came along as a draft.", "%d answers came along as drafts.", started.answers
    )
    messages.success(request, said % started.answers)
    for name, why in started.left:
        messages.warning(
            request, _("%(name)s did not come along. %(why)s") % {"name": name, "why": why}
        )
    return redirect("vendors:library", pk)


@require_POST
@for_roles(Role.VENDOR)
def last_time(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Bring along what was handed in to the evaluation from which this one was started."""
    own = own_or_404(request, pk)
    came = carrying.carry_over(own.response, by=request.person)
    said = ngettext("%d answer came along as a draft.", "%d answers came along as drafts.", came)
    messages.success(request, said % came)
    return redirect("vendors:library", pk)


@require_POST
@for_roles(Role.VENDOR)
def still_true(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Say that an answer which came along still holds."""
    own = own_or_404(request, pk)
    based_on = request.POST.get("based_on", "")
    item = next((one for one in own.questionnaire.asked_items() if one.key == key), None)
    if item is None or not based_on.isdecimal() or len(based_on) > 9:
        raise Http404
    answer = own.response.answers.filter(item_key=key).first()
    today = request.now.date()
    ready = answer is not None and completeness(item, answer.value, today=today).complete
    done = answers.still_true(
        own.response, key, based_on=int(based_on), ready=ready, by=request.person
    )
    if isinstance(done, Conflict):
        messages.warning(
            request, _("%s changed this answer meanwhile. Look at it again.") % done.theirs.by_name
        )
    return redirect(f"/responses/{pk}/library/#looked")


def _one_of(request: WorkspaceRequest, chosen: str) -> VendorAccount:
    """One of this person's libraries; all others are not there for her."""
    for account in accounts.accounts_of(request.person.pk):
        if str(account.pk) == chosen:
            return account
    raise Http404


def _page(request: WorkspaceRequest, own: Own, form: BeginForm) -> HttpResponse:
    mine = accounts.accounts_of(request.person.pk) if own.uses_library else []
    asked = own.questionnaire
    last = own.response.submissions.order_by("-number").defer("content", "leaves").first()
    found = listed(mine, own.response, asked, at=request.now)
    context = {
        "own": own,
        "form": form,
        "libraries": mine,
        "sources": [(one, sources_for(one, own.response, asked)) for one in mine],
        "found": found,
        "groups": found.groups,
        "last": last,
        "writable": rules.may_edit(own.response, own.member, at=request.now),
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("Your library")}],
    }
    return render(request, "vendors/library/response.html", context)
