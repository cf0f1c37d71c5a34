"""Registers the app, so that its template tags are found."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "portal.look"
    label = "look"
