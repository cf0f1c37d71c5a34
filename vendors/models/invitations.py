"""Invitations: who was asked to answer, by which link, and what became of it."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.responses import Response, ResponseRole

LINK_LIFE = timedelta(days=30)


class Invitation(models.Model):
    """One address that was asked to answer. The link's token is stored as a hash only."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=ResponseRole.choices, default=ResponseRole.LEAD)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    passed_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="passed_to"
    )
    """The invitation whose person said that this one is the right person instead."""
    passed_at = models.DateTimeField(_("when it was passed on"), null=True, blank=True)
    name = models.CharField(_("name by whoever passed it on"), max_length=150, blank=True)
    note = models.CharField(_("words of whoever passed it on"), max_length=500, blank=True)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.email}, {self.response}"

    @property
    def mail_key(self) -> str:
        """Key under which the outbox knows this invitation's mails."""
        return f"invitation:{self.pk}"
