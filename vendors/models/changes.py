"""What a jurisdiction asks a provider to change, and all that happens to it afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from portal.files.models import StoredFile
from vendors.changes import DATED, Act
from vendors.models.reminders import ReminderEnd
from vendors.models.responses import Response


class RequestLetter(models.Model):
    """One letter with requests to one provider. Written when it is sent, and it stands."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="request_letters")
    number = models.PositiveIntegerField()
    intro = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "number"], name="vendors_request_letter_once"
            )
        ]

    def __str__(self) -> str:
        return f"Letter {self.number} to {self.response.vendor}"


class PrintedLetter(models.Model):
    """The PDF of a letter, once it was made."""

    letter = models.OneToOneField(RequestLetter, on_delete=models.PROTECT, related_name="printed")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.letter}, printed"


class RequestedChange(models.Model):
    """One request of a letter, in the letter's own words: what, why, what proves it, by when.

    criterion_key and item_key lead back to the questionnaire; item_key is empty for a request that
    the coordinator wrote herself.
    """

    letter = models.ForeignKey(RequestLetter, on_delete=models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    level_title = models.CharField(max_length=100)
    why = models.TextField(blank=True)
    criterion_key = models.CharField(max_length=80)
    topic = models.CharField(max_length=200)
    item_key = models.CharField(max_length=80, blank=True)
    ask = models.TextField()
    proof = models.TextField()
    by_day = models.DateField(_("wanted by"))

    class Meta:
        ordering = ["letter", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "position"], name="vendors_requested_change_once"
            ),
            models.CheckConstraint(
                name="vendors_requested_change_is_whole", condition=~Q(ask="") & ~Q(proof="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.ask[:60]}"


class ChangeStep(models.Model):
    """One thing that happened to a requested change: a reply, proof, an answer. Appended only."""

    change = models.ForeignKey(RequestedChange, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Act])
    until = models.DateField(null=True, blank=True)
    """The day that a reply names."""
    text = models.TextField(blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vendors_change_step_dated",
                condition=Q(act__in=[one.value for one in DATED], until__isnull=False)
                | (~Q(act__in=[one.value for one in DATED]) & Q(until=None)),
            ),
            models.CheckConstraint(
                name="vendors_change_step_says_why",
                condition=~Q(text="")
                | Q(act__in=[Act.AGREED.value, Act.ACCEPTED.value, Act.VERIFIED.value])
                | Q(act=Act.PROOF.value, file__isnull=False),
            ),
            models.CheckConstraint(
                name="vendors_change_step_file_is_proof",
                condition=Q(file=None) | Q(act=Act.PROOF.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.act}"


class ChangeReminder(models.Model):
    """One reminder of one date of one requested change."""

    change = models.ForeignKey(RequestedChange, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    end = models.CharField(max_length=12, choices=ReminderEnd.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "day", "days_before"], name="vendors_change_reminder_once"
            ),
            models.CheckConstraint(
                name="vendors_change_reminder_ended_with_its_end",
                condition=Q(end="", ended_at=None) | (~Q(end="") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.day}: {self.change}"
