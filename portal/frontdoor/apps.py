from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FrontdoorConfig(AppConfig):
    name = "portal.frontdoor"
    label = "frontdoor"

    def ready(self) -> None:
        """Load what apps tell the front door: what waits for a person, where a sample report lies."""
        autodiscover_modules("waiting", "sample")
