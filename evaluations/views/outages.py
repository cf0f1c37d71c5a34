"""Outages that hurt: noted from an event or by themselves, and what follows from them."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import readiness as plans
from evaluations.actions import readiness
from evaluations.actions.readiness import Down
from evaluations.forms.readiness import OutageForm
from evaluations.models import PlannedEvent
from evaluations.queries.readiness import follow_up_from, outages, providers
from evaluations.views.frame import place
from evaluations.views.readiness import CALENDAR
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Note an outage; ?event= says during which event it was."""
    event = _event(request)
    form = _form(request, event)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        down = Down(data["vendor"], data["started_at"], data["ended_at"], data["met"], event)
        made = readiness.note_outage(down, by=request.person)
        return redirect("evaluations:outage", made.pk)
    title = "Note an outage"
    context = {
        "title": title,
        "form": form,
        "button": "Note the outage",
        "back_url": place("event", event.pk) if event else "/calendar/",
        "event": event,
        "nobody": not form.vendors,
        "crumbs": [CALENDAR, {"label": title, "url": ""}],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/calendar/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Correct an outage, or say when it was up again."""
    found = get_object_or_404(outages(), pk=pk)
    zone, known = ZoneInfo(request.workspace.time_zone), providers()
    form = OutageForm(
        request.POST or None,
        now=request.now,
        zone=zone.key,
        providers=known if found.vendor in known else [*known, found.vendor],
        initial={
            "provider": str(found.vendor_id),
            "start_day": found.started_at.astimezone(zone).date(),
            "start_time": found.started_at.astimezone(zone).time(),
            "end_day": found.ended_at.astimezone(zone).date() if found.ended_at else None,
            "end_time": found.ended_at.astimezone(zone).time() if found.ended_at else None,
            "met": found.met,
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        down = Down(data["vendor"], data["started_at"], data["ended_at"], data["met"])
        try:
            readiness.change_outage(found, down, by=request.person)
        except Refused as refusal:
            form.add_error("provider", refusal.sentence)
        else:
            return redirect("evaluations:outage", pk)
    title = "Correct the outage"
    context = {
        "title": title,
        "form": form,
        "button": "Save",
        "back_url": place("outage", pk),
        "event": found.event,
        "crumbs": [
            CALENDAR,
            {"label": "Outage", "url": place("outage", pk)},
            {"label": title, "url": ""},
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/calendar/form.html", context, status=status)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def outage(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one outage, and offer a follow-up with its provider."""
    found = get_object_or_404(outages(), pk=pk)
    coordinates = request.presence.is_a(Role.COORDINATOR)
    context = {
        "title": f"Outage of {found.vendor}",
        "outage": found,
        "length": plans.outage_in_words(plans.minutes_down(found.started_at, found.ended_at)),
        "coordinates": coordinates,
        "start_from": follow_up_from(found.vendor) if coordinates else None,
        "crumbs": [CALENDAR, {"label": "Outage", "url": ""}],
    }
    return render(request, "evaluations/calendar/outage.html", context)


def _event(request: WorkspaceRequest) -> PlannedEvent | None:
    pk = request.GET.get("event", "")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return PlannedEvent.objects.select_related("vendor").filter(pk=int(pk)).first()


def _form(request: WorkspaceRequest, event: PlannedEvent | None) -> OutageForm:
    zone, known = request.workspace.time_zone, providers()
    initial: dict[str, Any] = {"provider": str(known[0].pk) if len(known) == 1 else ""}
    if event is not None:
        here = event.starts_at.astimezone(ZoneInfo(zone))
        initial = {"start_day": here.date(), "start_time": here.time()}
        if event.vendor is not None:
            initial["provider"] = str(event.vendor_id)
            known = known if event.vendor in known else [*known, event.vendor]
    return OutageForm(
        request.POST or None, now=request.now, initial=initial, zone=zone, providers=known
    )
