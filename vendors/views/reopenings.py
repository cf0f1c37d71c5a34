"""One topic that was opened again after closing: the question, both answers, and submitting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import reopenings, submissions
from vendors.models import Reopening, Submission
from vendors.queries.own import Own
from vendors.queries.reopenings import Reopened
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Criterion, Item
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the topic: as first submitted, and as it stands or was submitted since."""

    item: Item
    before: tuple[Shown, ...]
    files_before: tuple[str, ...]
    now: tuple[Shown, ...]
    files_now: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return (self.before, self.files_before) == (self.now, self.files_now)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def reopened(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Show what is asked and what would be submitted beside what was; a lead submits it."""
    own = own_or_404(request, pk)
    asked = [one for one in own.reopened if one.topic == key]
    topic = next((one for one in own.questionnaire.asked_criteria() if one.key == key), None)
    if topic is None or not asked:
        raise Http404
    if request.method != "POST":
        return _show(request, own, topic, asked)
    chosen = get_object_or_404(
        Reopening.objects.select_related("response"), pk=asked[-1].pk, response=own.response
    )
    try:
        made = reopenings.hand_in(chosen, by=request.person)
    except Refused as refusal:
        return _show(request, own, topic, asked, refusal=refusal.sentence)
    messages.success(request, _("Submitted: %s. The receipt is mailed to you.") % made.reference)
    return redirect("vendors:reopened", pk, key)


def _show(
    request: WorkspaceRequest,
    own: Own,
    topic: Criterion,
    asked: Sequence[Reopened],
    *,
    refusal: str = "",
) -> HttpResponse:
    last = asked[-1]
    stood = Submission.objects.get(pk=asked[0].before)
    now = _content_now(own, last)
    open_now = [one.topic for one in own.open_again(request.now)]
    answered = len(now["answers"])
    context = {
        "own": own,
        "topic": topic,
        "asked": asked,
        "last": last,
        "first": stood,
        "lines": [
            _line(item, stood.content, now) for item in own.questionnaire.items_of(topic.key)
        ],
        "is_open": last.is_open(request.now),
        "may": rules.may_hand_in_again(
            own.response, own.member, topic.key, open_now, answered=answered, at=request.now
        ),
        "leads": [one.name for one in own.response.members.filter(role="lead", removed_at=None)],
        "refusal": refusal,
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": topic.short_title}],
    }
    return render(request, "vendors/reopened.html", context, status=409 if refusal else 200)


def _content_now(own: Own, last: Reopened) -> Mapping[str, Any]:
    """What was submitted to the last question, else what is in the drafts."""
    if last.reference:
        content: Mapping[str, Any] = Submission.objects.get(reference=last.reference).content
        return content
    return submissions.content_of(own.response, own.response.round)


def _line(item: Item, before: Mapping[str, Any], now: Mapping[str, Any]) -> Line:
    return Line(
        item, _said(item, before), _files(item, before), _said(item, now), _files(item, now)
    )


def _said(item: Item, content: Mapping[str, Any]) -> tuple[Shown, ...]:
    return shown(item, content["answers"].get(item.key, {}).get("value", {}))


def _files(item: Item, content: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        one["title"] + (f", page {link['page']}" if link["page"] else "")
        for one in content["evidence"]
        for link in one["items"]
        if link["key"] == item.key
    )
