from django.apps import AppConfig
from django.core.checks import Tags, register

from portal.demo_mode import checks


class DemoModeConfig(AppConfig):
    name = "portal.demo_mode"
    label = "demo_mode"

    def ready(self) -> None:
        """Let every start, and every deployment, look at demo mode."""
        register(checks.only_under_localhost, Tags.security)
        register(checks.not_in_a_deployment, Tags.security, deploy=True)
