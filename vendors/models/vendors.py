"""Vendors as this jurisdiction knows them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now


class Vendor(models.Model):
    """One company that is asked, or could be."""

    name = models.CharField(_("name"), max_length=150)
    website = models.URLField(_("website"), blank=True)
    note = models.TextField(_("note"), blank=True)
    is_current_provider = models.BooleanField(_("runs a system for us today"), default=False)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(models.functions.Lower("name"), name="vendors_vendor_name_once")
        ]

    def __str__(self) -> str:
        return self.name
