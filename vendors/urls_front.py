"""Addresses of this app at the front door."""

from django.urls import URLPattern, URLResolver, path

from vendors.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("questionnaire/", public.questionnaire, name="public-questionnaire"),
    path("questionnaire.json", public.questionnaire_file, name="public-questionnaire-file"),
]
