"""Mail that was kept instead of sent, and the demo's people (public schema)."""

from django.db import models

from portal.accounts.models import User
from portal.clock import Now
from portal.tenancy.models import Jurisdiction


class KeptMail(models.Model):
    """One mail as it would have gone out."""

    to = models.EmailField()
    sender = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"


class Persona(models.Model):
    """One of the demo's people, and where she stands one step before something rewarding."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, null=True, related_name="+"
    )
    role = models.CharField(max_length=40)
    story = models.CharField(max_length=300)
    path = models.CharField(max_length=300, default="/")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.person}, {self.role}"
