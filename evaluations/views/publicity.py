"""The public page of an evaluation: whether there is one, and who registered on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.forms.publicity import NOBODY, READ, REGISTER, PublicPageForm
from evaluations.queries.standing import draft_of
from evaluations.views.frame import crumbs
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import publicity

TITLE = "Public page"


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def public_page(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Choose who may open it; list who registered."""
    evaluation = draft_of(pk)
    round_ = evaluation.round
    page = publicity.page_of(round_)
    is_shown = page is not None and page.is_shown
    chosen = NOBODY if page is None or not is_shown else REGISTER if page.registers else READ
    form = PublicPageForm(request.POST or None, initial={"who": chosen})
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        try:
            publicity.show(
                round_, is_shown=who != NOBODY, registers=who == REGISTER, by=request.person
            )
        except Refused as refusal:
            form.add_error("who", refusal.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("evaluations:public", pk)
    context = {
        "title": TITLE,
        "crumbs": crumbs(evaluation, (TITLE, "")),
        "evaluation": evaluation,
        "round": round_,
        "page": page,
        "is_shown": is_shown,
        "address": request.workspace.address + reverse("vendors:public", args=[round_.pk]),
        "verdict": rules.may_be_public(round_),
        "form": form,
        "registrations": round_.registrations.select_related("response__vendor"),
        "documents": round_.documents.all(),
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/publicity.html", context, status=status)
