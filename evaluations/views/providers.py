"""A provider across evaluations: what it fixed, what slipped, and the next follow-up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.actions import readiness, rounds
from evaluations.models import Outage
from evaluations.queries.providers import progress_of
from evaluations.queries.readiness import outages
from evaluations.views.frame import crumbs, place
from evaluations.views.seats import open_on
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from portal.look.formats import in_words
from vendors.changes import Result
from vendors.models import Response, Vendor
from vendors.queries.changes import local_day

MOST_DIGITS = 18


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def progress(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what was asked of a vendor by level, what came of it, and its pyramids over time."""
    vendor = get_object_or_404(Vendor, pk=pk)
    context = {
        "title": f"Fixed so far: {vendor.name}",
        "vendor": vendor,
        "progress": progress_of(vendor, request.person.pk, at=request.now),
        "results": list(Result),
        "crumbs": [
            {"label": "Vendors", "url": "/vendors/"},
            {"label": vendor.name, "url": f"/vendors/{pk}/"},
            {"label": "Fixed so far", "url": ""},
        ],
    }
    return render(request, "evaluations/vendors/progress.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def follow_up(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Ask, then draft a follow-up with one vendor of this evaluation; ?outage= says because of which."""
    desk, about = open_on(request, pk, response)
    rules.may_follow_up(desk.evaluation, desk.evaluation.round, about).require()
    outage = _outage(request, about)
    if request.method == "POST":
        name = f"{about.vendor.name[:120]}, follow-up {local_day(request.now).year}"
        if outage is None:
            made = rounds.follow_up(about, name, by=request.person)
        else:
            made = readiness.follow_up(about, name, outage, by=request.person)
        messages.success(request, "This is the follow-up. Set its date, check it and open it.")
        return redirect("evaluations:setup", made.pk)
    context = {
        "title": "Start a follow-up",
        "question": f"Start a follow-up with {about.vendor.name}?",
        "effect": (
            "The follow-up is a draft with the same questions and addresses, for this vendor alone; "
            "nobody gets mail before you open it. The vendor can bring along what it answered last "
            "time, and you can ask it for changes. It is noted as running a system for you."
            f"{_because(outage)}"
        ),
        "confirm_label": "Start the follow-up",
        "back_url": place("outage", outage.pk) if outage else place("overview", pk),
        "crumbs": crumbs(desk.evaluation, ("Start a follow-up", "")),
    }
    return render(request, "components/confirm.html", context)


def _outage(request: WorkspaceRequest, about: Response) -> Outage | None:
    """The outage of this vendor that the address names, if there is one."""
    pk = request.GET.get("outage", "")
    if not pk.isdecimal() or len(pk) > MOST_DIGITS:
        return None
    return outages().filter(pk=int(pk), vendor=about.vendor_id).first()


def _because(outage: Outage | None) -> str:
    if outage is None:
        return ""
    when = in_words(outage.started_at)
    return f" The outage of {when} stands there as a finding of yours, which the vendor never sees."
