"""Monthly figures of a provider: ask for them, follow them, stop asking."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.monthly import AskForm
from evaluations.queries.desk import Desk
from evaluations.views.frame import place
from evaluations.views.requests import READERS
from evaluations.views.seats import crumbs, open_on
from portal.access import Refused, Verdict
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import monthly
from vendors.models import Response
from vendors.monthly import month_of, proposals
from vendors.queries.changes import local_day
from vendors.queries.credits import credits_of
from vendors.queries.monthly import Months, months_of, promises_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(*READERS)
def index(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Show every month against its targets, and what was filed."""
    desk, about = open_on(request, pk, response)
    months = months_of(about, at=request.now)
    context = _context(desk, about, f"Monthly figures: {about.vendor.name}") | {
        "months": months,
        "credits": credits_of(about, months),
        "coordinates": desk.coordinates,
        "may": _may(about, request),
    }
    return render(request, "evaluations/months/list.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def ask(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Ask for figures; proposed is what stands, or else what the provider promised."""
    desk, about = open_on(request, pk, response)
    _may(about, request).require()
    topics = {one.key for one in desk.questionnaire.asked_criteria()}
    proposed = proposals(promises_of(about), topics)
    if not proposed:
        raise Refused(
            "This follow-up asks about none of the topics that monthly figures belong to."
        )
    months = months_of(about, at=request.now)
    promised = {one.kind.key: one.promised for one in proposed}
    form = AskForm(
        request.POST or None,
        proposed=proposed,
        today=local_day(request.now),
        initial=_initial(months, promised),
    )
    if request.method == "POST" and form.is_valid() and _asked(request, about, form):
        messages.success(request, "Asked. The provider gets a mail.")
        return redirect("evaluations:months", pk, response)
    back = place("months", pk, response)
    context = _context(desk, about, "Ask for monthly figures", ("Monthly figures", back)) | {
        "form": form,
        "back_url": back,
        "button": "Ask for these figures",
        "verdict": True,
        "effect": (
            "From the month that you choose on, this takes the place of what was asked before. "
            "Months that are over keep their targets. A month that misses one, or is not filed in "
            "time, opens the concern about its topic."
        ),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/questionnaires/form.html", context, status=status)


@get_or_post
@for_roles(Role.COORDINATOR)
def stop(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Ask, then stop asking for figures."""
    desk, about = open_on(request, pk, response)
    if request.method == "POST":
        monthly.stop(about, by=request.person)
        messages.success(request, "No figures are asked for any more. The provider gets a mail.")
        return redirect("evaluations:months", pk, response)
    back = place("months", pk, response)
    context = _context(desk, about, "Stop asking", ("Monthly figures", back)) | {
        "question": f"Stop asking {about.vendor.name} for monthly figures?",
        "effect": (
            "This month and those after it need no figures any more. Months that are over stay as "
            "they are and can still be filed."
        ),
        "confirm_label": "Stop asking",
        "back_url": back,
    }
    return render(request, "components/confirm.html", context)


def _may(about: Response, request: WorkspaceRequest) -> Verdict:
    """Whether figures can be asked for now."""
    today = local_day(request.now)
    has_people = about.members.filter(removed_at=None).exists()
    return rules.may_ask_for_months(
        about, has_people=has_people, first=month_of(today), today=today
    )


def _initial(months: Months, promised: dict[str, Decimal | None]) -> dict[str, str]:
    stands = {one.key: one.target for one in months.asked_now} if months.standing else promised
    found = {
        key: f"{value.quantize(Decimal('0.0001')).normalize():f}"
        for key, value in stands.items()
        if value is not None
    }
    if months.standing:
        found["due_day"] = str(months.standing.due_day)
    return found


def _asked(request: WorkspaceRequest, about: Response, form: AskForm) -> bool:
    day = form.cleaned_data["due_day"]
    try:
        monthly.ask(about, form.objectives, form.first_month, day, by=request.person)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def _context(desk: Desk, about: Response, title: str, *above: tuple[str, str]) -> dict[str, Any]:
    requests = ("Requests", place("requests", desk.evaluation.pk, about.pk))
    last = title if above else "Monthly figures"
    return {
        "title": title,
        "desk": desk,
        "response": about,
        "crumbs": crumbs(desk, requests, *above, (last, "")),
    }
