"""A coordinator asks one vendor about one topic again, and closes that topic before its time."""

from datetime import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import rules
from evaluations.actions import reopening as reopenings_here
from evaluations.forms.clarifications import AgainForm
from evaluations.forms.instants import in_weeks
from evaluations.queries.desk import Desk, desk_of
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.access import Refused, Verdict
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules as intake
from vendors.actions import reopenings
from vendors.models import Reopening, Response
from vendors.queries.deadlines import own_dates
from vendors.queries.reopenings import reopenings_to
from vendors.questionnaire.model import Criterion

END_OF_DAY = time(17)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def ask(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    """Write the question and say until when the topic is open; list what was asked before."""
    desk = desk_of(request.presence, pk, contents_of=())
    desk.may_see(Thing.ANSWERS).require()
    answering, topic = desk.submitted(response)[0], desk.criterion(criterion)
    zone = request.workspace.time_zone
    initial = {"due_day": in_weeks(request.now, zone, 1), "due_time": END_OF_DAY}
    form = AgainForm(request.POST or None, now=request.now, zone=zone, initial=initial)
    posted = request.method == "POST" and form.is_valid()
    if posted and _asked(request, desk, answering, topic, form):
        return redirect("evaluations:ask-vendor", pk, response, criterion)
    context = {
        "title": f"Ask {answering.vendor.name} again",
        "crumbs": crumbs(
            desk, (topic.short_title, place("cell", pk, response, topic.key)), ("Ask again", "")
        ),
        "desk": desk,
        "response": answering,
        "topic": topic,
        "zone": zone,
        "form": form,
        "verdict": _may_ask(desk, answering, topic),
        "asked": [one for one in reversed(reopenings_to(answering)) if one.topic == topic.key],
        "now": request.now,
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/cell/ask.html", context, status=status)


def _may_ask(desk: Desk, response: Response, topic: Criterion) -> Verdict:
    """Whether this topic can be opened now, as far as a page can tell; the action asks again."""
    locked = reopenings_here.locked_on(desk.bench, response.pk, topic.key)
    if not (judging := rules.may_reopen(desk.evaluation, locked)):
        return judging
    round_ = desk.evaluation.round
    response.round = round_
    return intake.may_reopen(response, own_dates(round_), handed_in=True, at=desk.now)


def _asked(
    request: WorkspaceRequest,
    desk: Desk,
    response: Response,
    topic: Criterion,
    form: AgainForm,
) -> bool:
    data = form.cleaned_data
    try:
        reopenings_here.ask(
            desk.evaluation,
            response,
            topic.key,
            data["question"],
            data["due_at"],
            by=request.person,
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, f"{response.vendor.name} was asked, and the topic is open again.")
    return True


@require_POST
@for_roles(Role.COORDINATOR)
def stop(
    request: WorkspaceRequest, pk: int, response: int, criterion: str, reopening: int
) -> HttpResponse:
    """Close a topic again before its time."""
    desk = desk_of(request.presence, pk, contents_of=())
    answering = desk.response(response)
    found = get_object_or_404(
        Reopening.objects.select_related("response"),
        pk=reopening,
        response=answering.pk,
        criterion_key=criterion,
    )
    reopenings.stop(found, by=request.person)
    messages.success(
        request, f"The topic is closed again. {answering.vendor.name} is told by mail."
    )
    return redirect("evaluations:ask-vendor", pk, response, criterion)
