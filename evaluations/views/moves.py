"""Moving an evaluation on: what happens then, and why it can’t yet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.actions import decisions, rounds
from evaluations.queries.standing import situation, standing_of
from evaluations.states import WORDS, Stage, may_move
from evaluations.states import Role as Part
from evaluations.views.frame import crumbs, place
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles

ACTS = {
    Stage.SCORING: rounds.begin_scoring,
    Stage.DISCUSSION: rounds.open_discussion,
    Stage.ARCHIVED: decisions.archive,
}
QUESTIONS = {
    Stage.SCORING: ("Start scoring?", "Start scoring"),
    Stage.DISCUSSION: ("Open the discussion?", "Open the discussion"),
    Stage.ARCHIVED: ("Archive this evaluation?", "Archive"),
}
ALONE = ("Go on to the decision?", "Show the scores and decide")
ALONE_EFFECT = (
    "One person scored, so there is no discussion. The scores and reasons are shown to you, and every "
    "document says that they are one person’s."
)
EFFECTS = {
    Stage.SCORING: (
        "Reviewers can read what was submitted and score it, each alone. "
        "Nobody, you included, sees scores before the discussion is opened."
    ),
    Stage.DISCUSSION: "All scores and reasons are shown to the reviewers and to you.",
    Stage.ARCHIVED: "It stays readable and can’t be changed any more.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def move(request: WorkspaceRequest, pk: int, target: str) -> HttpResponse:
    standing = standing_of(pk, at=request.now)
    stage = Stage(target)
    # With nobody to discuss with, the way from scores to decision is one step.
    alone = stage is Stage.DISCUSSION and standing.reviewers == 1
    verdict = may_move(stage, situation(standing), _parts(request))
    if request.method == "POST":
        verdict.require()
        ACTS[stage](standing.evaluation, by=request.person)
        if alone:
            messages.success(request, "One person scored, so there is nothing to discuss: decide.")
            return redirect("evaluations:decide", pk)
        messages.success(request, f"Now: {WORDS[stage].label.lower()}. {WORDS[stage].now}")
        return redirect("evaluations:overview", pk)
    question, label = ALONE if alone else QUESTIONS[stage]
    context = {
        "title": label,
        "question": question,
        "effect": ALONE_EFFECT if alone else EFFECTS[stage],
        "verdict": verdict,
        "confirm_label": label,
        "back_url": place("overview", pk),
        "crumbs": crumbs(standing.evaluation, (label, "")),
    }
    return render(request, "evaluations/rounds/move.html", context)


def _parts(request: WorkspaceRequest) -> frozenset[Part]:
    known = {part.value for part in Part}
    return frozenset(Part(role) for role in request.presence.roles if role in known)
