"""A file of a response: what it is, and its bytes for those who attached it."""

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
from vendors import rules
from vendors.actions import evidence
from vendors.forms.evidence import EvidenceForm
from vendors.models import Evidence
from vendors.queries.evidence import age_of, closing_of, of_member, reading_in_words
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
    found = _of_mine(request, pk)
    own = own_or_404(request, found.response_id)
    link = get_object_or_404(found.links, item_key=item_key)
    item = own.questionnaire.item(item_key)
    months = own.questionnaire.rules.proof_months
    closing = closing_of(own.response, at=request.now)
    age, counts = age_of(found, closing, months=months, at=request.now)
    form = EvidenceForm(
        request.POST or None,
        today=timezone.localdate(request.now),
        initial={
            "title": found.title,
            "kind": found.kind,
            "speaks_of": found.speaks_of,
            "page": link.page,
            "confidential": found.confidential,
            "reason": found.confidential_reason,
            "version": found.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        if _written(request, found, item_key, form):
            return redirect(f"/responses/{own.response.pk}/topics/{item.criterion}/#q_{item_key}")
        form.add_error(None, _("A colleague changed this file meanwhile. Load the page again."))
    context = {
        "own": own,
        "evidence": found,
        "item": item,
        "form": form,
        "age": age,
        "counts": counts,
        "reading": reading_in_words(found.reading),
        "may": rules.may_edit(own.response, own.member, at=request.now),
        "crumbs": [*crumbs(own), {"label": found.title}],
    }
    return render(request, "vendors/evidence.html", context)


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
