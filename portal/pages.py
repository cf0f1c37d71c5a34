"""What every page is given: whose workspace, who is there, where one can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.accounts.models import STAFF_ROLES, Role
from portal.accounts.presence import Presence
from portal.tenancy.models import Jurisdiction


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One place in the top bar; shown to people with one of these roles."""

    label: str
    url_name: str
    roles: frozenset[str]
    at_front: bool = False
    """Whether it lies at the front door; then url_name is its path there."""


COORDINATING = frozenset({Role.COORDINATOR.value, Role.OBSERVER.value})
NAV = (
    NavEntry("Home", "evaluations:home", frozenset(role.value for role in STAFF_ROLES)),
    NavEntry("Evaluations", "evaluations:list", COORDINATING),
    NavEntry("My scoring", "evaluations:my-scoring", frozenset({Role.REVIEWER.value})),
    NavEntry("Vendors", "evaluations:vendors", COORDINATING),
    NavEntry("Calendar", "evaluations:calendar", COORDINATING | {Role.REVIEWER.value}),
    NavEntry("Questionnaires", "evaluations:questionnaires", frozenset({Role.COORDINATOR.value})),
    NavEntry("Requests", "vendors:requests", frozenset({Role.VENDOR.value})),
    # Shown to every vendor's person, so it does not tell whether there are others.
    NavEntry("All your requests", "/requests/", frozenset({Role.VENDOR.value}), at_front=True),
    NavEntry("Your library", "/library/", frozenset({Role.VENDOR.value}), at_front=True),
    NavEntry("Members", "members:list", frozenset({Role.COORDINATOR.value})),
    NavEntry("Records", "evaluations:records-list", frozenset({Role.RECORDS.value})),
    NavEntry("Activity", "members:activity", COORDINATING | {Role.RECORDS.value}),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context that templates/base.html reads."""
    workspace: Jurisdiction | None = getattr(request, "workspace", None)
    shared = {
        "demo_mode": settings.DEMO,
        "demo_url": f"{settings.ROOT_URL}/start/" if settings.DEMO else "",
        "mailbox_url": f"{settings.ROOT_URL}/mailbox/" if settings.DEMO else "",
        "root_url": settings.ROOT_URL,
    }
    return shared | (_of_workspace(request, workspace) if workspace else _of_front(request))


def _of_workspace(request: HttpRequest, workspace: Jurisdiction) -> dict[str, Any]:
    presence: Presence | None = getattr(request, "presence", None)
    return {
        "workspace": {
            "name": workspace.name,
            "logo_url": "/logo" if workspace.logo_type else "",
            "contact_line": _contact_line(workspace),
        },
        "theme_url": "/theme.css" if workspace.accent else "",
        "person": {
            "id": str(presence.person.pk),
            "name": str(presence.person),
            "short": presence.person.short_name,
        }
        if presence
        else None,
        "nav": _nav(request, presence.roles) if presence else [],
        "account_url": f"{settings.ROOT_URL}/me/",
        "sign_out_url": "/sign-out/",
        "sign_in_url": "/sign-in/",
        "shortcuts_off": bool(presence and not presence.person.single_keys),
    }


def _of_front(request: HttpRequest) -> dict[str, Any]:
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "workspace": None,
        "person": {"name": str(user), "short": user.short_name} if signed_in else None,
        "account_url": "/me/",
        "sign_out_url": "/account/logout/",
        "sign_in_url": "/account/login/",
        "nav": _front_nav(request, user if signed_in else None),
        "help_line": settings.OPERATOR_EMAIL,
    }


def _front_nav(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    places = [
        ("Your workspaces", "/", user is not None),
        ("Your requests", "/requests/", getattr(user, "answers_requests", False)),
        ("Your library", "/library/", getattr(user, "answers_requests", False)),
        ("Questionnaire", "/questionnaire/", True),
        ("Sample report", "/sample-report/", user is None),
        ("Ask for a workspace", "/ask/", user is None),
        ("Operator", "/operator/", user is not None and user.is_operator),
    ]
    return [
        {
            "label": label,
            "url": url,
            "current": request.path == url if url == "/" else request.path.startswith(url),
        }
        for label, url, shown in places
        if shown
    ]


def _nav(request: HttpRequest, roles: frozenset[str]) -> list[dict[str, Any]]:
    entries = []
    for entry in NAV:
        if entry.roles & roles and (url := _url(entry)):
            current = request.path == url if url == "/" else request.path.startswith(url)
            entries.append({"label": entry.label, "url": url, "current": current})
    return entries


def _url(entry: NavEntry) -> str:
    if entry.at_front:
        return f"{settings.ROOT_URL}{entry.url_name}"
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _contact_line(workspace: Jurisdiction) -> str:
    parts = (workspace.contact_name, workspace.contact_email, workspace.contact_phone)
    return ", ".join(part for part in parts if part)
