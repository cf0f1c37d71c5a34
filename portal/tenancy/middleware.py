"""From a host name to a workspace, once per request."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import set_urlconf
from django.utils import timezone

from portal.tenancy import switch
from portal.tenancy.models import Domain

Handler = Callable[[HttpRequest], HttpResponse]


class WorkspaceMiddleware:
    """Find the workspace by its host, serve the request inside it, leave it in any case."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        switch.leave()
        try:
            return self._serve(request)
        finally:
            switch.leave()
            timezone.deactivate()
            set_urlconf(None)

    def _serve(self, request: HttpRequest) -> HttpResponse:
        try:
            host = request.get_host().lower()
        except DisallowedHost:
            return _unknown_host(request)
        if host == settings.ROOT_HOST or _without_port(host) == _without_port(settings.ROOT_HOST):
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            request.workspace = None  # type: ignore[attr-defined]
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
            return self.get_response(request)
        found = _domain_of(_without_port(host))
        if found is None:
            return _unknown_host(request)
        if found.tenant.suspended_at:
            return render(request, "errors/suspended.html", {"workspace": found.tenant}, status=503)
        request.workspace = found.tenant  # type: ignore[attr-defined]
        switch.enter_for_request(found.tenant)
        timezone.activate(found.tenant.time_zone)
        return self.get_response(request)


def _domain_of(host: str) -> Domain | None:
    root = "." + _without_port(settings.ROOT_HOST)
    addresses = Domain.objects.select_related("tenant").defer("tenant__logo")
    if host.endswith(root):
        return addresses.filter(label=host.removesuffix(root), is_custom=False).first()
    return addresses.filter(label=host, is_custom=True).first()


def _without_port(host: str) -> str:
    return host.rsplit(":", 1)[0] if ":" in host else host


def _unknown_host(request: HttpRequest) -> HttpResponse:
    request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
    request.workspace = None  # type: ignore[attr-defined]
    set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
    return render(request, "errors/unknown_host.html", status=404)
