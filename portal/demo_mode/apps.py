from django.apps import AppConfig


class DemoModeConfig(AppConfig):
    name = "portal.demo_mode"
    label = "demo_mode"
