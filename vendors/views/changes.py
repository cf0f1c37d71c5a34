"""Requests to a provider as its own people see them: read, reply, hand in proof."""

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.access import Refused
from portal.accounts.models import Role
from portal.files.actions import keep_checked
from portal.files.answers import download
from portal.files.models import StoredFile
from portal.http import WorkspaceRequest, for_roles
from vendors import changes as states
from vendors import rules
from vendors.actions import changes
from vendors.forms.changes import ProofForm, ReplyForm
from vendors.models import ChangeStep, PrintedLetter, RequestedChange
from vendors.queries.changes import Change, changes_of, letters_to, local_day
from vendors.queries.own import Own
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_safe
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the letters, each request with where it stands."""
    own = own_or_404(request, pk)
    printed = PrintedLetter.objects.filter(letter__response=own.response)
    context = {
        "own": own,
        "letters": letters_to(own.response, at=request.now),
        "printed": set(printed.values_list("letter_id", flat=True)),
        "crumbs": [*crumbs(own), {"label": _("Requests to you")}],
    }
    return render(request, "vendors/changes/list.html", context)


@require_safe
@for_roles(Role.VENDOR)
def change(request: WorkspaceRequest, pk: int, change_pk: int) -> HttpResponse:
    """Show one request with all that was said about it."""
    own, found = _one(request, pk, change_pk)
    return _show(request, own, found)


@require_POST
@for_roles(Role.VENDOR)
def reply(request: WorkspaceRequest, pk: int, change_pk: int) -> HttpResponse:
    """Take one reply."""
    own, found = _one(request, pk, change_pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        act, until, text = form.said
        try:
            changes.reply(found.row, act, until=until, text=text, by=request.person)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your reply was sent."))
            return redirect("vendors:changes", pk)
    return _show(request, own, found, replying=form)


@require_POST
@for_roles(Role.VENDOR)
def prove(request: WorkspaceRequest, pk: int, change_pk: int) -> HttpResponse:
    """Take one piece of proof."""
    own, found = _one(request, pk, change_pk)
    states.may_prove(found.now).require()
    form = _proving(own, request)
    if form.is_valid():
        try:
            changes.prove(
                found.row,
                form.cleaned_data["text"],
                file=_kept(request, form),
                evidence=form.evidence,
                by=request.person,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The proof was handed in."))
            return redirect("vendors:change", pk, change_pk)
    return _show(request, own, found, proving=form)


@require_safe
@for_roles(Role.VENDOR)
def file(request: WorkspaceRequest, pk: int, change_pk: int, step_pk: int) -> HttpResponseBase:
    """Give a file back that was handed in as proof."""
    own = own_or_404(request, pk)
    steps = ChangeStep.objects.select_related("file").exclude(file=None)
    step = get_object_or_404(
        steps, pk=step_pk, change=change_pk, change__letter__response=own.response
    )
    return download(cast(StoredFile, step.file))


@require_safe
@for_roles(Role.VENDOR)
def printed(request: WorkspaceRequest, pk: int, number: int) -> HttpResponseBase:
    """Give a letter as PDF to those to whom it was sent."""
    own = own_or_404(request, pk)
    rows = PrintedLetter.objects.select_related("file")
    return download(
        get_object_or_404(rows, letter__response=own.response, letter__number=number).file
    )


def _one(request: WorkspaceRequest, pk: int, change_pk: int) -> tuple[Own, Change]:
    own = own_or_404(request, pk)
    rows = RequestedChange.objects.filter(pk=change_pk, letter__response=own.response)
    found = changes_of(rows, at=request.now)
    if not found:
        raise Http404
    return own, found[0]


def _proving(own: Own, request: WorkspaceRequest | None = None) -> ProofForm:
    attached = list(own.response.evidence.filter(removed_at=None).select_related("file"))
    if request is None:
        return ProofForm(attached=attached)
    return ProofForm(request.POST, request.FILES, attached=attached)


def _kept(request: WorkspaceRequest, form: ProofForm) -> StoredFile | None:
    upload = form.cleaned_data["file"]
    if not upload:
        return None
    stream = cast(BinaryIO, upload.file)
    return keep_checked(stream, name=upload.name, size=upload.size, by=request.person)


def _show(
    request: WorkspaceRequest,
    own: Own,
    found: Change,
    *,
    replying: ReplyForm | None = None,
    proving: ProofForm | None = None,
) -> HttpResponse:
    live = rules.may_act_on_requests(own.response, own.member)
    may_reply, may_prove = states.may_reply(found.now), states.may_prove(found.now)
    context: dict[str, Any] = {
        "own": own,
        "change": found,
        "live": live,
        "may_reply": live and may_reply,
        "may_prove": live and may_prove,
        "replying": replying
        or ReplyForm(initial={"until": max(found.now.due, local_day(request.now))}),
        "proving": proving or _proving(own),
        "file_urls": {
            one.pk: reverse("vendors:change-file", args=[own.response.pk, found.row.pk, one.pk])
            for one in found.steps
            if one.file_id
        },
        "form": replying or proving,
        "crumbs": [
            *crumbs(own),
            {"label": _("Requests to you"), "url": f"/responses/{own.response.pk}/changes/"},
            {"label": _("Request %s") % found.number},
        ],
    }
    status = 422 if replying or proving else 200
    return render(request, "vendors/changes/change.html", context, status=status)
