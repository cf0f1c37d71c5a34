"""Start here, and the mailbox: only where demo mode is on."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.demo_mode.actions import become
from portal.demo_mode.models import KeptMail, Persona

PER_PAGE = 50


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Offer the demo's people by role, one click each."""
    people = Persona.objects.select_related("person", "jurisdiction").defer("jurisdiction__logo")
    groups = [
        {"role": role, "people": list(of_role)}
        for role, of_role in groupby(people, key=lambda one: one.role)
    ]
    return render(request, "demo_mode/start.html", {"title": "Start here", "groups": groups})


@require_POST
def sign_in_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Become one of them, and land where her story goes on."""
    persona = get_object_or_404(Persona.objects.select_related("person", "jurisdiction"), pk=pk)
    become(persona, request)
    if persona.jurisdiction is None:
        return redirect(persona.path)
    return redirect(f"/go/{persona.jurisdiction.label}/?{urlencode({'next': persona.path})}")


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List all mail that was kept instead of sent, perhaps of one recipient."""
    to = request.GET.get("to", "").strip()
    mails = KeptMail.objects.defer("text")
    mails = mails.filter(to__iexact=to) if to else mails
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "title": "Mailbox",
        "page": page,
        "to": to,
        "query": urlencode({"to": to}) if to else "",
    }
    return render(request, "demo_mode/mailbox.html", context)


@never_cache
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail; its links can be followed."""
    kept = get_object_or_404(KeptMail, pk=pk)
    crumbs = [{"label": "Mailbox", "url": "/mailbox/"}, {"label": kept.subject}]
    return render(
        request, "demo_mode/mail.html", {"title": kept.subject, "mail": kept, "crumbs": crumbs}
    )
