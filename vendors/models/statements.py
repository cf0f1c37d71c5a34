"""Statements: what the jurisdiction itself knows of a vendor, beside what the vendor answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.responses import Response


class Finding(models.TextChoices):
    """The four words of a quick check."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")


class Source(models.TextChoices):
    """Where the jurisdiction knows it from."""

    OWN = "own", _("Our own experience")
    CONTRACT = "contract", _("Contract or offer")
    CALL = "call", _("Call or meeting")
    EMAIL = "email", _("E-mail")
    PUBLIC = "public", _("Public page")
    PRESS = "press", _("Press report")
    REFERENCE = "reference", _("Another customer")


class Statement(models.Model):
    """What this jurisdiction says about one section (quick check) or one item of a response."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="statements")
    about = models.CharField(max_length=80)
    finding = models.CharField(max_length=10, choices=Finding.choices, default=Finding.UNKNOWN)
    source = models.CharField(max_length=12, choices=Source.choices, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "about"], name="vendors_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.get_finding_display()}"
