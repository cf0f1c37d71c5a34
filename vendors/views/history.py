"""What an answer was before: who wrote which version when; each can stand again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import answers
from vendors.actions.answers import Conflict
from vendors.models import AnswerRevision
from vendors.queries.own import Own
from vendors.questionnaire.display import shown
from vendors.questionnaire.model import Item
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs

PER_PAGE = 50
"""Saving in passing makes many versions of a long answer."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def history(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Show every version of one answer, the newest first; while it is open, take one again."""
    own = own_or_404(request, pk)
    item = _item(own, key)
    topic = own.questionnaire.criterion(item.criterion)
    topic_url = f"{reverse('vendors:topic', args=[pk, topic.key])}#q-{key}"
    if request.method == "POST":
        return redirect(topic_url if _restored(request, own, key) else request.path)
    answer = own.response.answers.filter(item_key=key).first()
    revisions = AnswerRevision.objects.filter(answer=answer).order_by("-version")
    page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "own": own,
        "item": item,
        "answer": answer,
        "page": page,
        "versions": [(one, shown(item, one.value)) for one in page],
        "writable": own.may_write(request.now, topic.key),
        "topic_url": topic_url,
        "crumbs": [
            *crumbs(own),
            {"label": topic.short_title, "url": topic_url},
            {"label": _("Earlier versions")},
        ],
    }
    return render(request, "vendors/history.html", context)


def _item(own: Own, key: str) -> Item:
    for one in own.questionnaire.asked_items():
        if one.key == key:
            return one
    raise Http404


def _restored(request: WorkspaceRequest, own: Own, key: str) -> bool:
    number = _number(request.POST.get("take", ""))
    outcome = answers.restore(
        own.response,
        key,
        number,
        based_on=_number(request.POST.get("version", "")),
        by=request.person,
    )
    if isinstance(outcome, Conflict):
        messages.error(request, _("Somebody saved a newer text. Look at it, then choose again."))
        return False
    words = _("Version %d stands again. What stood before is kept.") % number
    messages.success(request, words)
    return True


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Http404
    return int(text)
