"""One row per person, per role in a workspace, per browser signed in there, per hand-over."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from portal.tenancy.models import Jurisdiction

HANDOVER_LIFE = timedelta(seconds=60)
SIGN_IN_LIFE = timedelta(days=14)
SIGN_IN_IDLE = timedelta(days=3)


class Role(models.TextChoices):
    """What a person does in a workspace; one person may have several."""

    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")
    OBSERVER = "observer", _("Observer")
    APPROVER = "approver", _("Approver")
    RECORDS = "records", _("Records officer")
    VENDOR = "vendor", _("Vendor")
    GUEST = "guest", _("Guest")
    """Let in as far as one question that she is asked; the role is never accepted, it only ends."""


STAFF_ROLES = frozenset(
    {Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER, Role.APPROVER, Role.RECORDS}
)


class People(BaseUserManager["User"]):
    """Finds people by e-mail whatever its case."""

    def create_user(self, email: str, name: str = "", **fields: Any) -> "User":
        person = self.model(email=email.strip().lower(), name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def known_as(self, email: str, name: str = "") -> "User":
        """Return the person of this address, made now if nobody has it."""
        person = self.filter(email__iexact=email.strip()).first()
        return person or self.create_user(email, name)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """One person, whatever number of workspaces she works in. Never deleted, only anonymised."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    session_round = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions at the front door die with the password and with *sign out everywhere*."""
        covered = f"{self.password}:{self.session_round}"
        return salted_hmac(
            "portal.accounts.session", covered, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def short_name(self) -> str:
        """First initial and last name, for the top bar."""
        parts = self.name.split()
        return f"{parts[0][0]}. {parts[-1]}" if len(parts) > 1 else str(self)


class Membership(models.Model):
    """One role of one person in one workspace; *vendor* says only that she answers there."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    invited_by = models.CharField(max_length=150, blank=True)
    invited_at = models.DateTimeField(db_default=Now())
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "jurisdiction", "role"], name="accounts_membership_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="accounts_membership_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class SignIn(models.Model):
    """One browser signed in to one workspace; read with the roles on every request there."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, related_name="sign_ins"
    )
    session_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_default=Now())
    last_seen = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "jurisdiction"])]

    def __str__(self) -> str:
        return f"{self.person} in {self.jurisdiction}"


class Handover(models.Model):
    """A single-use token that carries a signed-in person from the front door into a workspace."""

    token_hash = models.CharField(max_length=64, unique=True)
    nonce_hash = models.CharField(max_length=64)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    next_path = models.CharField(max_length=500, default="/")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.person} to {self.jurisdiction}"


class CodeRequest(models.Model):
    """A single-use order to mail a sign-in code, made when an invited person presses Continue."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    next_path = models.CharField(max_length=500, default="/")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.person}"
