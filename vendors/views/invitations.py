"""From the link in a mail to a signed-in member of a response. Opening a link changes nothing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import invitations, responses
from vendors.forms.people import DeclineForm, NameForm, PassOnForm
from vendors.models import Invitation
from vendors.queries.progress import time_needed
from vendors.queries.questionnaires import questionnaire_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any, token: str) -> HttpResponse:
    """Say who asks what; Continue orders a code to the invited address and to no other."""
    invitation, now = invitations.found(token), clock.now()
    if invitation is None or invitation.expires_at <= now:
        return _expired(request, token)
    if not (verdict := rules.may_accept(invitation, at=now)):
        return _over(request, invitation, verdict.refusal)
    if request.method == "POST":
        invitations.note_opened(invitation)
        person = User.objects.known_as(invitation.email)
        back = f"/invitations/{token}/accept/"
        order = accounts.order_code(person, request.workspace, back)
        return redirect(f"{settings.ROOT_URL}/code/{order}/")
    context = _asked(invitation) | {"now": now, "address": masked(invitation.email)}
    return render(request, "vendors/invitation.html", context)


@never_cache
@require_POST
def again(request: Any, token: str) -> HttpResponse:
    """Mail a fresh link to the invited address; the answer is the same whatever is known."""
    invitations.send_fresh(token)
    return render(request, "vendors/invitation_sent.html")


@never_cache
@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Take the person who proved the invited address into the response."""
    invitation = _found(token)
    if not rules.is_invited(invitation, request.person.email):
        return render(request, "vendors/invitation_other.html", {"token": token}, status=403)
    if invitation.used_at and rules.member_of(invitation.response, request.person.pk):
        return redirect("vendors:overview", invitation.response_id)
    typed = request.POST if request.method == "POST" else None
    form = None if request.person.name else NameForm(typed, initial={"name": invitation.name})
    if request.method == "POST" and (form is None or form.is_valid()):
        name = form.cleaned_data["name"] if form else ""
        response = invitations.accept(invitation, by=request.person, name=name)
        messages.success(request, _("You can answer now. Nothing is sent before you submit."))
        return redirect("vendors:overview", response.pk)
    if not (verdict := rules.may_accept(invitation, at=request.now)):
        return _over(request, invitation, verdict.refusal)
    context = _asked(invitation) | {"now": request.now, "token": token, "form": form}
    return render(request, "vendors/invitation_accept.html", context)


@never_cache
@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Let the invited person say that her company won't respond."""
    invitation = _found(token)
    if not rules.is_invited(invitation, request.person.email):
        return render(request, "vendors/invitation_other.html", {"token": token}, status=403)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        responses.decline_invitation(invitation, form.cleaned_data["reason"], by=request.person)
        return redirect("vendors:invitation-accept", token)
    context = {
        "form": form,
        "response": invitation.response,
        "back_url": f"/invitations/{token}/accept/",
    }
    return render(request, "vendors/decline.html", context)


@never_cache
@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Let the invited person say who is the right one; only she can, who proved her address."""
    invitation = _found(token)
    if not rules.is_invited(invitation, request.person.email):
        return render(request, "vendors/invitation_other.html", {"token": token}, status=403)
    if not (verdict := rules.may_accept(invitation, at=request.now)):
        return _over(request, invitation, verdict.refusal)
    form = PassOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.pass_on(invitation, **form.cleaned_data, by=request.person)
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, _("We sent a link to %s.") % made.email)
            return redirect("vendors:invitation-accept", token)
    context = {
        "form": form,
        "token": token,
        "response": invitation.response,
        "round": invitation.response.round,
    }
    return render(request, "vendors/invitation_pass_on.html", context)


def masked(email: str) -> str:
    """Enough of an address for its owner to know it, too little for anybody else."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"


def _found(token: str) -> Invitation:
    invitation = invitations.found(token)
    if invitation is None:
        raise Http404
    return invitation


def _asked(invitation: Invitation) -> dict[str, Any]:
    response = invitation.response
    questionnaire = questionnaire_of(response.round.version)
    return {
        "invitation": invitation,
        "response": response,
        "round": response.round,
        "due": rules.due_of(response),
        "questionnaire": questionnaire,
        "sections": [section for section, _criteria in questionnaire.by_section()],
        "questions": len(questionnaire.asked_items()),
        "topics": len(questionnaire.asked_criteria()),
        "time_needed": time_needed(questionnaire),
    }


def _expired(request: Any, token: str) -> HttpResponse:
    return render(request, "vendors/invitation_expired.html", {"token": token}, status=410)


def _over(request: Any, invitation: Invitation, sentence: str) -> HttpResponse:
    context = {
        "sentence": sentence,
        "round": invitation.response.round,
        "response_pk": invitation.response_id if invitation.used_at else None,
    }
    return render(request, "vendors/invitation_over.html", context, status=410)
