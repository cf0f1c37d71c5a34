"""Becoming one of the demo's people."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest

from portal.access import Refused
from portal.accounts.actions import sign_out_everywhere
from portal.accounts.models import User
from portal.demo_mode.models import Persona


def become(persona: Persona, request: HttpRequest) -> None:
    """Sign this browser in as one of the demo's people; whoever it was before is out everywhere."""
    if not settings.DEMO:
        raise Refused("There is no demo here.")
    before = request.user
    if isinstance(before, User) and Persona.objects.filter(person=before).exists():
        sign_out_everywhere(before)
    logout(request)
    login(request, persona.person, backend=settings.AUTHENTICATION_BACKENDS[0])
