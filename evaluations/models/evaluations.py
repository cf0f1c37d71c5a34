"""The judging half of a round: its stage, and the rules frozen with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models import Round


class Stage(models.TextChoices):
    """Where judging stands. Before it, the round itself is draft, open or closed."""

    WAITING = "waiting", _("Waiting for answers")
    SCORING = "scoring", _("Scoring")
    DISCUSSION = "discussion", _("Discussion")
    DECIDED = "decided", _("Decided")
    ARCHIVED = "archived", _("Archived")


class Evaluation(models.Model):
    """One per round, made with it."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="evaluation")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    declaration_text = models.TextField(_("text of the declaration"), blank=True)
    method = models.JSONField(default=dict)
    """Caps, thresholds and rounding as they were when scoring began."""
    pyramid_slack = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    """How far a level may count above the one below; empty is no pyramid score."""
    prints_order = models.BooleanField(_("say how sure the order is"), default=False)
    """Chosen before anybody scores, so that nobody can choose it by what comes out."""
    order_seed = models.PositiveBigIntegerField(null=True, blank=True)
    """Of the draws that say how sure the order is; drawn itself when scoring begins."""
    hides_vendors = models.BooleanField(
        _("call vendors by letters until discussion"), default=False
    )
    """Chosen before the evaluation opens: whoever does not coordinate reads letters, no names."""
    letter_seed = models.PositiveBigIntegerField(null=True, blank=True)
    """Of the order of the letters; it follows no name and no date. Drawn when hiding is chosen."""
    aliases = models.JSONField(default=dict, blank=True)
    """What else a vendor is known by, as lists of words by response id."""
    calibration = models.JSONField(default=dict, blank=True)
    """Two sample answers that reviewers place before they score (evaluations.anchors); or none."""
    scoring_at = models.DateTimeField(null=True, blank=True)
    discussion_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateField(null=True, blank=True)
    """How long the law wants its record kept; set with the decision, changed by a records officer."""
    held_at = models.DateTimeField(null=True, blank=True)
    """Since when a legal hold is on: until it is lifted nothing of it is deleted."""
    hold_reason = models.TextField(blank=True)
    held_by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.round)
