"""Scoring: one topic across vendors, one vendor through all topics, and locking the sheet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import rules
from evaluations.actions import panel, scores
from evaluations.checklists import checklists_of
from evaluations.forms.scoring import ScoreForm, WhyForm
from evaluations.queries import my_scoring
from evaluations.queries.checks import own_checks, own_result
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.sheets import Place, Sheet, sheet_of
from evaluations.views import cards
from evaluations.views.calibration import may_still_calibrate
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, entrance
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response
from vendors.questionnaire.model import Criterion

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(Role.REVIEWER)
def mine(request: WorkspaceRequest) -> HttpResponse:
    context = {
        "title": "My scoring",
        "lines": my_scoring.lines_of(request.person.pk, at=request.now),
        "now": request.now,
    }
    return render(request, "evaluations/scoring/mine.html", context)


@get_or_post
@for_roles(Role.REVIEWER)
def topic(request: WorkspaceRequest, pk: int, criterion: str) -> HttpResponse:
    wanted = request.GET.get("vendor", "")
    desk = desk_of(request.presence, pk, contents_of=[int(wanted)] if wanted.isdecimal() else [])
    if gate := entrance(desk):
        return gate
    asked = desk.criterion(criterion)
    sheet = _sheet(desk)
    response = _open_vendor(desk, sheet, asked, wanted)
    return _cell(request, desk, sheet, response, asked, by_vendor=False)


@get_or_post
@for_roles(Role.REVIEWER)
def vendor(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    desk = desk_of(request.presence, pk, contents_of=[response])
    if gate := entrance(desk):
        return gate
    answering, _submission = desk.submitted(response)
    sheet = _sheet(desk)
    asked = _open_topic(desk, sheet, answering, request.GET.get("topic", ""))
    return _cell(request, desk, sheet, answering, asked, by_vendor=True)


@require_safe
@for_roles(Role.REVIEWER)
def next_unscored(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    if gate := entrance(desk):
        return gate
    at = _sheet(desk).next_place()
    return redirect(address(pk, at) if at else place("lock", pk))


@require_POST
@for_roles(Role.REVIEWER)
def marks(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    """Keep marks and grade while the score is still open; say what they suggest (htmx only)."""
    desk = desk_of(request.presence, pk, contents_of=[response])
    if gate := entrance(desk):
        return gate
    asked, (answering, _submission) = desk.criterion(criterion), desk.submitted(response)
    read = cards.read_of(desk, answering, asked)
    before = _sheet(desk).scores.get((answering.pk, asked.key))
    form = cards.form_of(desk, request.POST, asked, read, before)
    form.is_valid()
    for key, value in form.marks().items():
        scores.mark(_panelist(desk), answering, key, value, by=request.person)
    if form.cleaned_data.get("grade") and "grade_reason" not in form.errors:
        scores.confirm(
            _panelist(desk), answering, asked.key, form.grade_alone(),
            submission=desk.bench.named.submissions[answering.pk], by=request.person,
        )  # fmt: skip
    card = cards.card_of(desk, _sheet(desk), answering, asked, read=read)
    context = {"card": card, "grade_error": form.errors.get("grade_reason", [""])[0]}
    return render(request, "evaluations/scoring/_kept.html", context)


@require_POST
@for_roles(Role.REVIEWER)
def checks(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    """Keep the marks of a topic's checklists, and say how one of them stands (htmx only)."""
    desk = desk_of(request.presence, pk, contents_of=[response])
    if gate := entrance(desk):
        return gate
    asked, (answering, _submission) = desk.criterion(criterion), desk.submitted(response)
    lists = checklists_of(asked.key)
    form = ScoreForm(request.POST, items=(), checklists=lists)
    form.is_valid()
    scores.check(_panelist(desk), answering, form.checks(), by=request.person)
    own = own_checks(_panelist(desk), answering)
    shown = next((one for one in lists if one.key == request.POST.get("checklist")), None)
    if shown is None:
        return HttpResponse(status=204)
    context = {"key": shown.key, "result": own_result(shown, own).words}
    return render(request, "evaluations/scoring/_result.html", context)


@get_or_post
@for_roles(Role.REVIEWER)
def lock(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    if gate := entrance(desk):
        return gate
    sheet = _sheet(desk)
    if request.method == "POST" and not sheet.lacks():
        panel.lock(_panelist(desk), by=request.person)
        messages.success(request, "Your scores are locked. A coordinator opens the discussion.")
        return redirect("evaluations:my-scoring")
    context = {
        "title": "Lock my scores",
        "crumbs": crumbs(desk, ("Lock my scores", "")),
        "desk": desk,
        "sheet": sheet,
        "lacks": [
            (one, address(pk, (one.response.pk, one.criterion.key))) for one in sheet.lacks()
        ],
        "tried": request.method == "POST",
        "has_errors": request.method == "POST",
    }
    return render(request, "evaluations/scoring/lock.html", context)


@get_or_post
@for_roles(Role.REVIEWER)
def ask_to_unlock(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    if gate := entrance(desk):
        return gate
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        panel.ask_to_unlock(_panelist(desk), reason, by=request.person)
        messages.success(request, "The coordinators have your request.")
        return redirect("evaluations:my-scoring")
    context = {
        "title": "Ask to unlock my scores",
        "question": "Ask to unlock your scores?",
        "effect": "A coordinator reads your reason and can give your scores back to you.",
        "confirm_label": "Ask the coordinators",
        "back_url": place("my-scoring"),
        "form": form,
        "crumbs": crumbs(desk, ("Ask to unlock", "")),
    }
    return render(request, "evaluations/confirm_reason.html", context)


def address(pk: int, at: Place, *, by_vendor: bool = False) -> str:
    """Address of the page where one cell of the sheet is open."""
    if by_vendor:
        return f"{place('score-vendor', pk, at[0])}?topic={at[1]}#open"
    return f"{place('score-topic', pk, at[1])}?vendor={at[0]}#open"


def _cell(
    request: WorkspaceRequest,
    desk: Desk,
    sheet: Sheet,
    response: Response,
    asked: Criterion,
    *,
    by_vendor: bool,
) -> HttpResponse:
    rules.are_assigned(sheet.panelist, response.pk, [asked.key]).require()
    form, conflict = None, None
    read = cards.read_of(desk, response, asked)
    if request.method == "POST":
        before = sheet.scores.get((response.pk, asked.key))
        data = request.POST.copy()
        # “Keep mine” names the version that was shown beside it and that it replaces.
        data["version"] = data.get("keep") or data.get("version", "")
        form = cards.form_of(desk, data, asked, read, before)
        if form.is_valid():
            saved = _save(request, desk, response, asked, form)
            if not isinstance(saved, scores.ScoreConflict):
                return redirect(_onward(request, desk, response, asked, by_vendor=by_vendor))
            conflict = saved.theirs
    card = cards.card_of(desk, sheet, response, asked, read=read, form=form, conflict=conflict)
    context = {
        **_frame(desk, sheet, response, asked, by_vendor=by_vendor),
        "card": card,
        "has_errors": bool(form and form.errors),
    }
    status = 409 if conflict else 422 if form else 200
    return render(request, "evaluations/scoring/cell.html", context, status=status)


def _save(
    request: WorkspaceRequest, desk: Desk, response: Response, asked: Criterion, form: ScoreForm
) -> Any:
    submission = response.submissions.filter(pk=form.cleaned_data["submission"]).first()
    if submission is None:
        raise Http404
    return scores.give(
        _panelist(desk),
        response,
        asked.key,
        form.given(),
        submission=submission,
        marks=form.marks(),
        checks=form.checks(),
        based_on=form.cleaned_data["version"],
        by=request.person,
    )


def _onward(
    request: WorkspaceRequest, desk: Desk, response: Response, asked: Criterion, *, by_vendor: bool
) -> str:
    here = (response.pk, asked.key)
    pk = desk.evaluation.pk
    if request.POST.get("go") != "next":
        return address(pk, here, by_vendor=by_vendor)
    onward = _sheet(desk).next_place(here, by_vendor=by_vendor)
    return address(pk, onward, by_vendor=by_vendor) if onward else place("lock", pk)


def _frame(
    desk: Desk, sheet: Sheet, response: Response, asked: Criterion, *, by_vendor: bool
) -> dict[str, Any]:
    pk = desk.evaluation.pk
    folded = cards.folded_of(
        sheet,
        [(response.pk, one.key) for one in sheet.criteria]
        if by_vendor
        else [(one.pk, asked.key) for one in sheet.vendors],
        here=(response.pk, asked.key),
        by_vendor=by_vendor,
        address=lambda at: address(pk, at, by_vendor=by_vendor),
    )
    title = response.vendor.name if by_vendor else asked.title
    onward = sheet.next_place((response.pk, asked.key), by_vendor=by_vendor)
    return {
        "title": title,
        "crumbs": crumbs(desk, (title, "")),
        "desk": desk,
        "sheet": sheet,
        "topic": asked,
        "level": desk.questionnaire.level_of(asked),
        "section": desk.questionnaire.section(asked.section),
        "weights": desk.questionnaire.weight_beside(asked),
        "share": desk.questionnaire.share(asked) * 100,
        "by_vendor": by_vendor,
        "folded": folded,
        "ways": cards.ways_of(sheet, asked, lambda at: address(pk, at)),
        "other_way": address(pk, (response.pk, asked.key), by_vendor=not by_vendor),
        "next_url": address(pk, onward, by_vendor=by_vendor) if onward else place("lock", pk),
        "locked": sheet.panelist.locked_at is not None,
        "calibrates": sheet.done == 0 and may_still_calibrate(desk),
        "saved_at": max((one.saved_at for one in sheet.scores.values()), default=None),
    }


def _panelist(desk: Desk) -> Any:
    if desk.panelist is None:
        raise Http404
    return desk.panelist


def _sheet(desk: Desk) -> Sheet:
    return sheet_of(desk.bench, _panelist(desk))


def _open_vendor(desk: Desk, sheet: Sheet, asked: Criterion, wanted: str) -> Response:
    if wanted.isdecimal():
        return desk.submitted(int(wanted))[0]
    if not sheet.vendors:
        raise Http404
    undone = (one for one in sheet.vendors if not sheet.is_done((one.pk, asked.key)))
    return next(undone, sheet.vendors[0])


def _open_topic(desk: Desk, sheet: Sheet, response: Response, wanted: str) -> Criterion:
    if wanted:
        return desk.criterion(wanted)
    if not sheet.criteria:
        raise Http404
    undone = (one for one in sheet.criteria if not sheet.is_done((response.pk, one.key)))
    return next(undone, sheet.criteria[0])
