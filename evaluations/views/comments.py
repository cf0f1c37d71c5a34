"""Writing in the thread of an answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evaluations import rules
from evaluations.actions.comments import comment
from evaluations.forms.comments import CommentForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.threads import thread_of
from evaluations.views.compare import READERS
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.http import WorkspaceRequest, for_roles
from portal.tenancy.switch import current
from vendors.models import Response
from vendors.questionnaire.model import Criterion


@require_POST
@for_roles(*READERS)
def add(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    desk = desk_of(request.presence, pk, contents_of=[response])
    answering, asked = desk.response(response), desk.criterion(criterion)
    desk.may_see(Thing.OTHERS_SCORES).require()
    rules.may_comment(desk.roles, desk.stage, threads=current().threads).require()
    people = desk.bench.judged_by(answering, but=request.person.pk)
    form = CommentForm(request.POST, people=people)
    back = f"{place('cell', pk, response, criterion)}#thread"
    if form.is_valid():
        told = form.cleaned_data.get("tell", [])
        text = form.cleaned_data["text"]
        comment(desk, answering, asked, text, tell=told, by=request.person)
        messages.success(request, "Your contribution is in the thread.")
        return redirect(back)
    context = {
        "title": f"Write to the panel: {answering.vendor.name}, {asked.short_title}",
        "crumbs": crumbs(desk, ("Discussion", place("discussion", pk)), ("Write", "")),
        "desk": desk,
        "has_errors": True,
        "back_url": back,
        **thread_context(desk, answering, asked, request.person.pk, form=form),
    }
    return render(request, "evaluations/cell/comment.html", context, status=422)


def thread_context(
    desk: Desk, response: Response, criterion: Criterion, person: Any, form: Any = None
) -> dict[str, Any]:
    """What the thread of a cell shows; the form only for those who may write."""
    may = rules.may_comment(desk.roles, desk.stage, threads=current().threads)
    if may and form is None:
        form = CommentForm(people=desk.bench.judged_by(response, but=person))
    return {
        "thread": thread_of(response, criterion),
        "comment_form": form if may else None,
        "comment_url": place("comment", desk.evaluation.pk, response.pk, criterion.key),
    }
