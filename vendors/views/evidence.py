"""A file of a response: what it is, and its bytes for those who attached it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import Role
from portal.files.answers import download
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import evidence
from vendors.forms.evidence import EvidenceForm
from vendors.models import Evidence
from vendors.queries.evidence import Proof, of_member, proof_on, scenarios_of
from vendors.queries.own import Own
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_safe
@for_roles(Role.VENDOR)
def file(request: WorkspaceRequest, pk: int) -> HttpResponseBase:
    """Give a file to the people of the response that it is attached to."""
    return download(_of_mine(request, pk).file)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def describe(request: WorkspaceRequest, pk: int, item_key: str) -> HttpResponse:
    """Say what a file is, which date it speaks of and on which page it answers this question."""
    own, proof = _proof_of_mine(request, pk, item_key)
    found = proof.evidence
    item = own.questionnaire.item(item_key)
    form = EvidenceForm(
        request.POST or None,
        today=timezone.localdate(request.now),
        initial=_as_stored(proof),
        scenarios=scenarios_of(found.response) if proof.is_load_test else (),
        is_load_test=proof.is_load_test,
    )
    if request.method == "POST" and form.is_valid():
        if _written(request, found, item_key, form):
            return redirect(f"/responses/{own.response.pk}/topics/{item.criterion}/#q-{item_key}")
        form.add_error(None, _("A colleague changed this file meanwhile. Load the page again."))
    context = {
        "own": own,
        "evidence": found,
        "proof": proof,
        "item": item,
        "form": form,
        "may": own.may_edit(request.now, *_topics(own, found)),
        "crumbs": [*crumbs(own), {"label": found.title}],
    }
    return render(request, "vendors/evidence.html", context)


@require_safe
@for_roles(Role.VENDOR)
def reading(request: WorkspaceRequest, pk: int, item_key: str) -> HttpResponse:
    """Answer a page that waits with how far the reading is; anybody else goes to the file's page."""
    _own, proof = _proof_of_mine(request, pk, item_key)
    if not request.htmx:
        return redirect("vendors:evidence", pk, item_key)
    return render(request, "vendors/_reading.html", {"proof": proof})


def _topics(own: Own, found: Evidence) -> set[str]:
    """What a file proves; after closing it counts whether all of it is open again (1 query)."""
    if not own.reopened:
        return set()
    topics = {one.key: one.criterion for one in own.questionnaire.asked_items()}
    return {topics.get(key, "") for key in found.links.values_list("item_key", flat=True)}


def _proof_of_mine(request: WorkspaceRequest, pk: int, item_key: str) -> tuple[Own, Proof]:
    found = _of_mine(request, pk)
    own = own_or_404(request, found.response_id)
    link = get_object_or_404(found.links, item_key=item_key)
    link.evidence = found
    months = own.questionnaire.rules.proof_months
    return own, proof_on(link, own.response, months=months, at=request.now)


def _as_stored(proof: Proof) -> dict[str, Any]:
    found = proof.evidence
    return {
        "title": found.title,
        "kind": found.kind,
        "speaks_of": found.speaks_of,
        "page": proof.link.page,
        "confidential": found.confidential,
        "reason": found.confidential_reason,
        "scenario": found.scenario,
        "environment": found.environment,
        "version": found.version,
    }


def _written(request: WorkspaceRequest, found: Evidence, item_key: str, form: EvidenceForm) -> bool:
    given = form.cleaned_data
    written = evidence.describe(
        found,
        item_key,
        title=given["title"],
        kind=given["kind"],
        speaks_of=given["speaks_of"],
        page=given["page"],
        confidential_reason=given["reason"] if given["confidential"] else "",
        scenario=given.get("scenario", found.scenario),
        environment=given.get("environment", found.environment),
        based_on=given["version"],
        by=request.person,
    )
    if written:
        messages.success(request, _("Saved."))
    return written


def _of_mine(request: WorkspaceRequest, pk: int) -> Evidence:
    try:
        return of_member(pk, request.person.pk)
    except Evidence.DoesNotExist:
        raise Http404 from None
