"""How events hang together, in both logs: each row's hash covers its root and the row before."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now

GENESIS = "0" * 64


def link(previous: str, root: str, number: int, at_iso: str) -> str:
    """Hash that chains an event to the one before it (SHA-256 over length-prefixed parts)."""
    text = "".join(f"{len(part)}:{part}" for part in (previous, root, str(number), at_iso))
    return hashlib.sha256(text.encode()).hexdigest()


class ChainedEvent(models.Model):
    """One thing that happened. Rows are never changed; payloads may be purged, hashes stay."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(_("when"), db_default=Now())
    verb = models.CharField(_("what"), max_length=60)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(_("who"), max_length=200)
    subject = models.CharField(max_length=300, blank=True)
    subject_key = models.CharField(max_length=120, blank=True, db_index=True)
    detail = models.JSONField(default=dict)
    leaves = models.JSONField(default=list)
    simulated = models.BooleanField(default=False)
    root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"
