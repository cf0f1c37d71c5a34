"""The revisions of a decision: the one that holds, the one that waits, and who may confirm."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from evaluations.comparison import Comparison
from evaluations.models import Answered, Decision, Declaration, Evaluation
from portal.accounts.models import Membership, Role, User
from portal.digests import fingerprint
from portal.tenancy.switch import current


def revisions_of(evaluation: Evaluation) -> QuerySet[Decision]:
    """Every revision with its answer, the latest first."""
    found = Decision.objects.filter(evaluation=evaluation).select_related("approval")
    return found.prefetch_related("outcomes__response__vendor").order_by("-number")


def holding(revisions: Sequence[Decision]) -> Decision | None:
    """The one that was confirmed last, out of all revisions with the latest first."""
    return next((one for one in revisions if answer_to(one) == Answered.CONFIRMED), None)


def waiting(revisions: Sequence[Decision]) -> Decision | None:
    """The one that nobody has answered yet."""
    return next((one for one in revisions if answer_to(one) is None), None)


def answer_to(decision: Decision) -> str | None:
    approval = getattr(decision, "approval", None)
    return None if approval is None else approval.answer


def is_waiting(evaluation: Evaluation) -> bool:
    """Whether a decision lies before its approver (1 query)."""
    return Decision.objects.filter(evaluation=evaluation, approval=None).exists()


def figures_of(comparison: Comparison) -> str:
    """The fingerprint of the scores that a decision rests on, each as it counts."""
    return fingerprint(
        {
            "cells": [
                [one.vendor, one.criterion, None if one.final is None else str(one.final)]
                for row in comparison.rows
                for one in sorted(row.cells, key=lambda one: one.vendor)
            ],
            "must_haves": {
                one.key: [[must.item, must.state.value] for must in one.must_haves]
                for one in sorted(comparison.columns, key=lambda one: one.key)
            },
        }
    )


def content_of(decision: Decision, outcomes: Sequence[object]) -> dict[str, object]:
    """All that a decision says, as its fingerprint covers it."""
    return {
        "number": decision.number,
        "reasons": decision.reasons,
        "why_changed": decision.why_changed,
        "open_matters": decision.open_matters,
        "figures": decision.figures,
        "outcomes": {
            str(one.response_id): [one.outcome, one.reason, one.wording]  # type: ignore[attr-defined]
            for one in outcomes
        },
    }


def approvers_for(evaluation: Evaluation, proposer: UUID) -> list[User]:
    """Who may confirm: other coordinators and approvers without a conflict (2 queries)."""
    members = Membership.objects.filter(
        jurisdiction=current(),
        role__in=[Role.COORDINATOR, Role.APPROVER],
        accepted_at__isnull=False,
    ).exclude(person=proposer)
    people = {one.person_id: one.person for one in members.select_related("person")}
    declared = Declaration.objects.filter(panelist__evaluation=evaluation).order_by("at", "pk")
    last: dict[UUID, list[int]] = dict(declared.values_list("panelist__person_id", "conflicts"))
    free = [one for pk, one in people.items() if not last.get(pk)]
    return sorted(free, key=lambda one: (str(one), str(one.pk)))
