"""Two sample answers: chosen in the set-up, placed by each reviewer alone, then shown."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from evaluations import rules
from evaluations.actions import calibration as actions
from evaluations.anchors import PROPOSED, Calibration
from evaluations.forms.calibration import PlaceForm, SampleAnswersForm, SampleTopicForm
from evaluations.queries.calibration import chosen_in, has_calibrated, readings_of
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.standing import draft_of
from evaluations.states import Role as Part
from evaluations.views.compare import READERS
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, entrance
from evaluations.views.setup import get_or_post, saved, task_page
from evaluations.visibility import Thing
from portal.access import Refused, Verdict
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors.queries.questionnaires import questionnaire_of

FEW = 3
"""So many questions of a topic have their rubric open at once; of more, the first two."""


@get_or_post
@for_roles(Role.COORDINATOR)
def choose(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    questionnaire = questionnaire_of(evaluation.round.version)
    if "_none" in request.POST:
        actions.choose(evaluation, None, by=request.person)
        return saved(request, pk)
    kept = chosen_in(evaluation, questionnaire)
    wanted = request.POST.get("topic", request.GET.get("topic", kept.topic if kept else ""))
    topics = {one.key: one for one in questionnaire.asked_criteria()}
    picking = SampleTopicForm(
        {"topic": wanted} if wanted and wanted not in topics else None,
        criteria=topics.values(),
        proposed=PROPOSED,
        initial={"topic": wanted},
    )
    form = None
    if wanted in topics or request.method == "POST":
        start = kept if kept and kept.topic == wanted else PROPOSED.get(wanted)
        form = SampleAnswersForm(request.POST or None, topic=wanted, start=start)
        if request.method == "POST" and wanted in topics and form.is_valid():
            actions.choose(evaluation, form.chosen(), by=request.person)
            return saved(request, pk)
    return task_page(
        request,
        evaluation,
        picking if picking.is_bound or form is None else form,
        "Sample answers",
        template="calibration",
        verdict=rules.may_choose_calibration(evaluation),
        picking=picking,
        answers=form,
        topic=topics.get(wanted),
        wanted=wanted,
        kept=bool(evaluation.calibration),
        is_proposal=form is not None and not form.is_bound and kept is None and wanted in PROPOSED,
        questions=questionnaire.items_of(wanted),
    )


@get_or_post
@for_roles(*READERS)
def calibration(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Place both answers alone; only then read where the others placed them."""
    desk = desk_of(request.presence, pk)
    chosen = chosen_in(desk.evaluation, desk.questionnaire)
    if chosen is None:
        raise Http404
    seen = rules.may_see_calibration(
        own=desk.panelist is not None and has_calibrated(desk.panelist),
        entered=desk.may_enter(),
        open_to_all=desk.sees(Thing.OTHERS_SCORES),
    )
    if seen and request.method != "POST":
        return _shown(request, desk, chosen)
    if Part.REVIEWER not in desk.roles or desk.panelist is None:
        seen.require()
        raise Refused("Sample answers are scored by reviewers.")
    if gate := entrance(desk):
        return gate
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.place(desk.panelist, form.placed(), by=request.person)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Kept. Below is how the others read the two answers.")
            return redirect("evaluations:calibration", pk)
    return _asked(request, desk, chosen, form)


def may_still_calibrate(desk: Desk) -> bool:
    """Whether a reviewer has sample answers before her that she has not scored."""
    chosen = chosen_in(desk.evaluation, desk.questionnaire)
    if chosen is None or desk.panelist is None or has_calibrated(desk.panelist):
        return False
    return bool(_may_calibrate(desk))


def _may_calibrate(desk: Desk) -> Verdict:
    vendors = {one.pk for one in desk.bench.responses}
    return rules.may_calibrate(desk.evaluation, desk.panelist, desk.declaration, vendors)


def _asked(
    request: WorkspaceRequest, desk: Desk, chosen: Calibration, form: PlaceForm
) -> HttpResponse:
    items = desk.questionnaire.items_of(chosen.topic)
    context = {
        "title": "Two sample answers",
        "crumbs": crumbs(desk, ("Sample answers", "")),
        "desk": desk,
        "topic": desk.criterion(chosen.topic),
        "rubric": [(one, len(items) <= FEW or at < FEW - 1) for at, one in enumerate(items)],
        "rows": list(zip(chosen.answers, form.rows(), strict=True)),
        "form": form,
        "verdict": _may_calibrate(desk),
        "next_url": place("score-next", desk.evaluation.pk),
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/calibration/form.html", context, status=status)


def _shown(request: WorkspaceRequest, desk: Desk, chosen: Calibration) -> HttpResponse:
    topic = desk.criterion(chosen.topic)
    items = desk.questionnaire.items_of(topic.key)
    context = {
        "title": "How the sample answers were read",
        "crumbs": crumbs(desk, ("Sample answers", "")),
        "desk": desk,
        "topic": topic,
        "readings": readings_of(chosen, items, desk.bench.panel, viewer=desk.panelist),
        "done": sum(map(has_calibrated, desk.bench.panel)),
        "total": len(desk.bench.panel),
        "reasons": desk.sees(Thing.OTHERS_SCORES),
        "next_url": place("score-next", desk.evaluation.pk) if _scores_on(desk) else "",
    }
    return render(request, "evaluations/calibration/shown.html", context)


def _scores_on(desk: Desk) -> bool:
    """Whether she goes on to vendors from here."""
    if Part.REVIEWER not in desk.roles or desk.panelist is None or entrance(desk):
        return False
    return desk.panelist.locked_at is None
