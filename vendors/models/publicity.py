"""A round that everybody may read about, and those who ask to take part in it."""

from datetime import timedelta

from django.db import models

from portal.clock import Now
from vendors.models.responses import Response
from vendors.models.rounds import Round

LINK_LIFE = timedelta(days=2)


class PublicPage(models.Model):
    """Whether a round has a page without sign-in. A round without this row has none."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="public_page")
    is_shown = models.BooleanField(default=False)
    registers = models.BooleanField(default=False)
    """Whether a company may register itself to respond."""
    changed_at = models.DateTimeField(db_default=Now())
    changed_by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"Public page of {self.round}"


class Registration(models.Model):
    """Somebody who registered on the public page; a response once she proved her address."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="registrations")
    company = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)
    response = models.ForeignKey(
        Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.company}, {self.email}"
