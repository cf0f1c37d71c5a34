"""Starting an evaluation and moving its judging half through its stages."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation, Stage
from evaluations.queries.assigning import unscored_by_all
from evaluations.queries.judgement import bench_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from vendors import rules as intake
from vendors.actions import invitations, questionnaires, rounds, vendors
from vendors.invitees import Invitee
from vendors.models import Kind, QuestionnaireVersion, Response, Round
from vendors.onward import Judging
from vendors.queries.deadlines import own_dates
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth

COPIED = (
    "purpose",
    "number",
    "decided_by",
    "contact_name",
    "contact_phone",
    "contact_email",
    "invitation_text",
    "peak_basis",
    "peak_rate",
    "requirements",
    "asks_price",
    "priced",
)
SEEDS = 2**32
"""How many there are to draw from; a seed stays short enough to be typed off a page."""


@transaction.atomic
def start(
    name: str,
    *,
    version: QuestionnaireVersion,
    due_at: datetime | None,
    by: User,
    kind: str = Kind.ACQUISITION,
) -> Evaluation:
    """Draft a round together with its judging half."""
    round_ = rounds.draft(name, version=version, due_at=due_at, by=by, kind=kind)
    return Evaluation.objects.create(round=round_)


@transaction.atomic
def start_with(
    name: str,
    invitees: Iterable[Invitee],
    *,
    due_at: datetime | None,
    by: User,
    kind: str = Kind.ACQUISITION,
    depth: Depth = Depth.ESSENTIALS,
) -> Evaluation:
    """Draft an evaluation of these vendors with the standard questionnaire at a depth."""
    version = questionnaires.copy_for_round(questionnaires.standard_version(by=by), depth, by=by)
    evaluation = start(name, version=version, due_at=due_at, by=by, kind=kind)
    rounds.add_invitees(evaluation.round, invitees, by=by)
    return evaluation


@transaction.atomic
def copy(evaluation: Evaluation, *, by: User) -> Evaluation:
    """Draft an evaluation like an earlier one: same questions, vendors, addresses and reviewers."""
    old = Round.objects.select_related("version").get(pk=evaluation.round_id)
    new = _start_like(old, _next_name(old.name), kind=old.kind, by=by)
    aliases = {}
    for response in old.responses.filter(withdrawn_at=None).select_related("vendor"):
        copied = _ask_too(new.round, response, by=by)
        if known := evaluation.aliases.get(str(response.pk)):
            aliases[str(copied.pk)] = known
    for document in old.documents.select_related("file"):
        rounds.add_document(new.round, document.file, document.title, by=by)
    Evaluation.objects.filter(pk=new.pk).update(
        declaration_text=evaluation.declaration_text,
        pyramid_slack=evaluation.pyramid_slack,
        prints_order=evaluation.prints_order,
        calibration=evaluation.calibration,
        hides_vendors=evaluation.hides_vendors,
        aliases=aliases,
        # Its own draw: whoever came to know the letters of the last one knows none of these.
        letter_seed=secrets.randbelow(SEEDS) if evaluation.hides_vendors else None,
    )
    return Evaluation.objects.select_related("round").get(pk=new.pk)


@transaction.atomic
def follow_up(response: Response, name: str, *, by: User) -> Evaluation:
    """Draft a follow-up with one vendor of an earlier evaluation, with the same questions.

    From then on the vendor is known as one that runs a system for us. It can bring along what it
    answered last time; what its gaps suggest to ask for comes from the earlier scores.
    """
    old = Round.objects.select_related("version").get(pk=response.round_id)
    evaluation = Evaluation.objects.get(round=old)
    rules.may_follow_up(evaluation, old, response).require()
    new = _start_like(old, name, kind=Kind.IMPROVEMENT, by=by)
    if old.asks_price:
        rounds.change(new.round, "the price form", by=by, asks_price=False)
    _ask_too(new.round, response, by=by)
    vendors.runs_for_us(response.vendor, by=by)
    return Evaluation.objects.select_related("round").get(pk=new.pk)


def _start_like(old: Round, name: str, *, kind: str, by: User) -> Evaluation:
    depth = questionnaire_of(old.version).depth
    version = questionnaires.copy_for_round(old.version, depth, by=by)
    new = start(name, version=version, due_at=None, by=by, kind=kind)
    rounds.change(
        new.round,
        "copied",
        by=by,
        copied_from=old,
        peak={key: value for key, value in old.peak.items() if key != "changes"},
        **{field: getattr(old, field) for field in COPIED},
    )
    return new


def _ask_too(round_: Round, response: Response, *, by: User) -> Response:
    """Put the vendor of an earlier response on a round, with all the addresses that were asked."""
    asked = response.invitations.filter(withdrawn_at=None).order_by("pk")
    first, *more = list(asked.values_list("email", flat=True)) or [""]
    copied = rounds.add_vendor(round_, response.vendor, email=first, by=by)
    for email in more:
        invitations.add_address(copied, email, by=by)
    return copied


@transaction.atomic
def cancel(evaluation: Evaluation, reason: str, *, by: User) -> None:
    """Cancel for good and tell vendors and reviewers why."""
    if evaluation.stage in {Stage.DECIDED, Stage.ARCHIVED}:
        raise Refused("What is decided or ended can no longer be cancelled.")
    rounds.cancel(evaluation.round, reason, by=by)
    for panelist in evaluation.panel.filter(removed_at=None):
        context = {"round": evaluation.round, "reason": reason}
        post("round_cancelled", panelist.email, context, key=f"evaluation:{evaluation.pk}")


def _next_name(name: str) -> str:
    return f"{name[:140]} (copy)"


def is_closed(round_: Round, *, at: datetime) -> bool:
    """Whether every deadline of the round has passed."""
    return intake.is_closed(round_, own_dates(round_), at=at)


@transaction.atomic
def begin_scoring(evaluation: Evaluation, *, by: User) -> Evaluation:
    """Open the submitted answers to the panel; the rules for counting are frozen with it."""
    round_ = Round.objects.select_for_update().get(pk=evaluation.round_id)
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.stage != Stage.WAITING:
        raise Refused("Scoring has begun already.")
    if round_.is_sealed_kind and not is_closed(round_, at=clock.now()):
        raise Refused("Scoring can begin once the date on which answers are due has passed.")
    if not round_.responses.filter(withdrawn_at=None, submissions__isnull=False).exists():
        raise Refused("No vendor has submitted answers, so there is nothing to score.")
    panel = list(evaluation.panel.filter(removed_at=None))
    if not panel:
        raise Refused("No reviewer is assigned. Add at least one reviewer.")
    for panelist in panel:
        post("scoring_begun", panelist.email, {"round": round_, "by": by}, key=f"round:{round_.pk}")
    seed = secrets.randbelow(SEEDS)
    return _move(evaluation, Stage.SCORING, by=by, scoring_at=clock.now(), order_seed=seed)


@transaction.atomic
def open_discussion(evaluation: Evaluation, *, by: User) -> Evaluation:
    """Show all locked scores to the panel. Nobody, coordinators included, saw them before."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.stage != Stage.SCORING:
        raise Refused("Discussion follows scoring.")
    waiting = evaluation.panel.filter(removed_at=None, locked_at=None).count()
    if waiting:
        raise Refused(
            f"{waiting} of the reviewers have not locked their scores yet. "
            "Remind them, or take them off the panel with a reason."
        )
    if not evaluation.panel.filter(removed_at=None).exists():
        raise Refused("There is no reviewer yet. Add at least one.")
    if alone := unscored_by_all(bench_of(evaluation)):
        named = ", ".join(alone[:3])
        more = f" and {len(alone) - 3} more" if len(alone) > 3 else ""
        raise Refused(
            f"Nobody scores {named}{more}. Add a reviewer for it, or unlock somebody’s scores and "
            "assign it to her or him."
        )
    key = f"round:{evaluation.round_id}"
    panel = list(evaluation.panel.filter(removed_at=None))
    for panelist in panel if len(panel) > 1 else ():
        context = {"round": evaluation.round, "evaluation": evaluation, "by": by}
        post("discussion_opened", panelist.email, context, key=key)
    return _move(evaluation, Stage.DISCUSSION, by=by, discussion_at=clock.now())


TOLD = {Stage.SCORING: Judging.SCORED, Stage.DISCUSSION: Judging.DECIDING}
"""What vendors are told of a stage."""


def _move(evaluation: Evaluation, stage: Stage, *, by: User, **times: Any) -> Evaluation:
    Evaluation.objects.filter(pk=evaluation.pk).update(stage=stage, **times)
    rounds.tell_stage(evaluation.round, TOLD[stage])
    evaluation.refresh_from_db()
    record(
        "moved the evaluation on",
        evaluation.round,
        by=by,
        key=f"round:{evaluation.round_id}",
        stage=stage.value,
    )
    return evaluation
