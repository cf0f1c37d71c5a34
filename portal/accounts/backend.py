"""Who is signed in at the front door, read with the one thing that its top bar depends on."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from portal.accounts.models import Membership, Role, User


class FrontDoorBackend(AuthenticationBackend):  # type: ignore[misc]
    """Reads with the person whether she answers for a vendor anywhere: no query of its own."""

    def get_user(self, user_id: Any) -> User | None:
        answers = Membership.objects.filter(
            person=OuterRef("pk"), role=Role.VENDOR, accepted_at__isnull=False
        )
        person = User.objects.annotate(answers_requests=Exists(answers)).filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
