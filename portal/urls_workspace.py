"""Addresses on a workspace's host."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from portal import health
from portal.accounts import views as accounts

urlpatterns: list[URLPattern | URLResolver] = [
    path("-/alive", health.alive, name="alive"),
    path("-/ready", health.ready, name="ready"),
    path("sign-in/", accounts.begin, name="sign-in"),
    path("sign-in/finish/", accounts.finish, name="sign-in-finish"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("join/", accounts.join, name="join"),
    path("", include("portal.members.urls")),
    path("", include("vendors.urls")),
    path("", include("evaluations.urls")),
]

if settings.DEMO:
    urlpatterns += [path("", include("portal.demo_mode.urls_workspace"))]
