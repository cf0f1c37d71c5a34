"""The calendar of what brings a rush: plan it, check it, tell the provider, record how it went."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import readiness as plans
from evaluations import rules
from evaluations.actions import readiness
from evaluations.actions.readiness import Plan
from evaluations.forms.readiness import CallOffForm, CheckForm, EventForm, RecordForm, TellForm
from evaluations.models import Outage, PlannedEvent
from evaluations.queries.readiness import (
    MOST,
    Planned,
    calendar,
    event_of,
    is_told_as_it_stands,
    outages,
    providers,
    told_of,
    trail_of,
)
from evaluations.views.frame import place
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.queries.event_notices import latest_of, reached_by

READERS = (Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER)
CALENDAR = {"label": "Calendar", "url": "/calendar/"}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(*READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show what comes, what was, and the outages that hurt."""
    context = {
        "title": "Calendar",
        "calendar": calendar(at=request.now),
        "outages": _with_length(outages()[:MOST]) if _reads_outages(request) else [],
        "coordinates": request.presence.is_a(Role.COORDINATOR),
    }
    return render(request, "evaluations/calendar/list.html", context)


@require_safe
@for_roles(*READERS)
def event(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one event with its checklist."""
    return _show(request, _event_or_404(request, pk))


@get_or_post
@for_roles(Role.COORDINATOR)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Plan an event."""
    form = _event_form(request, None)
    if request.method == "POST" and form.is_valid():
        try:
            made = readiness.add(_plan(form), by=request.person)
        except Refused as refusal:
            form.add_error("day", refusal.sentence)
        else:
            return redirect("evaluations:event", made.pk)
    return _ask(request, form, "Plan an event", "Put it into the calendar", "/calendar/")


@get_or_post
@for_roles(Role.COORDINATOR)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Plan an event anew."""
    found = _event_or_404(request, pk).row
    rules.may_change_event(found, at=request.now).require()
    form = _event_form(request, found)
    if request.method == "POST" and form.is_valid():
        based_on = form.cleaned_data["version"]
        try:
            readiness.change(found, _plan(form), based_on=based_on, by=request.person)
        except Refused as refusal:
            # Pressed again it is saved over the other version, which she has been told of.
            form.data = typed = request.POST.copy()
            typed["version"] = str(found.version)
            form.add_error("day", refusal.sentence)
        else:
            messages.success(request, "Saved. The checklist counts back from the new day.")
            return redirect("evaluations:event", pk)
    return _ask(request, form, "Change the event", "Save", place("event", pk), found)


@get_or_post
@for_roles(Role.COORDINATOR)
def call_off(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Call an event off, with a reason."""
    found = _event_or_404(request, pk).row
    rules.may_change_event(found, at=request.now).require()
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        readiness.call_off(found, form.cleaned_data["why"], by=request.person)
        messages.success(request, "Called off. If the provider knew of it, tell it so.")
        return redirect("evaluations:event", pk)
    return _ask(request, form, "Call the event off", "Call it off", place("event", pk), found)


@require_POST
@for_roles(Role.COORDINATOR)
def check(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Tick one check or take its tick away; the note is kept either way."""
    found = _event_or_404(request, pk)
    form = CheckForm(request.POST, prefix=key)
    if not form.is_valid():
        return _show(request, found, bound=(key, form))
    done = request.POST.get("done") == "yes"
    readiness.check(found.row, key, done=done, note=form.cleaned_data["note"], by=request.person)
    return redirect(f"{place('event', pk)}#check-{key}")


@get_or_post
@for_roles(Role.COORDINATOR)
def tell(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Tell the provider of the event as it stands, with words of the coordinator's own."""
    found = _event_or_404(request, pk).row
    rules.may_tell_provider(found, at=request.now).require()
    form = TellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            readiness.tell(found, form.cleaned_data["words"], by=request.person)
        except Refused as refusal:
            form.add_error("words", refusal.sentence)
        else:
            messages.success(request, "Sent. Here you see once somebody there has seen it.")
            return redirect("evaluations:event", pk)
    reached = reached_by(latest_of(found.vendor)) if found.vendor else []
    title = f"Tell {found.vendor}"
    return _ask(
        request, form, title, "Send it", place("event", pk), found, tells=True, people=reached
    )


@get_or_post
@for_roles(Role.COORDINATOR)
def record(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Record how an event went."""
    found = _event_or_404(request, pk).row
    rules.may_record(found, at=request.now).require()
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = readiness.record(found, **form.cleaned_data, by=request.person)
        if made.held == plans.Held.NO:
            messages.success(request, "Recorded. If the outage hurt, note it as well.")
        return redirect("evaluations:event", pk)
    return _ask(request, form, "Record how it went", "Save", place("event", pk), found)


def _event_or_404(request: WorkspaceRequest, pk: int) -> Planned:
    try:
        return event_of(pk, at=request.now)
    except PlannedEvent.DoesNotExist:
        raise Http404 from None


def _event_form(request: WorkspaceRequest, found: PlannedEvent | None) -> EventForm:
    zone, known = request.workspace.time_zone, providers()
    initial: dict[str, Any] = {}
    if found is not None:
        here = found.starts_at.astimezone(ZoneInfo(zone))
        initial = {
            "name": found.name,
            "kind": found.kind,
            "day": here.date(),
            "time": here.time(),
            "peak": found.peak,
            "provider": str(found.vendor_id or ""),
            "version": found.version,
        }
        if found.vendor is not None and found.vendor not in known:
            known.append(found.vendor)
    form = EventForm(request.POST or None, initial=initial, zone=zone, providers=known)
    if found is not None:
        form.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
    return form


def _plan(form: EventForm) -> Plan:
    data = form.cleaned_data
    return Plan(data["name"], data["kind"], data["starts_at"], data["peak"], data["vendor"])


def _show(
    request: WorkspaceRequest, found: Planned, *, bound: tuple[str, CheckForm] | None = None
) -> HttpResponse:
    row, notices = found.row, told_of(found.row)
    coordinates = request.presence.is_a(Role.COORDINATOR)
    may_check = rules.may_check(row, is_recorded=found.now.event.is_recorded)
    records = list(row.records.all())
    context = {
        "title": row.name,
        "planned": found,
        "notices": notices,
        "told": is_told_as_it_stands(row, notices),
        "groups": [
            (
                group,
                [
                    (line, found.ticks.get(line.check.key), _box(line, bound))
                    for line in group.lines
                ],
            )
            for group in found.now.groups
        ],
        "trail": [(readiness.CHECKS.get(one.key), one) for one in trail_of(row)],
        "records": [(one, plans.against_expected(row.peak, one.peak_seen)) for one in records],
        "outages": _with_length(outages().filter(event=row)) if _reads_outages(request) else [],
        "form": bound[1] if bound else None,
        "coordinates": coordinates,
        "may_check": coordinates and may_check,
        "may_change": coordinates and rules.may_change_event(row, at=request.now),
        "may_tell": coordinates and rules.may_tell_provider(row, at=request.now),
        "may_record": coordinates and rules.may_record(row, at=request.now),
        "crumbs": [CALENDAR, {"label": row.name, "url": ""}],
    }
    return render(request, "evaluations/calendar/event.html", context, status=422 if bound else 200)


def _reads_outages(request: WorkspaceRequest) -> bool:
    """Reviewers plan for rushes too; what residents met belongs to no answer that they judge."""
    return request.presence.is_a(Role.COORDINATOR, Role.OBSERVER)


def _with_length(found: Iterable[Outage]) -> list[tuple[Outage, str]]:
    return [
        (one, plans.outage_in_words(plans.minutes_down(one.started_at, one.ended_at)))
        for one in found
    ]


def _box(line: plans.Line, bound: tuple[str, CheckForm] | None) -> CheckForm:
    key = line.check.key
    return bound[1] if bound and bound[0] == key else CheckForm(prefix=key)


def _ask(
    request: WorkspaceRequest,
    form: forms.Form,
    title: str,
    button: str,
    back_url: str,
    found: PlannedEvent | None = None,
    **more: Any,
) -> HttpResponse:
    above = [{"label": found.name, "url": place("event", found.pk)}] if found else []
    context = {
        "title": title,
        "form": form,
        "button": button,
        "back_url": back_url,
        "event": found,
        "crumbs": [CALENDAR, *above, {"label": title, "url": ""}],
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/calendar/form.html", context, status=status)
