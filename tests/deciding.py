"""Deciding as the product does it: one proposes, another confirms."""

from collections.abc import Mapping

from evaluations.actions import decisions
from evaluations.models import Decision, Evaluation, Outcome
from portal import clock
from portal.accounts.models import Membership, Role, User
from portal.tenancy.switch import current


def approver() -> User:
    """A person who may confirm decisions in this workspace; the same one each time."""
    person = User.objects.known_as(f"abe@{current().label}.example", "Abe Finch")
    Membership.objects.get_or_create(
        person=person,
        jurisdiction=current(),
        role=Role.APPROVER,
        defaults={"accepted_at": clock.now()},
    )
    return person


def propose(
    evaluation: Evaluation, outcomes: Mapping[int, Outcome], *, reasons: str, by: User
) -> Decision:
    """An outcome for each response id, each with words of its own."""
    said = {
        pk: decisions.Said(outcome, f"{reasons} ({outcome.label})", "Thank you for your answers.")
        for pk, outcome in outcomes.items()
    }
    return decisions.propose(evaluation, said, reasons=reasons, approver=approver(), by=by)


def decide(
    evaluation: Evaluation, outcomes: Mapping[int, Outcome], *, reasons: str, by: User
) -> Decision:
    """The same, confirmed."""
    decision = propose(evaluation, outcomes, reasons=reasons, by=by)
    decisions.confirm(decision, by=approver())
    return decision
