"""Jurisdictions and the host labels that lead to them (public schema)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from portal.clock import Now


class Jurisdiction(TenantMixin):
    """One public body with a workspace of its own; its rows live in the schema named here."""

    auto_create_schema = False
    auto_drop_schema = False

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Los_Angeles")
    accent = models.CharField(max_length=7, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=50, blank=True)
    threads = models.BooleanField(default=True)
    """Whether reviewers may write to each other about an answer once discussion is open."""
    keeps_drafts = models.BooleanField(default=False)
    """Whether what reviewers wrote before they locked outlives the decision."""
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField(db_default=Now())
    suspended_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenancy_jurisdiction_schema_name",
                condition=models.Q(schema_name__regex=r"^(t_[a-z0-9]{8,40}|public)$"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The host label of its main address."""
        return next(domain.label for domain in self.domains.all() if domain.is_primary)

    @property
    def host(self) -> str:
        """Host and port of its main address."""
        return next(domain.host for domain in self.domains.all() if domain.is_primary)

    @property
    def address(self) -> str:
        """Address of its home, with scheme, without a closing slash."""
        return f"{settings.SCHEME}://{self.host}"


class Domain(models.Model):
    """One address of a workspace: a label under the root host, or a whole custom host."""

    tenant = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="domains")
    label = models.CharField(max_length=253, unique=True)
    is_custom = models.BooleanField(default=False)
    is_primary = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(is_primary=True),
                name="tenancy_domain_one_primary",
            )
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """Host and port under which the workspace answers."""
        return self.label if self.is_custom else f"{self.label}.{settings.ROOT_HOST}"


class RetiredSchema(models.Model):
    """A schema name that was used once and is never used again."""

    schema_name = models.CharField(max_length=63, unique=True)
    retired_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.schema_name


class PreparedSchema(models.Model):
    """The statements that make the schema of a workspace, for one state of the migrations."""

    fingerprint = models.CharField(max_length=64, unique=True)
    script = models.TextField()
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.fingerprint[:12]
