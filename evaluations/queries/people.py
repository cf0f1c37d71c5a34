"""Who could be on a panel."""

from evaluations.models import Evaluation
from portal.accounts.models import Membership, Role, User
from portal.tenancy.models import Jurisdiction


def reviewers_to_add(evaluation: Evaluation, jurisdiction: Jurisdiction) -> list[User]:
    """Members who are reviewers here, accepted or invited, and not on this panel."""
    on_panel = list(evaluation.panel.filter(removed_at=None).values_list("person_id", flat=True))
    members = Membership.objects.filter(jurisdiction=jurisdiction, role=Role.REVIEWER)
    return list(
        User.objects.filter(pk__in=members.values("person"), is_active=True)
        .exclude(pk__in=on_panel)
        .order_by("name", "email")
    )
