"""Vendors as this workspace knows them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.vendors import VendorForm
from evaluations.models import SwitchCase
from evaluations.queries.providers import evaluations_of
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import vendors
from vendors.models import Vendor
from vendors.queries.vendors import known

LIST = {"label": "Vendors", "url": "/vendors/"}
PER_PAGE = 100


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def index(request: WorkspaceRequest) -> HttpResponse:
    page = Paginator(known(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Vendors",
        "page": page,
        "coordinates": request.presence.is_a(Role.COORDINATOR),
    }
    return render(request, "evaluations/vendors/list.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def page(request: WorkspaceRequest, pk: int) -> HttpResponse:
    vendor = get_object_or_404(Vendor, pk=pk)
    context = {
        "title": vendor.name,
        "vendor": vendor,
        "crumbs": [LIST, {"label": vendor.name, "url": ""}],
        "cases": SwitchCase.objects.filter(provider=vendor),
        "evaluations": evaluations_of(vendor),
        "coordinates": request.presence.is_a(Role.COORDINATOR),
    }
    return render(request, "evaluations/vendors/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def edit(request: WorkspaceRequest, pk: int) -> HttpResponse:
    vendor = get_object_or_404(Vendor, pk=pk)
    fields = ("name", "website", "note", "is_current_provider")
    form = VendorForm(request.POST or None, initial={one: getattr(vendor, one) for one in fields})
    if request.method == "POST" and form.is_valid():
        try:
            vendors.change(vendor, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("evaluations:vendor", pk)
    context = {
        "title": "Change a vendor",
        "form": form,
        "crumbs": [
            LIST,
            {"label": vendor.name, "url": f"/vendors/{pk}/"},
            {"label": "Change", "url": ""},
        ],
        "button": "Save",
        "back_url": f"/vendors/{pk}/",
        "verdict": True,
    }
    return render(request, "evaluations/questionnaires/form.html", context)
