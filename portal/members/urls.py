"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from portal.members.views import activity, people, settings

app_name = "members"

urlpatterns: list[URLPattern | URLResolver] = [
    path("members/", people.people, name="list"),
    path("members/invite/", people.invite, name="invite"),
    path("members/<uuid:pk>/", people.change, name="change"),
    path("members/<uuid:pk>/remove/", people.remove, name="remove"),
    path("members/<uuid:pk>/remind/", people.remind, name="remind"),
    path("settings/", settings.settings, name="settings"),
    path("activity/", activity.activity, name="activity"),
    path("activity.csv", activity.activity_csv, name="activity-csv"),
    path("theme.css", settings.theme, name="theme"),
    path("logo", settings.logo, name="logo"),
]
