"""The panel: signing the declaration, how far each reviewer is, and moving the evaluation on."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.actions import panel
from evaluations.forms.scoring import CONFLICT, DeclarationForm, WhyForm
from evaluations.models import Panelist
from evaluations.queries.assigning import spread_of
from evaluations.queries.calibration import chosen_in, has_calibrated
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.interests import hints_of
from evaluations.queries.judgement import counts_of
from evaluations.queries.masked import ballot_key
from evaluations.states import Stage
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, reach
from evaluations.visibility import Thing
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles

get_or_post = require_http_methods(["GET", "HEAD", "POST"])

ASSIGNING = frozenset({Stage.OPEN, Stage.CLOSED, Stage.SCORING})
"""Where it can be changed who scores what."""
CONFIDENTIALITY = (
    "I will score on my own, on the basis of what vendors submitted. Until the decision is "
    "published I will not talk about answers, files or scores with anybody outside the panel, "
    "and I will use them for this evaluation only. If a conflict of interest comes up later, I "
    "will say so at once."
)


@get_or_post
@for_roles(Role.REVIEWER)
def declare(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    if desk.panelist is None or desk.stage in {Stage.DRAFT, Stage.CANCELLED}:
        raise Http404
    # An interest can only be declared in a name: here they stand, by the alphabet and no letter.
    responses = desk.bench.named.responses
    text = desk.evaluation.declaration_text or CONFIDENTIALITY
    form = DeclarationForm(
        request.POST or None,
        responses=responses,
        text=text,
        key_of=_key_of(desk),
        initial=_signed_before(desk),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        panel.declare(
            desk.panelist,
            text=text,
            conflicts=form.conflicting(),
            explanation=data["explanation"] if data["interest"] == CONFLICT else "",
            typed_name=data["typed_name"],
            by=request.person,
        )
        return redirect(place("score-next", pk))
    context = {
        "title": "Before you score",
        "crumbs": crumbs(desk, ("Declaration", "")),
        "desk": desk,
        "form": form,
        "text": text,
        "again": desk.declaration is not None,
        "new": _new_vendors(desk),
        "hints": hints_of(desk.bench.named, [desk.panelist.email])[desk.panelist.email],
    }
    return render(request, "evaluations/panel/declare.html", context)


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    bench, counts = desk.bench, counts_of(desk.bench)
    spread = spread_of(bench)
    titles = {one.key: one.short_title for one in desk.questionnaire.asked_criteria()}
    vendors = {one.pk: one.vendor.name for one in bench.responses}
    hints = hints_of(bench, [one.email for one in bench.panel]) if desk.coordinates else {}
    rows = [
        {
            "panelist": one,
            "hints": hints.get(one.email, []),
            "declaration": (declaration := bench.declarations.get(one.pk)),
            "up_to_date": declaration is not None
            and vendors.keys() <= {entry["response"] for entry in declaration.vendors},
            "conflicts": [
                vendors[key]
                for key in (declaration.conflicts if declaration else [])
                if key in vendors
            ],
            "done": counts[one.pk],
            "total": spread.load[one.pk],
            "only": [vendors[pk] for pk in one.vendors if pk in vendors],
            "topics": [titles[key] for key in one.topics if key in titles],
            "remove_url": reach("setup-reviewer-remove", pk, one.pk),
        }
        for one in bench.panel
    ]
    context = {
        "title": "Reviewers",
        "crumbs": crumbs(desk, ("Reviewers", "")),
        "desk": desk,
        "rows": rows,
        "spread": spread,
        "assigns": desk.coordinates and desk.stage in ASSIGNING,
        "locked": sum(one.locked_at is not None for one in bench.panel),
        "is_scoring": desk.stage is Stage.SCORING,
        "is_closed": desk.stage is Stage.CLOSED,
        "undecided": sum(one.ruling is None for one in desk.claims)
        if desk.sees(Thing.ANSWERS)
        else 0,
        "add_url": reach("setup-reviewers", pk),
        # Only how many: how they placed the answers is theirs until discussion.
        "samples": chosen_in(desk.evaluation, desk.questionnaire) is not None,
        "calibrated": sum(map(has_calibrated, bench.panel)),
        "shows_samples": desk.sees(Thing.OTHERS_SCORES),
    }
    return render(request, "evaluations/panel/index.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def remind(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    sent = panel.remind(desk.evaluation, by=request.person)
    reviewers = "1 reviewer gets" if sent == 1 else f"{sent} reviewers get"
    messages.success(request, f"{reviewers} a reminder by e-mail.")
    return redirect("evaluations:panel", pk)


@get_or_post
@for_roles(Role.COORDINATOR)
def unlock(request: WorkspaceRequest, pk: int, panelist: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    found = get_object_or_404(Panelist, pk=panelist, evaluation=desk.evaluation, removed_at=None)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        panel.unlock(found, form.cleaned_data["reason"], by=request.person)
        messages.success(
            request, f"{found.name} can change the scores again and is told by e-mail."
        )
        return redirect("evaluations:panel", pk)
    context = {
        "title": "Unlock scores",
        "question": f"Unlock the scores of {found.name}?",
        "effect": f"{found.name} can change them and has to lock them again. The reason is kept.",
        "confirm_label": "Unlock the scores",
        "back_url": place("panel", pk),
        "form": form,
        "crumbs": crumbs(desk, ("Reviewers", place("panel", pk)), ("Unlock scores", "")),
    }
    return render(request, "evaluations/confirm_reason.html", context)


def _key_of(desk: Desk) -> Callable[[int], str]:
    return ballot_key if desk.hides_names else str


def _signed_before(desk: Desk) -> dict[str, object]:
    if desk.declaration is None or not desk.declaration.conflicts:
        return {}
    return {
        "interest": CONFLICT,
        "conflicts": [_key_of(desk)(one) for one in desk.declaration.conflicts],
        "explanation": desk.declaration.explanation,
    }


def _new_vendors(desk: Desk) -> list[str]:
    if desk.declaration is None:
        return []
    known = {entry["response"] for entry in desk.declaration.vendors}
    return [one.vendor.name for one in desk.bench.named.responses if one.pk not in known]
