"""What allauth asks us about: who may sign up, how its mail goes out, what it says when it refuses."""

import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.frontdoor.mail import post_front

LOGIN_CODE = "account/email/login_code"


class FrontDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in at the front door only; nobody signs up, people are invited."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code of our latest e-mail. Check it and try again"),
        "incorrect_password": _("This is not your password now"),
        "email_password_mismatch": _(
            "This address and this password do not belong together. Try again, or get a code"
        ),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the mail with the code; a job sends it, so a slow mail server tells nobody anything."""
        if template_prefix == LOGIN_CODE:
            post_front("sign_in_code", email, secret=context["code"])
        else:
            super().send_mail(template_prefix, email, context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/me/?done=password"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing in passing: each page says itself what happened."""

    def is_safe_url(self, url: str | None) -> bool:
        """Allow paths of the front door only; workspaces are entered through /enter/."""
        return bool(url) and str(url).startswith("/") and not str(url).startswith(("//", "/\\"))
