"""The long list of vendors: whom to look at, and why each is short-listed or left out."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.longlist import CandidateForm, MoveForm
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import longlist
from vendors.actions import candidates
from vendors.models import Candidate

HERE = {"label": "Long list", "url": "/long-list/"}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def index(request: WorkspaceRequest) -> HttpResponse:
    rows = sorted(
        Candidate.objects.prefetch_related("moves"),
        key=lambda one: longlist.order_of(in_use=one.in_use, known_users=one.known_users),
    )
    context = {
        "title": "Long list",
        "groups": [
            (words, [one for one in rows if one.standing == standing])
            for standing, words in longlist.WORDS.items()
        ],
        "total": len(rows),
        "coordinates": request.presence.is_a(Role.COORDINATOR),
    }
    return render(request, "evaluations/longlist/list.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def add(request: WorkspaceRequest) -> HttpResponse:
    form = CandidateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            candidates.add(by=request.person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
        else:
            return redirect("evaluations:long-list")
    return _show(request, form, "Add to the long list", "Add this vendor")


@get_or_post
@for_roles(Role.COORDINATOR)
def move(request: WorkspaceRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Candidate, pk=pk)
    form = MoveForm(request.POST or None, initial={"standing": request.GET.get("to", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        candidates.move(found, data["standing"], data["reason"], by=request.person)
        return redirect("evaluations:long-list")
    return _show(request, form, f"Decide on {found.name}", "Save the decision")


def _show(
    request: WorkspaceRequest, form: CandidateForm | MoveForm, title: str, button: str
) -> HttpResponse:
    crumbs = [HERE, {"label": title, "url": ""}]
    context = {"title": title, "form": form, "button": button, "crumbs": crumbs}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/longlist/form.html", context, status=status)
