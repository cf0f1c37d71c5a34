"""Addresses of this app at the front door."""

from django.urls import URLPattern, URLResolver, path

from vendors.views import load_test, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("questionnaire/", public.questionnaire, name="public-questionnaire"),
    path("load-test/", load_test.public_load_test, name="public-load-test"),
    path("questionnaire.json", public.questionnaire_file, name="public-questionnaire-file"),
]
