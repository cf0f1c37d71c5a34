"""Puts the signed-in person on requests to workspaces, and turns refusals into pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from portal import http
from portal.access import Refused
from portal.accounts.presence import presence_of


class PresenceMiddleware:
    """Read the membership on every request: removed people are out with the next click."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if getattr(request, "workspace", None) is not None:
            presence = presence_of(
                request.COOKIES.get(settings.SESSION_COOKIE_NAME), request.workspace
            )
            request.presence = presence
            request.person = request.user = presence.person if presence else AnonymousUser()
            request.now = presence.at if presence else None
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the sentence of a rule that said no."""
        if isinstance(exception, Refused):
            return http.forbidden(request, str(exception))
        return None
