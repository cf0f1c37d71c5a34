"""Responses: one vendor's side of one round, and who works on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.rounds import Round
from vendors.models.vendors import Vendor


class ResponseRole(models.TextChoices):
    """What a vendor's person may do in a response: a lead submits, a contributor edits."""

    LEAD = "lead", _("Lead")
    CONTRIBUTOR = "contributor", _("Contributor")


class Response(models.Model):
    """One vendor in one round. It exists from the invitation on, started or not."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="responses")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="responses")
    due_at = models.DateTimeField(_("own later date"), null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.TextField(blank=True)
    asked_to_submit_at = models.DateTimeField(null=True, blank=True)
    """When somebody who may not submit last asked the leads to; empty once they did."""
    asked_to_submit_by = models.CharField(max_length=200, blank=True)
    withdrew = models.BooleanField(default=False)
    """Whether the vendor took its answers back; else it is the jurisdiction that asks no more."""
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["vendor__name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "vendor"], name="vendors_response_once"),
            models.CheckConstraint(
                name="vendors_response_withdrew_with_reason",
                condition=Q(withdrew=False)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor} in {self.round}"


class ResponseMember(models.Model):
    """One of the vendor's people on one response."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="members")
    person_id = models.UUIDField()
    name = models.CharField(max_length=200)
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=ResponseRole.choices)
    added_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(fields=["response", "person_id"], name="vendors_member_once")
        ]

    def __str__(self) -> str:
        return self.name
