"""One row per file that is kept (tenant schema)."""

import uuid

from django.db import models

from portal.clock import Now


class Scan(models.TextChoices):
    """What the malware check said."""

    NOT_SCANNED = "none", "not checked for malware"
    PENDING = "pending", "being checked"
    CLEAN = "clean", "checked, no malware found"
    INFECTED = "infected", "malware found"
    UNSCANNABLE = "unscannable", "could not be checked"


class StoredFile(models.Model):
    """Bytes that never change: their name as given, true type, size and SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=120, unique=True)
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    stored_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class PagePicture(models.Model):
    """One page of a file as a picture, to stand beside a score."""

    of = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pictures")
    page = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["page"]
        constraints = [models.UniqueConstraint(fields=["of", "page"], name="files_picture_once")]

    def __str__(self) -> str:
        return f"{self.of}, page {self.page}"
