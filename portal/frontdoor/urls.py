"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, include, path

from portal.frontdoor.views import mails, me, operator, public

operator_patterns: list[URLPattern | URLResolver] = [
    path("", operator.overview, name="workspaces"),
    path("open/", operator.open_one, name="open"),
    path("workspaces/<slug:label>/suspend/", operator.suspend_one, name="suspend"),
    path("workspaces/<slug:label>/resume/", operator.resume_one, name="resume"),
    path("requests/", operator.requests, name="requests"),
    path("requests/<int:pk>/decline/", operator.decline, name="decline"),
    path("confirmations/", operator.confirmations, name="confirmations"),
    path("confirmations/<int:pk>/", operator.confirmation, name="confirmation"),
    path("health/", operator.health, name="health"),
    path("jobs/<uuid:pk>/again/", operator.run_again, name="run-again"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.front, name="front"),
    path("sample-report/", public.sample, name="sample-report"),
    path("sample-report.pdf", public.sample_pdf, name="sample-report-pdf"),
    path("ask/", public.ask, name="ask"),
    path("ask/done/", public.asked, name="asked"),
    path("signed-out/", public.signed_out, name="signed-out"),
    path("me/", me.me, name="me"),
    path("me/mails/", mails.mails, name="my-mails"),
    path("mails/stop/<str:token>/", mails.stop, name="stop-daily-mail"),
    path("me/sessions/<int:sign_in_id>/end/", me.end_one, name="end-session"),
    path("me/sessions/end-all/", me.end_all, name="end-all-sessions"),
    path("operator/", include((operator_patterns, "operator"))),
]
