"""Requests as views receive them, and the guards in front of views."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from portal.accounts.models import Role, User
from portal.accounts.presence import Presence
from portal.tenancy.models import Jurisdiction

P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request to a workspace by somebody who is signed in there."""

    workspace: Jurisdiction
    presence: Presence
    person: User
    now: datetime
    csp_nonce: str
    htmx: HtmxDetails


class FrontRequest(HttpRequest):
    """A request to the front door by somebody who is signed in."""

    user: User
    csp_nonce: str
    htmx: HtmxDetails


View = Callable[Concatenate[Any, P], HttpResponseBase]


def for_roles(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let in people who have one of these roles in this workspace; none named: anybody signed in.

    Signed out: to sign-in and back. Invited and not yet accepted: to that first. Wrong role: 403.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            presence: Presence | None = getattr(request, "presence", None)
            if presence is None:
                return to_sign_in(request)
            if roles and not presence.is_a(*roles):
                if presence.invited_roles.intersection(roles):
                    return redirect("join")
                return forbidden(request, _who_may(roles))
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return guard


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to sign-in, and back here afterwards; after a form back to the page that it was on.

    A script that asks for a part of a page gets 401 instead, or it would put the page for signing
    in where the part belongs; what is typed there stays.
    """
    if request.headers.get("HX-Request") == "true":
        sentence = "You are signed out. Sign in again in another window, then try again."
        return HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8")
    back = request.get_full_path() if request.method == "GET" else _page_of_form(request)
    return redirect(f"/sign-in/?{urlencode({'next': back})}")


def _page_of_form(request: HttpRequest) -> str:
    """Where the form was sent from, on this host: its own address may take nothing but forms."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if page.netloc != request.get_host():
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path or "/"


def tell_saved(response: HttpResponse, path: str) -> None:
    """Tell the browser that what was typed on this page is saved, so that it forgets its copy.

    By a cookie, because the page that comes next is often another one.
    """
    response.set_cookie(
        "saved",
        quote(path, safe=""),
        max_age=60,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def forbidden(request: HttpRequest, sentence: str) -> HttpResponse:
    """Answer 403 with the sentence that says why and what to do; a script gets it alone."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    return render(request, "errors/403.html", {"sentence": sentence}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose proof of origin is missing: too old, cookies off, or another site's."""
    return render(request, "errors/form_expired.html", status=403)


def for_people(view: View[P]) -> View[P]:
    """Let in anybody who is signed in at the front door."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method == "GET" else "/"
            return redirect(f"/account/login/?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)


def for_operators(view: View[P]) -> View[P]:
    """Let in the operators of the service, at the front door."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method == "GET" else "/operator/"
            return redirect(f"/account/login/?{urlencode({'next': back})}")
        if not request.user.is_operator:
            raise Http404
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)


def _who_may(roles: tuple[Role, ...]) -> str:
    names = [str(role.label).lower() + "s" for role in roles]
    who = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return f"This page is for {who}. Ask a coordinator if you need to see it."
