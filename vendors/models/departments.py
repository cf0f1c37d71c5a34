"""Departments at a vendor whose questions a lead gave to one colleague: a to-do, no permission."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.handovers import Ended
from vendors.models.invitations import Invitation
from vendors.models.responses import Response, ResponseMember


class Department(models.TextChoices):
    """Who at a vendor usually knows; the words of a questionnaire's `asked_of`."""

    OPERATIONS = "operations", _("Operations")
    ENGINEERING = "engineering", _("Engineering")
    SUPPORT = "support", _("Support")
    CONTRACTS = "contracts", _("Contracts")


class DepartmentHandOver(models.Model):
    """All questions of one department in the hands of one colleague. Open until it ended.

    Without a member it waits for whoever accepts the invitation.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="departments")
    department = models.CharField(max_length=12, choices=Department.choices)
    member = models.ForeignKey(
        ResponseMember, on_delete=models.CASCADE, null=True, blank=True, related_name="departments"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, null=True, blank=True, related_name="departments"
    )
    until = models.DateField(_("day in the workspace's zone"), null=True, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "department"],
                condition=Q(ended_at=None),
                name="vendors_department_one_open",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(invitation__isnull=False),
                name="vendors_department_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} with {self.member or self.invitation}"
