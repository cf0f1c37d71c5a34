"""What a vendor keeps of its own, in the public schema. Only walls.inside() reaches what is kept.

No workspace holds anything that leads here: links to jurisdictions lie on the account's side.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.clock import Now
from vendors.library.walls import WalledManager


class AccountRole(models.TextChoices):
    """What a person may do in a library: a lead says who is in it."""

    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")


class VendorAccount(models.Model):
    """One vendor's library. Begun by a person who was invited to answer and chose so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class AccountMember(models.Model):
    """One person in one library; invited until accepted_at, out of it from removed_at on."""

    account = models.ForeignKey(VendorAccount, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=AccountRole.choices)
    invited_by = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(db_default=Now())
    accepted_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="library_member_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class AccountLink(models.Model):
    """A jurisdiction's vendor record that this account says is its own, until it is undone."""

    account = models.ForeignKey(VendorAccount, on_delete=models.CASCADE, related_name="+")
    jurisdiction = models.UUIDField()
    vendor_pk = models.BigIntegerField()
    place = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)

    objects = WalledManager["AccountLink"]()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "jurisdiction", "vendor_pk"],
                condition=Q(undone_at=None),
                name="library_link_once",
            )
        ]

    def __str__(self) -> str:
        return self.place


class KeptResponse(models.Model):
    """What was kept of one response: where it was given, when, to which questions."""

    account = models.ForeignKey(VendorAccount, on_delete=models.CASCADE, related_name="+")
    jurisdiction = models.UUIDField()
    response_pk = models.BigIntegerField()
    place = models.CharField(max_length=100)
    round_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField(_("number of the submission"))
    digest = models.CharField(_("fingerprint of the questionnaire"), max_length=64)
    version_number = models.PositiveIntegerField(_("version of the questionnaire"))
    said_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    kept_at = models.DateTimeField(db_default=Now())

    objects = WalledManager["KeptResponse"]()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "jurisdiction", "response_pk"], name="library_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_name}, {self.place}"


class KeptAnswer(models.Model):
    """One answer as it was submitted, with the question as it was put."""

    account = models.ForeignKey(VendorAccount, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(KeptResponse, on_delete=models.CASCADE, related_name="answers")
    item_key = models.CharField(max_length=80)
    topic = models.CharField(max_length=300)
    prompt = models.TextField()
    item = models.JSONField(_("the question as the questionnaire holds it"))
    shape = models.CharField(_("fingerprint of what kind of answer is asked"), max_length=64)
    value = models.JSONField()
    words = models.TextField(_("the answer in words, to search in"), blank=True)
    ready = models.BooleanField(default=True)
    confidential_reason = models.TextField(blank=True)

    objects = WalledManager["KeptAnswer"]()

    class Meta:
        ordering = ["topic", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kept", "item_key"], name="library_answer_once")
        ]

    def __str__(self) -> str:
        return self.prompt


class KeptFile(models.Model):
    """A file with bytes of its own, under a name of its own in the store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(VendorAccount, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=12)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=120, unique=True)
    speaks_of = models.DateField(null=True, blank=True)
    confidential_reason = models.TextField(blank=True)
    expires_on = models.DateField(_("good until"), null=True, blank=True)
    kept_at = models.DateTimeField(db_default=Now())

    objects = WalledManager["KeptFile"]()

    class Meta:
        ordering = ["name", "kept_at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "sha256", "name"], name="library_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class FileUse(models.Model):
    """One question that a file proved in one response."""

    account = models.ForeignKey(VendorAccount, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(KeptFile, on_delete=models.CASCADE, related_name="uses")
    kept = models.ForeignKey(KeptResponse, on_delete=models.CASCADE, related_name="files")
    item_key = models.CharField(max_length=80)
    page = models.PositiveIntegerField(null=True, blank=True)

    objects = WalledManager["FileUse"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "kept", "item_key"], name="library_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.file} for {self.item_key}"


WALLED = (AccountLink, KeptResponse, KeptAnswer, KeptFile, FileUse)
"""All that only its own account may see."""

IS_IN = Q(accepted_at__isnull=False, removed_at=None)
"""Members who are in a library now."""
