from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "portal.frontdoor"
    label = "frontdoor"
