"""What strangers leave at the front door, and mail that belongs to no workspace (public schema)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.clock import Now
from portal.tenancy.models import Jurisdiction


class WorkspaceRequest(models.Model):
    """Somebody asks for a workspace; an operator opens one or says no."""

    jurisdiction = models.CharField(_("jurisdiction"), max_length=100)
    name = models.CharField(_("your name"), max_length=150)
    email = models.EmailField(_("your e-mail address"))
    note = models.TextField(_("what you need it for"), blank=True)
    at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.jurisdiction


class Confirmation(models.Model):
    """A workspace with nobody else who could confirm a decision asks an operator.

    It holds who asked and when, a number and a fingerprint: nothing of what is confirmed.
    """

    workspace = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    subject = models.PositiveBigIntegerField()
    """The key of the decision, in the workspace."""
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.workspace}: {self.fingerprint[:12]}"


class FrontMail(models.Model):
    """One mail of the service that is owed, such as a sign-in code; deleted once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    secret = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
