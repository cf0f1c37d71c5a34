"""What the workspace says of itself: name, zone, contact, colour, logo."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_http_methods, require_safe

from portal.accounts.models import Role
from portal.accounts.tokens import token_hash
from portal.http import WorkspaceRequest, for_roles
from portal.members import actions
from portal.members.forms import SettingsForm
from portal.tenancy.models import Jurisdiction


@never_cache
@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def settings(request: WorkspaceRequest) -> HttpResponse:
    """Show and change the settings."""
    county = request.workspace
    form = SettingsForm(
        request.POST or None,
        request.FILES or None,
        initial=SettingsForm.initial_of(county),
        has_logo=bool(county.logo_type),
    )
    if request.method == "POST" and form.is_valid():
        actions.change_settings(county, form.settings(), by=request.person)
        if form.cleaned_data["logo"]:
            actions.set_logo(county, form.cleaned_data["logo"], by=request.person)
        elif form.cleaned_data.get("no_logo"):
            actions.remove_logo(county, by=request.person)
        return redirect("/settings/?done=1")
    context = {"title": "Settings", "form": form, "done": "done" in request.GET}
    return render(request, "members/settings.html", context)


def _accent_tag(request: Any) -> str:
    return f'"{request.workspace.accent}"'


@condition(etag_func=_accent_tag)
@require_safe
def theme(request: Any) -> HttpResponse:
    """The sheet with the workspace's colour. The rule held it to six digits when it was set."""
    accent = request.workspace.accent
    sheet = f":root{{--accent:{accent};--accent-soft:#fff}}\n" if accent else ""
    return HttpResponse(sheet, content_type="text/css", headers={"Cache-Control": "no-cache"})


def _logo_tag(request: Any) -> str | None:
    logo = _logo(request)
    return f'"{token_hash(logo.hex())}"' if logo else None


@condition(etag_func=_logo_tag)
@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo, drawn by the portal itself."""
    png = _logo(request)
    if not png:
        raise Http404
    return HttpResponse(
        png,
        content_type=actions.LOGO_TYPE,
        headers={
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _logo(request: Any) -> bytes:
    kept = Jurisdiction.objects.filter(pk=request.workspace.pk).values_list("logo", flat=True)
    return bytes(kept.get() or b"")
