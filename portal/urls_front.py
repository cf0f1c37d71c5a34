"""Addresses on the root host: the front door."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from portal import health
from portal.accounts import front as accounts_front
from portal.accounts import views as accounts
from portal.look import views as look

urlpatterns: list[URLPattern | URLResolver] = [
    path("-/alive", health.alive, name="alive"),
    path("-/ready", health.ready, name="ready"),
    path("account/login/", accounts_front.address, name="account_login"),
    path("account/login/code/", accounts_front.address, name="account_request_login_code"),
    path("account/login/code/confirm/", accounts_front.code, name="account_confirm_login_code"),
    path("account/login/password/", accounts_front.password, name="account_login_password"),
    path("account/logout/", accounts_front.logout, name="account_logout"),
    path("account/inactive/", accounts_front.inactive, name="account_inactive"),
    path("account/password/set/", accounts_front.set_password, name="account_set_password"),
    path(
        "account/password/change/", accounts_front.change_password, name="account_change_password"
    ),
    path("enter/<slug:label>/", accounts.enter, name="enter"),
    path("go/<slug:label>/", accounts.go, name="go"),
    path("code/<str:token>/", accounts.mail_code, name="mail-code"),
    path("", include("portal.frontdoor.urls")),
    # By name only: what stands there belongs to an app that the portal does not import.
    path("", include("vendors.urls_front")),
]

if settings.DEMO:
    urlpatterns += [
        path("-/styleguide", look.styleguide, name="styleguide"),
        path("", include("portal.demo_mode.urls_front")),
    ]
