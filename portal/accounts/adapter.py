"""What allauth asks us about: who may sign up, where mail comes from, what the code looks like."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class FrontDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in at the front door only; nobody signs up, people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(1_000_000):06d}"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing in passing: each page says itself what happened."""

    def is_safe_url(self, url: str | None) -> bool:
        """Allow paths of the front door only; workspaces are entered through /enter/."""
        return bool(url) and str(url).startswith("/") and not str(url).startswith(("//", "/\\"))
