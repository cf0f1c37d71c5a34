"""Stay with a provider or switch: costs, conditions, and what is not known yet."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from evaluations.actions import switching as actions
from evaluations.forms.switching import FrameForm, WayForm
from evaluations.models import SwitchCase
from evaluations.queries.standing import evaluations
from evaluations.queries.switching import Sheet, sheet_of
from evaluations.switching import Way, break_even, conditions, path
from evaluations.views.setup import get_or_post
from evaluations.views.vendors import LIST
from portal import clock
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from portal.tenancy.switch import current
from vendors.models import Vendor
from vendors.pricing import money

HALF_YEAR = 6
PAYS_OFF = "Pays off"
FRAME = ("name", "standing", "market", "currency", "months", "needed_by")


@get_or_post
@for_roles(Role.COORDINATOR)
def start(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Open a case about one provider."""
    provider = get_object_or_404(Vendor, pk=pk)
    initial = {"name": f"{provider.name}: stay or switch", "currency": "USD", "months": 36}
    form = FrameForm(request.POST or None, initial=initial, evaluations=evaluations())
    if request.method == "POST" and form.is_valid():
        made = actions.open_case(provider, form.frame, by=request.person)
        return redirect("evaluations:switch", made.pk)
    return _form(request, form, "Stay or switch", provider, f"/vendors/{pk}/", "Open the case")


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def case(request: WorkspaceRequest, pk: int) -> HttpResponse:
    found = _case(pk)
    sheet = sheet_of(found, request.presence)
    context = {
        "title": found.name,
        "crumbs": _crumbs(found.provider, found.name),
        "case": found,
        "sheet": sheet,
        "coordinates": request.presence.is_a(Role.COORDINATOR),
        "heads": [*(_months(month) for month in _marks(found.months)), PAYS_OFF],
        "costs": [(one, _paid(one, sheet, found)) for one in sheet.ways],
        "switches": [(one, _conditions(one, sheet, found)) for one in sheet.challengers],
    }
    return render(request, "evaluations/switching/case.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change what a case compares."""
    found = _case(pk)
    initial = {name: getattr(found, name) for name in FRAME}
    form = FrameForm(request.POST or None, initial=initial, evaluations=evaluations())
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_frame(found, form.frame, based_on=_version(request), by=request.person)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("evaluations:switch", pk)
    back = f"/switching/{pk}/"
    return _form(request, form, "Change the case", found.provider, back, "Save", case=found)


@get_or_post
@for_roles(Role.COORDINATOR)
def way(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """State what one way costs and takes."""
    found = _case(pk)
    chosen = sheet_of(found, request.presence).way(key)
    if chosen is None:
        raise Http404
    initial = found.figures.get(key) or {}
    form = WayForm(request.POST or None, initial=initial, kind=chosen.kind)
    if request.method == "POST" and form.is_valid():
        based_on = _version(request)
        try:
            actions.state(found, key, form.figures, based_on=based_on, by=request.person)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("evaluations:switch", pk)
    title = f"{chosen.name}: {chosen.kind.words.lower()}"
    return _form(request, form, title, found.provider, f"/switching/{pk}/", "Save", case=found)


def _case(pk: int) -> SwitchCase:
    rows = SwitchCase.objects.select_related("provider", "standing__round", "market__round")
    return get_object_or_404(rows, pk=pk)


def _version(request: WorkspaceRequest) -> int:
    """The version that a form was opened at; 0, which is none, for anything else."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000000") else 0


def _crumbs(provider: Vendor, *labels: str) -> list[dict[str, str]]:
    above = {"label": provider.name, "url": f"/vendors/{provider.pk}/"}
    return [LIST, above, *({"label": label, "url": ""} for label in labels)]


def _marks(months: int) -> range:
    """The months that the table of costs shows: every half year, the last one too."""
    return range(min(HALF_YEAR, months), months + 1, HALF_YEAR)


def _paid(way: Way, sheet: Sheet, case: SwitchCase) -> list[tuple[str, str]]:
    """What was paid by each of these months, and from when on switching has paid off."""
    paid = path(way, sheet.today, case.months)
    shown = [
        (_months(month), "Not stated" if paid is None else money(paid[month], case.currency))
        for month in _marks(case.months)
    ]
    if way not in sheet.challengers:
        return [*shown, (PAYS_OFF, "–")]
    month = break_even(way, sheet.stay, sheet.today, case.months)
    return [*shown, (PAYS_OFF, "Not within this time" if month is None else f"Month {month}")]


def _months(month: int) -> str:
    return "1 month" if month == 1 else f"{month} months"


def _conditions(way: Way, sheet: Sheet, case: SwitchCase) -> Any:
    return conditions(
        way,
        sheet.ways,
        months=case.months,
        currency=case.currency,
        needed_by=case.needed_by,
        start=clock.now().astimezone(ZoneInfo(current().time_zone)).date(),
    )


def _form(
    request: WorkspaceRequest,
    form: FrameForm | WayForm,
    title: str,
    provider: Vendor,
    back: str,
    button: str,
    *,
    case: SwitchCase | None = None,
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": _crumbs(provider, title),
        "form": form,
        "case": case,
        "button": button,
        "back_url": back,
        "verdict": True,
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/switching/form.html", context, status=status)
