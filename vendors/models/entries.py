"""What the jurisdiction noted for a vendor from an e-mail, call, contract or public page."""

from django.db import models

from portal.clock import Now
from vendors.models.responses import Response


class Entry(models.Model):
    """One value that the jurisdiction noted for one item. Each noting is a row; the last one holds.

    It stands apart from the vendor's answer, so that the jurisdiction reads its own notes back
    without a glance at what the vendor has.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="entries")
    item_key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    source = models.CharField(max_length=300)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    proposed = models.BooleanField(default=False)
    """The vendor had answered itself and has not said yet which of the two holds. Its to know."""

    class Meta:
        ordering = ["item_key", "-version"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item_key", "version"], name="vendors_entry_once"
            ),
            models.CheckConstraint(name="vendors_entry_has_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.item_key} of {self.response}, noted {self.version}"
