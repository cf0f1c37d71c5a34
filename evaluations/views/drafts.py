"""What a reviewer types is kept in passing; what she wrote earlier can be read and taken again."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.actions import scores
from evaluations.actions.scores import Given, ScoreConflict
from evaluations.models import Score
from evaluations.queries.desk import Desk, desk_of
from evaluations.scoring import Grade
from evaluations.views import cards
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, entrance
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response
from vendors.questionnaire.model import Criterion

TOO_LONG = "The reason may have 8,000 characters at most."
HALF_SAID = (
    "What is marked as not complete yet is not part of it: press Save to see what is missing."
)


@require_POST
@for_roles(Role.REVIEWER)
def draft(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    """Keep what stands in the fields of a card, complete or not (htmx only)."""
    desk = desk_of(request.presence, pk, contents_of=[response])
    if desk.panelist is None:
        raise Http404
    asked, (answering, _last) = desk.criterion(criterion), desk.submitted(response)
    before = _score(desk, answering, asked)
    read = cards.read_of(desk, answering, asked)
    form = cards.form_of(desk, request.POST, asked, read, before)
    form.is_valid()
    if {"reason", "version", "submission"} & form.errors.keys():
        return _said(request, refusal=TOO_LONG if "reason" in form.errors else "Load it again.")
    submission = get_object_or_404(answering.submissions, pk=form.cleaned_data["submission"])
    try:
        saved = scores.give(
            desk.panelist,
            answering,
            asked.key,
            form.in_passing(_given(before)),
            submission=submission,
            based_on=form.cleaned_data["version"],
            in_passing=True,
            by=request.person,
        )
    except Refused as no:
        return _said(request, refusal=str(no))
    if isinstance(saved, ScoreConflict):
        return _said(request, theirs=saved.theirs)
    return _said(request, score=saved, kept_back=HALF_SAID if form.errors else "")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.REVIEWER)
def versions(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    """Her own earlier versions of one score; each can be taken again."""
    desk = desk_of(request.presence, pk, contents_of=[response])
    if gate := entrance(desk):
        return gate
    asked, (answering, submission) = desk.criterion(criterion), desk.submitted(response)
    score = _score(desk, answering, asked)
    back = f"{place('score-topic', pk, asked.key)}?vendor={answering.pk}#open"
    revisions = list(score.revisions.all()) if score else []
    if request.method == "POST":
        take, based_on = request.POST.get("take", ""), request.POST.get("version", "")
        wanted = next((one for one in revisions if str(one.version) == take), None)
        if not based_on.isdecimal() or wanted is None or score is None or desk.panelist is None:
            raise Http404
        saved = scores.give(
            desk.panelist,
            answering,
            asked.key,
            replace(
                _given(score),
                value=wanted.value,
                cannot_judge=wanted.cannot_judge,
                reason=wanted.reason,
                confidence=wanted.confidence,
                lifted_by=wanted.lifted_by,
            ),
            submission=score.submission or submission,
            based_on=int(based_on),
            by=request.person,
        )
        if not isinstance(saved, ScoreConflict):
            messages.success(request, f"Version {wanted.version} stands again.")
            return redirect(back)
        messages.error(request, "You saved this score in another window. Choose again.")
        return redirect(request.path)
    context = {
        "title": f"Earlier versions: {answering.vendor.name}, {asked.short_title}",
        "crumbs": crumbs(desk, (asked.short_title, back), ("Earlier versions", "")),
        "revisions": revisions,
        "current": score.version if score else 0,
        "locked": desk.panelist is not None and desk.panelist.locked_at is not None,
        "back_url": back,
    }
    return render(request, "evaluations/scoring/versions.html", context)


def _score(desk: Desk, response: Response, asked: Criterion) -> Score | None:
    cell = {"panelist": desk.panelist, "response": response, "criterion_key": asked.key}
    return Score.objects.select_related("submission").filter(**cell).first()


def _given(score: Score | None) -> Given:
    if score is None:
        return Given(None)
    return Given(
        value=score.value,
        cannot_judge=score.cannot_judge,
        reason=score.reason,
        confidence=score.confidence,
        lifted_by=score.lifted_by,
        grade=Grade(score.grade) if score.grade else None,
        grade_reason=score.grade_reason,
        seen_in=score.seen_in_id,
    )


def _said(request: WorkspaceRequest, **what: Any) -> HttpResponse:
    status = 200 if "score" in what else 409
    return render(request, "evaluations/scoring/_drafted.html", what, status=status)
