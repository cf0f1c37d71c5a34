"""Accepting what came late, as long as nobody has judged for good without it."""

from django.db import transaction

from evaluations import rules
from evaluations.actions.panel import declaration_of
from evaluations.models import Evaluation, Stage
from portal.access import Refused
from portal.accounts.models import STAFF_ROLES, Membership, Role, User
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors.actions import accepting
from vendors.models import LateAcceptance, LateDraft, Round, Submission


@transaction.atomic
def ask(
    evaluation: Evaluation, late: LateDraft, reason: str, email: str, *, by: User
) -> LateAcceptance:
    """Ask a second person whether a late draft counts."""
    _require_unjudged(_held(evaluation))
    _require_no_conflict(evaluation, late, by)
    if may_not_know(evaluation, email):
        raise Refused("Vendors’ names are hidden from this person. Name somebody else.")
    return accepting.ask(late, reason, email, by=by)


@transaction.atomic
def confirm(asked: LateAcceptance, *, by: User, name: str = "") -> Submission:
    """Let it count, and tell the reviewers who score already that there is one vendor more."""
    evaluation = _held(Evaluation.objects.get(round=asked.late.response.round_id))
    _require_unjudged(evaluation)
    _require_no_conflict(evaluation, asked.late, by)
    submission = accepting.confirm(asked, by=by, name=name)
    if evaluation.stage == Stage.SCORING:
        for panelist in evaluation.panel.filter(removed_at=None):
            context = {"round": evaluation.round, "evaluation": evaluation}
            post("late_joins", panelist.email, context, key=f"round:{evaluation.round_id}")
    return submission


def may_not_know(evaluation: Evaluation, email: str) -> bool:
    """Whether the question would tell this person a vendor's name that is hidden from her here."""
    held = Membership.objects.filter(
        jurisdiction=current(), role__in=STAFF_ROLES, person__email__iexact=email.strip()
    )
    roles = set(held.values_list("role", flat=True))
    return bool(roles) and rules.hides_names(evaluation, coordinates=Role.COORDINATOR in roles)


def _held(evaluation: Evaluation) -> Evaluation:
    """Round, evaluation and every place on the panel, so that neither stage nor sheet moves."""
    Round.objects.select_for_update(of=("self",)).get(pk=evaluation.round_id)
    Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    return Evaluation.objects.select_related("round").get(pk=evaluation.pk)


def _require_unjudged(evaluation: Evaluation) -> None:
    # Whoever locks holds her own row: either she sees the vendor that joins, or this sees her lock.
    panel = evaluation.panel.filter(removed_at=None).select_for_update(of=("self",)).order_by("pk")
    locked = [one.name for one in panel if one.locked_at]
    rules.may_accept_late(evaluation.stage, locked).require()


def _require_no_conflict(evaluation: Evaluation, late: LateDraft, by: User) -> None:
    declaration = declaration_of(evaluation.panel.filter(person_id=by.pk).first())
    if declaration is not None and late.response_id in declaration.conflicts:
        raise Refused("You declared a conflict with this vendor, so somebody else has to do it.")
