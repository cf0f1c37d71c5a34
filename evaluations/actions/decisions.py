"""Proposing a decision, confirming it or sending it back, and archiving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from evaluations import rules
from evaluations.actions.panel import declaration_of
from evaluations.actions.working_papers import drop_drafts
from evaluations.comparison import Comparison
from evaluations.models import (
    Answered,
    Approval,
    Decision,
    Evaluation,
    Outcome,
    Stage,
    VendorOutcome,
)
from evaluations.queries.decided import (
    answer_to,
    approvers_for,
    content_of,
    figures_of,
    is_waiting,
)
from evaluations.queries.judgement import bench_of, comparison_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import Membership, Role, User
from portal.audit.models import Event
from portal.audit.record import record
from portal.digests import fingerprint
from portal.frontdoor.actions import ask_operator, take_back
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors.actions import rounds
from vendors.models import YEARS_KEPT
from vendors.onward import Judging


@dataclass(frozen=True, slots=True)
class Said:
    """What is decided about one vendor: for the record, and what may go out to it."""

    outcome: Outcome
    reason: str = ""
    wording: str = ""


@transaction.atomic
def propose(
    evaluation: Evaluation,
    said: Mapping[int, Said],
    *,
    reasons: str,
    approver: User | None,
    open_matters: list[str] | None = None,
    why_changed: str = "",
    by: User,
) -> Decision:
    """Write down a decision and put it before its approver.

    said: by response id, one for every vendor that submitted. approver: None where the workspace
    has nobody else who could confirm it, so that an operator of the service does.
    """
    evaluation = _held(evaluation)
    revisions = list(Decision.objects.filter(evaluation=evaluation).order_by("number"))
    rules.may_propose(evaluation, waits=is_waiting(evaluation), why_changed=why_changed).require()
    submitted = set(
        evaluation.round.responses.filter(submissions__isnull=False, withdrawn_at=None).values_list(
            "pk", flat=True
        )
    )
    _without_conflict(evaluation, submitted, by)
    if not reasons.strip():
        raise Refused("Give the reasons for the decision.")
    if missing := submitted - said.keys():
        raise Refused(f"Choose an outcome for each vendor; {len(missing)} have none yet.")
    _check_approver(evaluation, approver, by)
    comparison = comparison_of(bench_of(evaluation))
    figures = figures_of(comparison)
    decision = Decision(
        evaluation=evaluation,
        number=len(revisions) + 1,
        reasons=reasons,
        why_changed=why_changed.strip() if evaluation.stage == Stage.DECIDED else "",
        open_matters=open_matters or [],
        figures=figures,
        approver_id=approver.pk if approver else None,
        approver_name=str(approver) if approver else "",
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    outcomes = [
        VendorOutcome(
            response_id=pk,
            outcome=one.outcome,
            reason=one.reason,
            wording=one.wording,
            **_standing_of(comparison, pk),
        )
        for pk, one in sorted(said.items())
        if pk in submitted
    ]
    decision.root = fingerprint(content_of(decision, outcomes))
    decision.save(force_insert=True)
    for one in outcomes:
        one.decision = decision
    VendorOutcome.objects.bulk_create(outcomes)
    if approver:
        post(
            "decision_waits",
            approver.email,
            {"round": evaluation.round, "evaluation": evaluation, "by": by},
            key=f"decision:{decision.pk}",
        )
    else:
        ask_operator(current(), decision.pk, decision.number, decision.root, by=by)
    record(
        "proposed a decision",
        evaluation.round,
        by=by,
        key=_key(evaluation),
        number=decision.number,
        fingerprint=decision.root,
        approver=decision.approver_name,
    )
    return decision


@transaction.atomic
def confirm(decision: Decision, *, by: User, is_operator: bool = False) -> Approval:
    """Let a decision hold: from now on neither it nor a score changes."""
    decision = _waiting(decision)
    evaluation = decision.evaluation
    rules.may_answer(decision, by.pk, is_operator=is_operator).require()
    if not is_operator:
        submitted = set(decision.outcomes.values_list("response_id", flat=True))
        _without_conflict(evaluation, submitted, by)
    if decision.figures != figures_of(comparison_of(bench_of(evaluation))):
        raise Refused(
            "A score changed since this was proposed. Send it back, so that it is decided anew."
        )
    approval = _answer(decision, Answered.CONFIRMED, by=by, is_operator=is_operator)
    if evaluation.stage == Stage.DISCUSSION:
        Evaluation.objects.filter(pk=evaluation.pk).update(
            stage=Stage.DECIDED,
            decided_at=clock.now(),
            kept_until=evaluation.kept_until or _in_years(clock.now().date(), YEARS_KEPT),
        )
        rounds.tell_stage(evaluation.round, Judging.DECIDED)
    kept = current().keeps_drafts or evaluation.held_at is not None
    dropped = 0 if kept else drop_drafts(evaluation)
    event = record(
        "decided the evaluation",
        evaluation.round,
        by=by,
        key=_key(evaluation),
        number=decision.number,
        fingerprint=decision.root,
        proposed_by=decision.by_name,
        confirmed_by=approval.by_name,
        outcomes={str(one.response_id): one.outcome for one in decision.outcomes.all()},
        drafts_deleted=dropped,
    )
    _tell_head(evaluation, event)
    return approval


@transaction.atomic
def send_back(decision: Decision, reason: str, *, by: User, is_operator: bool = False) -> Approval:
    """Let a decision not hold, with a reason that its proposer reads."""
    decision = _waiting(decision)
    rules.may_answer(decision, by.pk, is_operator=is_operator).require()
    if not reason.strip():
        raise Refused("Say in a sentence why it goes back.")
    approval = _answer(
        decision, Answered.SENT_BACK, reason=reason.strip(), by=by, is_operator=is_operator
    )
    proposer = User.objects.filter(pk=decision.by_id).first()
    if proposer is not None:
        post(
            "decision_sent_back",
            proposer.email,
            {"round": decision.evaluation.round, "evaluation": decision.evaluation, "by": approval},
            key=f"decision:{decision.pk}",
        )
    record(
        "sent a decision back",
        decision.evaluation.round,
        by=by,
        key=_key(decision.evaluation),
        number=decision.number,
        reason=approval.reason,
    )
    return approval


@transaction.atomic
def withdraw(decision: Decision, *, by: User) -> Approval:
    """Take a decision back that nobody confirmed yet."""
    decision = _waiting(decision)
    if decision.by_id != by.pk:
        raise Refused("Whoever proposed the decision can withdraw it.")
    approval = _answer(decision, Answered.WITHDRAWN, by=by)
    take_back(current(), decision.pk)
    record(
        "withdrew a decision",
        decision.evaluation.round,
        by=by,
        key=_key(decision.evaluation),
        number=decision.number,
    )
    return approval


@transaction.atomic
def archive(evaluation: Evaluation, *, by: User) -> None:
    """Put a decided evaluation away; it stays readable."""
    if is_waiting(evaluation):
        raise Refused("A revision of the decision waits for its approver. Have it answered first.")
    changed = Evaluation.objects.filter(pk=evaluation.pk, stage=Stage.DECIDED).update(
        stage=Stage.ARCHIVED, archived_at=clock.now()
    )
    if not changed:
        raise Refused("Only a decided evaluation can be archived.")
    record("archived the evaluation", evaluation.round, by=by, key=f"round:{evaluation.round_id}")


def _held(evaluation: Evaluation) -> Evaluation:
    """The evaluation under its lock, so that nothing is scored and decided at the same time."""
    return (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round__version")
        .get(pk=evaluation.pk)
    )


def _waiting(decision: Decision) -> Decision:
    evaluation = _held(decision.evaluation)
    decision = Decision.objects.select_related("approval").get(pk=decision.pk)
    decision.evaluation = evaluation
    if answer_to(decision) is not None:
        raise Refused("This was answered already. Reload the page to see what became of it.")
    return decision


def _answer(
    decision: Decision, answer: Answered, *, by: User, reason: str = "", is_operator: bool = False
) -> Approval:
    return Approval.objects.create(
        decision=decision,
        answer=answer,
        reason=reason,
        by_id=by.pk,
        by_name=str(by),
        is_operator=is_operator,
        at=clock.now(),
    )


def _standing_of(comparison: Comparison, response: int) -> dict[str, Any]:
    """Total, solid level and pyramid of a vendor, kept with the outcome that rests on them."""
    column = next((one for one in comparison.columns if one.key == str(response)), None)
    if column is None or column.total.score is None:
        return {}
    return {
        "total": round(column.total.score, 4),
        "solid_level": column.base,
        "levels": [
            [one.number, one.roll_up.shown, one.roll_up.heat] for one in column.levels if one.asked
        ],
    }


def _check_approver(evaluation: Evaluation, approver: User | None, by: User) -> None:
    possible = {one.pk for one in approvers_for(evaluation, by.pk)}
    if approver is None and possible:
        raise Refused("Name who is to confirm the decision.")
    if approver is not None and approver.pk not in possible:
        raise Refused("Name another coordinator or approver who declared no conflict.")


def _without_conflict(evaluation: Evaluation, submitted: set[int], by: User) -> None:
    declaration = declaration_of(evaluation.panel.filter(person_id=by.pk).first())
    if declaration is not None and submitted.intersection(declaration.conflicts):
        raise Refused("You declared a conflict with a vendor, so somebody else has to decide.")


def _in_years(day: date, years: int) -> date:
    """The same day of a later year; for a February 29 the day after where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def _tell_head(evaluation: Evaluation, event: Event) -> None:
    """Send number and fingerprint of the last event out of the system, to all who took part.

    A chain proves that nothing in it was changed, but not that its end was not cut off or all of
    it written anew; a copy that lies elsewhere does.
    """
    asked = Membership.objects.filter(
        jurisdiction=current(),
        role__in=[Role.COORDINATOR, Role.APPROVER, Role.RECORDS],
        accepted_at__isnull=False,
    )
    addresses = set(asked.values_list("person__email", flat=True))
    addresses |= set(evaluation.panel.filter(removed_at=None).values_list("email", flat=True))
    for address in sorted(addresses):
        post(
            "record_head",
            address,
            {"round": evaluation.round, "number": event.number, "chain": event.chain},
            key=f"head:{evaluation.pk}:{event.number}",
        )


def _key(evaluation: Evaluation) -> str:
    return f"round:{evaluation.round_id}"
