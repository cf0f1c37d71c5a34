"""Whether to stay with a provider or to switch: the figures of one such case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluations import Evaluation
from portal.clock import Now
from vendors.models import Vendor


class SwitchCase(models.Model):
    """One provider held against what it promised and against challengers.

    figures: by key of the way ("today", "promised" or the id of a challenger's response), as
    evaluations.forms.switching.WayForm keeps them. Scores are never kept here: they are read from
    the evaluations.
    """

    name = models.CharField(_("name"), max_length=150)
    provider = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="switch_cases")
    standing = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The evaluation that says how reliable the provider is."""
    market = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The evaluation whose vendors are the challengers."""
    currency = models.CharField(max_length=3, default="USD")
    months = models.PositiveSmallIntegerField(default=36)
    """How far ahead costs are compared."""
    needed_by = models.DateField(null=True, blank=True)
    """The day on which the system has to serve residents."""
    figures = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name
