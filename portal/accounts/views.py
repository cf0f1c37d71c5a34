"""Sign-in between workspace and front door, and the first entry of an invited member."""

from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import actions
from portal.accounts.forms import NameForm
from portal.accounts.models import STAFF_ROLES, Membership
from portal.accounts.tokens import new_token, token_hash
from portal.http import WorkspaceRequest, for_roles
from portal.tenancy.models import Domain

# With the prefix no sibling host can set it.
NONCE = "__Host-sign-in" if settings.SESSION_COOKIE_SECURE else "sign-in"
NONCE_SECONDS = 1800


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """On a workspace: give this browser a nonce and send it to the front door."""
    nonce = new_token()
    label = request.workspace.label  # type: ignore[attr-defined]
    way = urlencode({"nonce": token_hash(nonce), "next": own_path(request.GET.get("next"))})
    response = redirect(f"{settings.ROOT_URL}/enter/{label}/?{way}")
    _keep_nonce(response, nonce)
    return response


@never_cache
@require_safe
def enter(request: Any, label: str) -> HttpResponse:
    """At the front door: sign in if need be, then hand the person over to the workspace."""
    domain = get_object_or_404(Domain.objects.select_related("tenant"), label=label)
    nonce_hash = request.GET.get("nonce", "")
    if len(nonce_hash) != len(token_hash("")):
        return redirect(f"{settings.SCHEME}://{domain.host}/sign-in/")
    if not request.user.is_authenticated:
        return redirect(f"/account/login/?{urlencode({'next': request.get_full_path()})}")
    if not Membership.objects.filter(person=request.user, jurisdiction=domain.tenant).exists():
        return render(
            request, "accounts/no_access.html", {"jurisdiction": domain.tenant}, status=403
        )
    token = actions.hand_over(
        request.user,
        domain.tenant,
        nonce_hash=nonce_hash,
        next_path=own_path(request.GET.get("next")),
    )
    response = redirect(
        f"{settings.SCHEME}://{domain.host}/sign-in/finish/?{urlencode({'token': token})}"
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def finish(request: Any) -> HttpResponse:
    """On the workspace again: take the token from the browser that holds the nonce."""
    handover = actions.take_handover(
        request.GET.get("token", ""), request.workspace, nonce=request.COOKIES.get(NONCE, "")
    )
    if handover is None:
        return render(request, "accounts/handover_failed.html", status=403)
    request.session.flush()
    request.session.create()
    actions.sign_in(handover.person, request.workspace, request.session.session_key)
    request.session.modified = True
    response = redirect(handover.next_path)
    response.delete_cookie(NONCE)
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def mail_code(request: HttpRequest, token: str) -> HttpResponse:
    """At the front door: mail the code that an invited person ordered by pressing Continue."""
    order = actions.take_code_order(token)
    if order is None:
        return redirect("account_login")
    # This page is reached by GET, which allauth's own call for views does not count.
    if not ratelimit.consume(
        request,
        app="allauth.account",
        action="request_login_code",
        key=order.person.email,
        limit_get=True,
    ):
        return cast(HttpResponse, ratelimit.respond_429(request))
    back = f"{order.jurisdiction.address}/sign-in/?{urlencode({'next': order.next_path})}"
    if request.user.is_authenticated and request.user == order.person:
        return redirect(back)
    LoginCodeVerificationProcess.initiate(
        request=request, user=order.person, email=order.person.email
    )
    on = urlencode(
        {"next": f"/go/{order.jurisdiction.label}/?{urlencode({'next': order.next_path})}"}
    )
    return redirect(f"/account/login/code/confirm/?{on}")


@require_safe
def go(request: HttpRequest, label: str) -> HttpResponse:
    """From the front door to a workspace, which starts its own sign-in."""
    domain = get_object_or_404(Domain, label=label)
    way = urlencode({"next": own_path(request.GET.get("next"))})
    return redirect(f"{settings.SCHEME}://{domain.host}/sign-in/?{way}")


@require_POST
def sign_out(request: Any) -> HttpResponse:
    """End this browser's sign-in to this workspace."""
    if request.presence:
        actions.sign_out(request.presence.sign_in_id)
    request.session.flush()
    return redirect(f"{settings.ROOT_URL}/signed-out/")


@for_roles()
def join(request: WorkspaceRequest) -> HttpResponse:
    """Show an invited member who invites her to what; take her yes."""
    open_invitations = Membership.objects.filter(
        person=request.person,
        jurisdiction=request.workspace,
        accepted_at=None,
        role__in=STAFF_ROLES,
    )
    if not open_invitations:
        if not request.presence.roles:
            raise Http404
        return redirect("/")
    form = None if request.person.name else NameForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        name = form.cleaned_data["name"] if form else ""
        actions.join(request.person, request.workspace, name=name)
        return redirect("/")
    return render(request, "accounts/join.html", {"invitations": open_invitations, "form": form})


def own_path(path: str | None) -> str:
    """Return a path of the same host, or the home page for anything else."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > 400:
        return "/"
    return path if path.isprintable() else "/"


def _keep_nonce(response: HttpResponse, nonce: str) -> None:
    response.set_cookie(
        NONCE,
        nonce,
        max_age=NONCE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
