"""Invitations of one evaluation: who was asked, what became of the mail, and what can be done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import rules as judging
from evaluations.forms.reasons import WithdrawForm
from evaluations.forms.setup import AddressForm, AddVendorsForm
from evaluations.queries.standing import draft_of, standing_of
from evaluations.views.frame import crumbs, of_evaluation, place
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import invitations, rounds
from vendors.models import Invitation, Response
from vendors.queries.responses import overview_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    responses = overview_of(evaluation.round, at=request.now)
    coordinates = request.presence.is_a(Role.COORDINATOR)
    judging.may_read_names(evaluation, coordinates=coordinates).require()
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="Invitations and mail",
        crumbs=crumbs(evaluation, ("Invitations and mail", "")),
        responses=responses,
        waiting=[one for one in responses if _is_waiting(one.response, one.submissions)],
        coordinates=coordinates,
        may_ask=coordinates and rules.may_ask(evaluation.round, at=request.now),
    )
    return render(request, "evaluations/rounds/invitations.html", context)


@require_POST
@for_roles(Role.COORDINATOR)
def send_again(request: WorkspaceRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = _invitation(pk, invitation_pk)
    rules.may_ask(invitation.response.round, at=request.now).require()
    invitations.send_again(invitation, by=request.person)
    messages.success(request, f"A fresh link is on its way to {invitation.email}.")
    return redirect("evaluations:invitations", pk)


@get_or_post
@for_roles(Role.COORDINATOR)
def change_address(request: WorkspaceRequest, pk: int, invitation_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    invitation = _invitation(pk, invitation_pk)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.change_address(invitation, form.cleaned_data["email"], by=request.person)
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, f"{form.cleaned_data['email']} is asked instead.")
            return redirect("evaluations:invitations", pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="Change the address",
        effect=f"The link sent to {invitation.email} stops working.",
        crumbs=crumbs(
            evaluation,
            ("Invitations and mail", place("invitations", pk)),
            ("Change the address", ""),
        ),
        form=form,
        button="Ask this address instead",
        back_url=place("invitations", pk),
        verdict=True,
    )
    return render(request, "evaluations/rounds/address.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def add_address(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    response = _response(pk, response_pk)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.add_address(response, form.cleaned_data["email"], by=request.person)
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, f"{form.cleaned_data['email']} is invited.")
            return redirect("evaluations:invitations", pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title=f"Invite another address of {response.vendor}",
        crumbs=crumbs(
            evaluation, ("Invitations and mail", place("invitations", pk)), ("Another address", "")
        ),
        form=form,
        button="Invite",
        back_url=place("invitations", pk),
        verdict=True,
    )
    return render(request, "evaluations/rounds/address.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def withdraw(request: WorkspaceRequest, pk: int, invitation_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    invitation = _invitation(pk, invitation_pk)
    if request.method == "POST":
        invitations.withdraw(invitation, by=request.person)
        messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
        return redirect("evaluations:invitations", pk)
    context = {
        "title": "Withdraw an invitation",
        "question": f"Withdraw the invitation of {invitation.email}?",
        "effect": "The link in the mail stops working. The vendor stays on the evaluation.",
        "confirm_label": "Withdraw the invitation",
        "back_url": place("invitations", pk),
        "destructive": True,
        "crumbs": crumbs(
            evaluation, ("Invitations and mail", place("invitations", pk)), ("Withdraw", "")
        ),
    }
    return render(request, "components/confirm.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def withdraw_vendor(request: WorkspaceRequest, pk: int, response_pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    response = _response(pk, response_pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitations.withdraw_vendor(response, form.cleaned_data["reason"], by=request.person)
        messages.success(request, f"{response.vendor} is no longer asked.")
        return redirect("evaluations:invitations", pk)
    context = {
        "title": "Stop asking a vendor",
        "question": f"Stop asking {response.vendor}?",
        "effect": "It can’t answer any more, and what it submitted is left out. Its people are told why.",
        "confirm_label": "Stop asking this vendor",
        "back_url": place("invitations", pk),
        "destructive": True,
        "form": form,
        "crumbs": crumbs(
            evaluation, ("Invitations and mail", place("invitations", pk)), ("Stop asking", "")
        ),
    }
    return render(request, "evaluations/confirm_reason.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def add(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    form = AddVendorsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rules.may_ask(evaluation.round, at=request.now).require()
        rounds.add_invitees(evaluation.round, form.cleaned_data["invitees"], by=request.person)
        messages.success(request, "Invitations are on their way.")
        return redirect("evaluations:invitations", pk)
    context = of_evaluation(
        standing_of(pk, at=request.now),
        title="Invite more vendors",
        crumbs=crumbs(
            evaluation, ("Invitations and mail", place("invitations", pk)), ("More vendors", "")
        ),
        form=form,
        button="Invite now",
        effect="They get their invitation at once and have until the same date.",
        back_url=place("invitations", pk),
        verdict=rules.may_ask(evaluation.round, at=request.now),
    )
    return render(request, "evaluations/rounds/address.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def remind(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    rules.may_ask(evaluation.round, at=request.now).require()
    responses = overview_of(evaluation.round, at=request.now)
    waiting = [one for one in responses if _is_waiting(one.response, one.submissions)]
    if request.method == "POST":
        sent = invitations.remind(
            evaluation.round, [one.response for one in waiting], by=request.person
        )
        messages.success(request, f"{sent} reminder{'' if sent == 1 else 's'} on the way.")
        return redirect("evaluations:invitations", pk)
    names = ", ".join(one.name for one in waiting) or "Nobody: all have submitted or declined"
    context = {
        "title": "Remind vendors",
        "question": "Remind who has not submitted?",
        "effect": f"{names}. Who has not opened the invitation gets a fresh link.",
        "confirm_label": "Send the reminders",
        "back_url": place("invitations", pk),
        "crumbs": crumbs(
            evaluation, ("Invitations and mail", place("invitations", pk)), ("Remind", "")
        ),
    }
    return render(request, "components/confirm.html", context)


def _is_waiting(response: Response, submissions: int) -> bool:
    return not submissions and not response.declined_at and not response.withdrawn_at


def _invitation(pk: int, invitation_pk: int) -> Invitation:
    rows = Invitation.objects.select_related("response__round", "response__vendor")
    return get_object_or_404(rows, pk=invitation_pk, response__round__evaluation=pk)


def _response(pk: int, response_pk: int) -> Response:
    rows = Response.objects.select_related("vendor", "round")
    return get_object_or_404(rows, pk=response_pk, round__evaluation=pk)
