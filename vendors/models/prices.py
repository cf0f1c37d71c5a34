"""Prices: what a vendor asks, apart from its answers and sealed until all scores are locked."""

from django.db import models

from portal.clock import Now
from vendors.models.responses import Response


class Price(models.Model):
    """One numbered price; the last one stands. The database refuses to change or delete it.

    content: {"offer": vendors.pricing.Offer as JSON, "over": the quantities that were stated,
    "vendor", "round"}.
    root: over the salted leaves of content (portal.digests): so nobody finds an amount again from
    the fingerprint by trying all.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="prices")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    leaves = models.JSONField()
    root = models.CharField(max_length=64)
    reference = models.CharField(max_length=40, unique=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["response", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="vendors_price_once")
        ]

    def __str__(self) -> str:
        return self.reference
