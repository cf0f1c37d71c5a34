"""Questions that the jurisdiction asks about submitted answers, and the vendor's replies."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import clarifications
from vendors.forms.clarifications import ReplyForm
from vendors.models import Clarification
from vendors.queries.own import Own
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what is asked; take one reply."""
    own = own_or_404(request, pk)
    asked = list(own.response.clarifications.all())
    if request.method != "POST":
        return _show(request, own, asked)
    one = _chosen(asked, request.POST.get("question", ""))
    form = ReplyForm(request.POST, prefix=f"c{one.pk}")
    may = rules.may_reply(own.response, own.member, replied=one.is_answered)
    if may and not form.is_valid():
        return _show(request, own, asked, form=form, at=one, status=422)
    try:
        may.require()
        sent = clarifications.reply(one, form.cleaned_data["reply"], by=request.person)
    except Refused:
        # A colleague was quicker: both texts are shown, and hers is not lost.
        asked = list(own.response.clarifications.all())
        return _show(request, own, asked, form=form, at=one, status=409)
    messages.success(request, _("Your reply was sent."))
    asked = [sent if other == sent else other for other in asked]
    if any(_typed(request, other) for other in asked if not other.is_answered):
        return _show(request, own, asked)
    return redirect("vendors:clarifications", pk)


def _typed(request: WorkspaceRequest, one: Clarification) -> str:
    """What stands in the box of a question, sent or not."""
    return request.POST.get(f"c{one.pk}-reply", "").strip()


def _chosen(asked: list[Clarification], number: str) -> Clarification:
    found = next((one for one in asked if str(one.pk) == number), None)
    if found is None:
        raise Http404
    return found


def _show(
    request: WorkspaceRequest,
    own: Own,
    asked: list[Clarification],
    *,
    form: ReplyForm | None = None,
    at: Clarification | None = None,
    status: int = 200,
) -> HttpResponse:
    titles = {one.key: one.title for one in own.questionnaire.criteria}
    prompts = {one.key: one.prompt for one in own.questionnaire.items}
    lines = [
        {
            "asked": one,
            "topic": titles.get(one.criterion_key, one.criterion_key),
            "prompt": prompts.get(one.item_key, ""),
            "may": rules.may_reply(own.response, own.member, replied=one.is_answered),
            "form": form
            if form is not None and one == at
            else ReplyForm(prefix=f"c{one.pk}", initial={"reply": _typed(request, one)}),
            "lost": form["reply"].value() if status == 409 and form and one == at else "",
        }
        for one in asked
    ]
    context = {
        "own": own,
        "lines": lines,
        "form": form if status == 422 else None,
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("Questions about your answers")}],
    }
    return render(request, "vendors/clarifications.html", context, status=status)
