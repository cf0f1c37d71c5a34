"""What came too late: the list, asking a second person, and that person's own page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.actions import late as actions
from evaluations.forms.deadlines import AnswerForm, AskForm, SayNoForm
from evaluations.queries.late import may_accept
from evaluations.queries.standing import draft_of
from evaluations.rules import hides_names
from evaluations.views.frame import crumbs, place
from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import STAFF_ROLES, Membership, Role, User
from portal.http import WorkspaceRequest, for_roles
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import accepting
from vendors.models import LateAcceptance
from vendors.queries.late import asked_of, late_in
from vendors.views.invitations import masked

TITLE = "Came too late"


@require_safe
@for_roles(Role.COORDINATOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List who came too late, by how much, and what became of it; never what was written."""
    evaluation = draft_of(pk)
    context = {
        "title": TITLE,
        "crumbs": crumbs(evaluation, (TITLE, "")),
        "evaluation": evaluation,
        "late": late_in(evaluation.round),
        "verdict": may_accept(evaluation),
    }
    return render(request, "evaluations/deadlines/late.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def ask(request: WorkspaceRequest, pk: int, late_pk: int) -> HttpResponse:
    """Ask a second person whether one late submission counts."""
    evaluation = draft_of(pk)
    line = _line(evaluation.round, late_pk)
    form = AskForm(request.POST or None, colleagues=_colleagues(request.person))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.ask(evaluation, line.late, data["reason"], data["to"], by=request.person)
        except Refused as refusal:
            form.add_error("email" if data["whom"] == "else" else "whom", refusal.sentence)
        else:
            messages.success(request, f"{data['to']} is asked by mail. Nothing counts before that.")
            return redirect("evaluations:late", pk)
    context = {
        "title": f"Accept what {line.late.response.vendor} handed in late?",
        "crumbs": crumbs(evaluation, (TITLE, place("late", pk)), ("Accept", "")),
        "evaluation": evaluation,
        "line": line,
        "form": form,
        "verdict": may_accept(evaluation),
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/deadlines/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def decline(request: WorkspaceRequest, pk: int, late_pk: int) -> HttpResponse:
    """Say that a late submission does not count; the vendor is told why."""
    evaluation = draft_of(pk)
    line = _line(evaluation.round, late_pk)
    form = SayNoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepting.decline(line.late, form.cleaned_data["reason"], by=request.person)
        messages.success(request, "The vendor is told.")
        return redirect("evaluations:late", pk)
    vendor = line.late.response.vendor
    context = {
        "title": "Do not accept it",
        "question": f"Not accept what {vendor} handed in late?",
        "effect": "The vendor is told the reason by mail. This can’t be taken back.",
        "confirm_label": "Do not accept it",
        "back_url": place("late", pk),
        "destructive": True,
        "form": form,
        "crumbs": crumbs(evaluation, (TITLE, place("late", pk)), ("Do not accept", "")),
    }
    return render(request, "evaluations/confirm_reason.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def take_back(request: WorkspaceRequest, pk: int, asked_pk: int) -> HttpResponse:
    """Take the question back, for example to ask somebody else."""
    rows = LateAcceptance.objects.filter(late__response__round__evaluation=pk)
    asked = get_object_or_404(_without_content(rows), pk=asked_pk)
    accepting.withdraw(asked, by=request.person)
    messages.success(request, "The question is taken back. Its link no longer works.")
    return redirect("evaluations:late", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Any, token: str) -> HttpResponse:
    """Before sign-in: say that one thing is to be confirmed; Continue orders a code."""
    asked = accepting.found(token)
    if asked is None or asked.expires_at is None or asked.expires_at <= clock.now():
        return render(request, "evaluations/deadlines/over.html", status=410)
    if request.method == "POST":
        person = User.objects.known_as(asked.email)
        order = accounts.order_code(person, request.workspace, place("late-question", asked.pk))
        return redirect(f"{settings.ROOT_URL}/code/{order}/")
    context = {"asked": asked, "address": masked(asked.email)}
    return render(request, "evaluations/deadlines/link.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles()
def question(request: WorkspaceRequest, asked_pk: int) -> HttpResponse:
    """Show the second person who came late and why it is to count; take her yes or no."""
    asked = asked_of(request.person, asked_pk)
    if asked is None or _hidden(request, asked):
        raise Http404
    if asked.waits and (asked.expires_at is None or asked.expires_at <= request.now):
        return render(request, "evaluations/deadlines/over.html", status=410)
    verdict = rules.may_confirm_late(asked, request.person, at=request.now)
    says_no = request.POST.get("do") == "refuse"
    form = AnswerForm(request.POST or None, named=bool(request.person.name), says_no=says_no)
    if request.method == "POST" and form.is_valid():
        name, reason = form.cleaned_data.get("name", ""), form.cleaned_data["reason"]
        try:
            if says_no:
                accepting.refuse(asked, reason, by=request.person, name=name)
            else:
                actions.confirm(asked, by=request.person, name=name)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            # Her access ended with the answer, so there is no page to go to.
            said = {"accepted": not says_no, "asked": asked}
            return render(request, "evaluations/deadlines/answered.html", said)
    context = {"asked": asked, "late": asked.late, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "evaluations/deadlines/question.html", context, status=status)


def _hidden(request: WorkspaceRequest, asked: LateAcceptance) -> bool:
    """Whether names are hidden from her by now, so that the page would tell one."""
    coordinates = request.presence.is_a(Role.COORDINATOR)
    evaluation = asked.late.response.round.evaluation
    return request.presence.is_a(*STAFF_ROLES) and hides_names(evaluation, coordinates=coordinates)


def _line(round_: Any, late_pk: int) -> Any:
    for one in late_in(round_):
        if one.late.pk == late_pk:
            return one
    raise Http404


def _without_content(rows: QuerySet[LateAcceptance]) -> QuerySet[LateAcceptance]:
    found = rows.select_related("late__response")
    return found.defer("late__content", "late__leaves")


def _colleagues(person: User) -> list[User]:
    """Other coordinators of the workspace."""
    held = Membership.objects.filter(
        jurisdiction=current(), role=Role.COORDINATOR, accepted_at__isnull=False
    )
    return [
        one.person
        for one in held.exclude(person=person).select_related("person").order_by("person__name")
    ]
