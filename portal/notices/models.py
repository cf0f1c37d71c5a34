"""What a person chose about mail, and when her daily mail is due. Nothing of what happened."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction

MORNING = (5, 11)
"""First and last hour at which a daily mail goes out."""


class Choice(models.TextChoices):
    """What happens with optional mails about one evaluation; without a row each is sent."""

    EACH = "each", _("Each one at once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("None")


class MailChoice(models.Model):
    """One person's choice about one evaluation, whose round lies in the workspace's schema."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_choices")
    workspace = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    round = models.PositiveBigIntegerField()
    choice = models.CharField(max_length=5, choices=Choice.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "workspace", "round"], name="notices_choice_once"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values), name="notices_choice_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.choice}"


class Daily(models.Model):
    """The daily mail of one person: at which hour, and the next one if anything waits for it."""

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="daily"
    )
    hour = models.PositiveSmallIntegerField(default=7)
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__gte=MORNING[0], hour__lte=MORNING[1]),
                name="notices_daily_in_the_morning",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.hour}"
