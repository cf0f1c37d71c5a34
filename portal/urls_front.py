"""Addresses on the root host: the front door."""

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from portal import health
from portal.accounts import views as accounts
from portal.look import views as look

urlpatterns: list[URLPattern | URLResolver] = [
    path("-/alive", health.alive, name="alive"),
    path("-/ready", health.ready, name="ready"),
    path("account/login/", account.login, name="account_login"),
    path("account/login/code/", account.request_login_code, name="account_request_login_code"),
    path(
        "account/login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"
    ),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("enter/<slug:label>/", accounts.enter, name="enter"),
    path("go/<slug:label>/", accounts.go, name="go"),
    path("code/<str:token>/", accounts.mail_code, name="mail-code"),
    path("", include("portal.frontdoor.urls")),
]

if settings.DEMO:
    urlpatterns += [
        path("-/styleguide", look.styleguide, name="styleguide"),
        path("", include("portal.demo_mode.urls_front")),
    ]
