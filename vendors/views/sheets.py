"""Away from the portal: the questionnaire as a spreadsheet and on paper, and the sheet back in."""

import logging
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import Role
from portal.files.answers import SAFE
from portal.files.content import MEDIA_TYPES, Kind, clean_name, content_disposition
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import answers
from vendors.actions.answers import Conflict, Draft
from vendors.answer_sheets import workbook_of
from vendors.forms.sheets import SheetForm
from vendors.printing import TITLE, print_questionnaire
from vendors.queries.own import Own
from vendors.queries.sheets import Lapsed, Preview, answers_by_item, preview_again, preview_of
from vendors.questionnaire.imports import NotOurs
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def sheet(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Offer both downloads, and take a filled sheet; what it would change is shown first."""
    own = own_or_404(request, pk)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST":
        rules.may_edit(own.response, own.member, at=request.now).require()
        if form.is_valid():
            try:
                preview = _preview(request, own, form)
                return _show_preview(request, own, preview)
            except NotOurs as refusal:
                form.add_error("file", str(refusal))
    context = {
        "own": own,
        "form": form,
        "writable": own.may_write(request.now),
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("Away from the portal")}],
    }
    return render(request, "vendors/sheet.html", context)


@require_POST
@for_roles(Role.VENDOR)
def take(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write what the person chose in the preview, unless somebody wrote something newer since."""
    own = own_or_404(request, pk)
    rules.may_edit(own.response, own.member, at=request.now).require()
    try:
        preview, seen = _again(request, own)
    except Lapsed:
        messages.error(request, _("This preview has lapsed. Upload the sheet again."))
        return redirect("vendors:sheet", pk)
    drafts = [
        Draft(one.item.key, one.value, based_on=seen.get(one.item.key, 0))
        for one in preview.lines
        if request.POST.get(one.name) == "sheet" and not one.unreadable
    ]
    outcomes = answers.take_in(own.response, drafts, file=preview.file, by=request.person)
    newer = {one.theirs.item_key for one in outcomes if isinstance(one, Conflict)}
    _tell(request, len(outcomes) - len(newer))
    if not newer:
        return redirect("vendors:overview", pk)
    preview, _seen = _again(request, own)
    lines = tuple(one for one in preview.lines if one.item.key in newer)
    changed = tuple(one for one in preview.changed if one.key in newer)
    preview = replace(preview, lines=lines, changed=changed, other=())
    return _show_preview(request, own, preview, status=409)


def _preview(request: WorkspaceRequest, own: Own, form: SheetForm) -> Preview:
    return preview_of(
        own,
        form.cleaned_data["file"],
        file=clean_name(request.FILES["file"].name or ""),  # type: ignore[union-attr]
        today=timezone.localdate(request.now),
        at=request.now,
    )


def _again(request: WorkspaceRequest, own: Own) -> tuple[Preview, dict[str, int]]:
    preview, seen = preview_again(
        own,
        request.POST.get("carried", ""),
        request.person,
        today=timezone.localdate(request.now),
        now=request.now,
    )
    return preview, dict(seen)


def _tell(request: WorkspaceRequest, number: int) -> None:
    if not number:
        messages.info(request, _("Nothing was taken in. All answers stand as they were."))
        return
    words = ngettext(
        "%(n)d answer was taken in. Look it over, then complete its topic.",
        "%(n)d answers were taken in. Look them over, then complete their topics.",
        number,
    )
    messages.success(request, words % {"n": number})


def _show_preview(
    request: WorkspaceRequest, own: Own, preview: Preview, status: int = 200
) -> HttpResponse:
    context = {
        "own": own,
        "preview": preview,
        "carried": preview.carried(own, request.person),
        "newer": status == 409,
        "now": request.now,
        "crumbs": [
            *crumbs(own),
            {"label": _("Away from the portal"), "url": f"/responses/{own.response.pk}/sheet/"},
            {"label": _("What would change")},
        ],
    }
    return render(request, "vendors/sheet_preview.html", context, status=status)


@require_safe
@for_roles(Role.VENDOR)
def workbook(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give the questionnaire with all that is answered so far, to be filled in elsewhere."""
    own = own_or_404(request, pk)
    content = workbook_of(
        own.response, own.questionnaire, answers_by_item(own.response), at=request.now
    )
    return _file(content, own, Kind.XLSX)


@require_safe
@for_roles(Role.VENDOR)
def printed(request: WorkspaceRequest, pk: int) -> HttpResponseBase:
    """Give the questionnaire on paper with all that is answered so far."""
    own = own_or_404(request, pk)
    outcome = print_questionnaire(
        own.response,
        own.questionnaire,
        answers_by_item(own.response),
        workspace=request.workspace,
        at=request.now,
    )
    if not outcome:
        log.warning("questionnaire %s: %s (%s)", pk, outcome.failure, outcome.detail)
        messages.error(request, _("The PDF could not be made. Try again in a minute."))
        return redirect("vendors:overview", pk)
    return _file(outcome.files["document.pdf"], own, Kind.PDF)


def _file(content: bytes, own: Own, kind: Kind) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA_TYPES[kind], headers=SAFE)
    name = clean_name(f"{TITLE}, {own.response.round.name}.{kind.value}")
    answer["Content-Disposition"] = content_disposition(name)
    return answer
