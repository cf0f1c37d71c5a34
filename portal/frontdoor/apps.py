from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FrontdoorConfig(AppConfig):
    name = "portal.frontdoor"
    label = "frontdoor"

    def ready(self) -> None:
        """Load each app's waiting module, so that the list of workspaces knows what to ask."""
        autodiscover_modules("waiting")
