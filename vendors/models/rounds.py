"""Rounds: one set of vendors asked one questionnaire by one date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from portal.files.models import StoredFile
from vendors.models.questionnaires import QuestionnaireVersion
from vendors.onward import Judging


class Kind(models.TextChoices):
    """Why a jurisdiction asks."""

    ACQUISITION = "acquisition", _("Choosing a new system")
    IMPROVEMENT = "improvement", _("Follow-up with a current provider")


class RoundState(models.TextChoices):
    """What was done to a round. Closed is no state: the clock closes an open round."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for answers")
    CANCELLED = "cancelled", _("Cancelled")


class PeakBasis(models.TextChoices):
    """How the jurisdiction states the peak that a system must carry."""

    UNKNOWN = "unknown", _("We don’t know yet")
    NUMBER = "number", _("One number")
    COMPUTED = "computed", _("Work it out from people and time")


class Round(models.Model):
    """What is asked of whom, until when. People see it as *evaluation*."""

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ACQUISITION)
    purpose = models.TextField(_("purpose"), blank=True)
    number = models.CharField(_("solicitation number"), max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="rounds"
    )
    due_at = models.DateTimeField(_("answers due"), null=True, blank=True)
    questions_due = models.DateTimeField(_("questions taken until"), null=True, blank=True)
    """None: as vendors.asking proposes."""
    scoring_due = models.DateField(_("scores due"), null=True, blank=True)
    decision_due = models.DateField(_("decision expected"), null=True, blank=True)
    decided_by = models.CharField(_("who decides"), max_length=200, blank=True)
    contact_name = models.CharField(_("whom vendors call"), max_length=200, blank=True)
    contact_phone = models.CharField(max_length=50, blank=True)
    contact_email = models.EmailField(blank=True)
    """None of the three: vendors are shown the workspace's contact."""
    invitation_text = models.TextField(_("text of the invitation"), blank=True)
    peak_basis = models.CharField(
        max_length=10, choices=PeakBasis.choices, default=PeakBasis.UNKNOWN
    )
    peak = models.JSONField(default=dict, blank=True)
    peak_rate = models.DecimalField(
        _("required peak, requests per second"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    requirements = models.JSONField(default=dict, blank=True)
    asks_price = models.BooleanField(default=False)
    priced = models.JSONField(default=dict, blank=True)
    """What prices are worked out for: vendors.pricing.Quantities as JSON."""
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    judging = models.CharField(
        max_length=10, choices=[(one.value, one.name) for one in Judging], blank=True
    )
    """How far the jurisdiction's own work is, as its vendors are told."""
    made_by_id = models.UUIDField()
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="vendors_round_open_has_dates",
                condition=~Q(state="open") | Q(due_at__isnull=False, opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="vendors_round_cancelled_has_reason",
                condition=~Q(state="cancelled")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
            models.CheckConstraint(
                name="vendors_round_due_after_opening",
                condition=Q(opened_at=None) | Q(due_at=None) | Q(due_at__gt=F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contact_line(self) -> str:
        """Whom vendors can call, as one line; empty where the workspace's contact is meant."""
        return ", ".join(filter(None, (self.contact_name, self.contact_phone, self.contact_email)))

    @property
    def is_sealed_kind(self) -> bool:
        """Whether answers stay sealed until closing."""
        return self.kind == Kind.ACQUISITION


class RoundDocument(models.Model):
    """A document of the round that vendors may read: solicitation, draft contract."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.title
