"""The list of evaluations, starting one, its page, checking and opening it, copy and cancel."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.actions import rounds
from evaluations.forms.reasons import CancelForm
from evaluations.forms.start import StartForm
from evaluations.queries import next_steps
from evaluations.queries.desk import desk_of
from evaluations.queries.masked import named_for
from evaluations.queries.setup import check_lines, checklist
from evaluations.queries.standing import (
    Standing,
    draft_of,
    evaluations,
    on_panel_of,
    standing_of,
    standings,
)
from evaluations.states import Stage
from evaluations.views.frame import LIST_CRUMB, crumbs, of_evaluation, place
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import invitations
from vendors.actions import rounds as intake
from vendors.models import Extension, Reopening
from vendors.queries.candidates import line_of
from vendors.queries.deadlines import extensions_of
from vendors.queries.late import late_in
from vendors.queries.questionnaires import questionnaire_of
from vendors.queries.reopenings import reopened_in
from vendors.queries.responses import Overview, overview_of
from vendors.questionnaire.model import Depth

PER_PAGE = 50
READERS = (Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)


@require_safe
@for_roles(*READERS, Role.REVIEWER)
def index(request: WorkspaceRequest) -> HttpResponse:
    rows = evaluations()
    if not request.presence.is_a(*READERS):
        rows = rows.filter(pk__in=on_panel_of(request.person.pk).values("evaluation"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Evaluations",
        "page": page,
        "lines": standings(page.object_list, at=request.now),
        "may_start": request.presence.is_a(Role.COORDINATOR),
        "now": request.now,
    }
    return render(request, "evaluations/rounds/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def start(request: WorkspaceRequest) -> HttpResponse:
    form = StartForm(
        request.POST or None,
        now=request.now,
        zone=request.workspace.time_zone,
        initial={"vendors": line_of(request.GET.get("candidate", ""))},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        evaluation = rounds.start_with(
            data["name"],
            data["invitees"],
            due_at=data["due_at"],
            kind=data["kind"],
            depth=Depth(data["depth"]),
            by=request.person,
        )
        return redirect(
            "evaluations:quick" if form.is_quick else "evaluations:check", evaluation.pk
        )
    context = {
        "title": "Start an evaluation",
        "form": form,
        "crumbs": [LIST_CRUMB, {"label": "Start an evaluation", "url": ""}],
        "zone": request.workspace.time_zone,
    }
    return render(request, "evaluations/rounds/start.html", context)


@require_safe
@for_roles(*READERS, Role.REVIEWER)
def overview(request: WorkspaceRequest, pk: int) -> HttpResponse:
    standing = standing_of(pk, at=request.now)
    reads_all = request.presence.is_a(*READERS)
    if not reads_all and not on_panel_of(request.person.pk).filter(evaluation=pk).exists():
        raise Http404
    if standing.is_quick and request.presence.is_a(Role.COORDINATOR, Role.OBSERVER):
        return redirect("evaluations:quick", pk)
    coordinates = request.presence.is_a(Role.COORDINATOR)
    context = of_evaluation(
        standing,
        title=standing.round.name,
        crumbs=[LIST_CRUMB, {"label": standing.round.name, "url": ""}],
        step=next_steps.of(standing, request.presence.roles),
        responses=_responses(standing, request) if reads_all else [],
        reads_all=reads_all,
        places=next_steps.places(standing, request.presence.roles),
        coordinates=coordinates,
        extended=_extended(standing, coordinates=coordinates) if reads_all else [],
        late=[one for one in late_in(standing.round) if one.is_open] if coordinates else [],
        reopened=_reopened(request, standing) if coordinates else [],
        may_extend=coordinates and standing.stage is Stage.OPEN,
        **_claims(request, standing),
    )
    return render(request, "evaluations/rounds/overview.html", context)


def _responses(standing: Standing, request: WorkspaceRequest) -> tuple[Overview, ...]:
    """How far vendors are: by name, by letter, or by both, as the reader may know them."""
    coordinates = request.presence.is_a(Role.COORDINATOR)
    hidden = rules.hides_names(standing.evaluation, coordinates=coordinates)
    rows = overview_of(standing.round, at=request.now)
    has_letters = rules.hides_names(standing.evaluation, coordinates=False)
    return named_for(standing.evaluation, rows, hidden=hidden) if has_letters else tuple(rows)


def _extended(standing: Standing, *, coordinates: bool) -> list[Extension]:
    """More time that was given: what one vendor got is for coordinators, as names may be hidden."""
    found = extensions_of(standing.round)
    return [one for one in found if coordinates or one.response_id is None]


def _reopened(request: WorkspaceRequest, standing: Standing) -> list[tuple[Reopening, str]]:
    """Topics that a vendor can answer again just now, with their titles."""
    if standing.stage not in {Stage.CLOSED, Stage.SCORING}:
        return []
    found = list(reopened_in(standing.round, at=request.now))
    topics = questionnaire_of(standing.round.version).asked_criteria() if found else ()
    titles = {one.key: one.short_title for one in topics}
    return [(one, titles.get(one.criterion_key, "")) for one in found]


def _claims(request: WorkspaceRequest, standing: Standing) -> dict[str, int]:
    """How many answers say that they don't apply, and on how many of them nobody decided yet."""
    readable = standing.stage in next_steps.AFTER_CLOSING or not standing.round.is_sealed_kind
    if not readable or not request.presence.is_a(Role.COORDINATOR, Role.OBSERVER):
        return {"claims": 0, "undecided": 0}
    claims = desk_of(request.presence, standing.evaluation.pk).claims
    return {"claims": len(claims), "undecided": sum(one.ruling is None for one in claims)}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def check(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    round_ = evaluation.round
    questionnaire = questionnaire_of(round_.version)
    if request.method == "POST":
        intake.open_round(round_, asked=len(questionnaire.asked_items()), by=request.person)
        messages.success(request, "The evaluation is open. Invitations are on their way.")
        return redirect("evaluations:overview", pk)
    responses = overview_of(round_, at=request.now)
    first = next(iter(responses), None)
    standing = standing_of(pk, at=request.now)
    context = of_evaluation(
        standing,
        title="Check and open",
        crumbs=crumbs(evaluation, ("Check and open", "")),
        lines=check_lines(round_, questionnaire, standing, setup=pk),
        responses=responses,
        questionnaire=questionnaire,
        verdict=intake.may_open(
            round_,
            vendors=len(responses),
            asked=len(questionnaire.asked_items()),
            at=request.now,
        ),
        mail=invitations.words(first.response) if first else None,
        missing=[task for task in checklist(evaluation, questionnaire, standing) if task["todo"]],
    )
    return render(request, "evaluations/rounds/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def copy(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    if request.method == "POST":
        made = rounds.copy(evaluation, by=request.person)
        messages.success(request, "This is a copy. Set its date, check it and open it.")
        return redirect("evaluations:setup", made.pk)
    context = {
        "title": "Copy this evaluation",
        "question": f"Copy {evaluation.round.name}?",
        "effect": (
            "The copy is a draft with the same questions, weights, vendors, addresses and "
            "documents. Answers and scores are not copied, and nobody gets mail."
        ),
        "confirm_label": "Make the copy",
        "back_url": place("overview", pk),
        "crumbs": crumbs(evaluation, ("Copy", "")),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def cancel(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rounds.cancel(evaluation, form.cleaned_data["reason"], by=request.person)
        messages.success(request, "The evaluation is cancelled.")
        return redirect("evaluations:overview", pk)
    context = {
        "title": "Cancel this evaluation",
        "question": f"Cancel {evaluation.round.name}?",
        "effect": (
            "This can’t be undone. Everybody who was invited and every reviewer gets the reason "
            "by e-mail. What was written is kept but can’t be changed any more."
        ),
        "confirm_label": "Cancel the evaluation",
        "back_url": place("overview", pk),
        "destructive": True,
        "form": form,
        "crumbs": crumbs(evaluation, ("Cancel", "")),
    }
    return render(request, "evaluations/confirm_reason.html", context)
