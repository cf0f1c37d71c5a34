"""A vendor's answers as contract terms, and what its outages would have cost it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evaluations.actions.contract_words import name_clauses
from evaluations.forms.terms import ContractWordsForm, TriedTermsForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.terms import Side, history_of, words
from evaluations.views.compare import READERS
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.views.setup import get_or_post
from evaluations.visibility import Thing
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response
from vendors.schedule import schedule_of
from vendors.terms import terms_of


@require_safe
@for_roles(*READERS)
def first(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Lead to the first vendor that handed something in; the others are named there."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.ANSWERS).require()
    there = _submitted(desk)
    if not there:
        raise Http404
    return redirect("evaluations:terms", pk, there[0].pk)


@require_safe
@for_roles(*READERS)
def terms(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    desk = desk_of(request.presence, pk, contents_of=[response])
    desk.may_see(Thing.ANSWERS).require()
    about, submission = desk.submitted(response)
    answered = terms_of(submission.content)
    typed = request.GET if "promise" in request.GET else None
    form = TriedTermsForm(typed, initial=TriedTermsForm.initial_of(answered))
    history = history_of(submission.content, closing=desk.bench.closing)
    context = {
        "title": f"Contract terms: {about.vendor.name}",
        "crumbs": crumbs(desk, ("Compare", place("compare", pk)), (about.vendor.name, "")),
        "desk": desk,
        "response": about,
        "schedule": schedule_of(desk.questionnaire, submission.content, words()),
        "form": form,
        "history": history,
        "others": [one for one in _submitted(desk) if one != about],
    }
    if history.source and form.is_valid():
        fee = form.cleaned_data["fee"]
        context["sides"] = [
            Side("As the vendor answered", history.under(answered, fee)),
            Side("As you tried", history.under(form.terms, fee)),
        ]
    status = 422 if form.errors else 200
    return render(request, "evaluations/terms/terms.html", context, status=status)


@get_or_post
@for_roles(Role.COORDINATOR)
def labels(request: WorkspaceRequest) -> HttpResponse:
    """Say what this workspace calls the clauses."""
    form = ContractWordsForm(request.POST or None, words=words())
    if request.method == "POST" and form.is_valid():
        name_clauses(form.words, by=request.person)
        messages.success(request, "Saved.")
        return redirect("evaluations:contract-words")
    context = {
        "title": "Contract words",
        "form": form,
        "button": "Save",
        "back_url": "/evaluations/",
        "verdict": True,
    }
    return render(request, "evaluations/terms/words.html", context)


def _submitted(desk: Desk) -> list[Response]:
    return [one for one in desk.responses if one.pk in desk.bench.submissions]
