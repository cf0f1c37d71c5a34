from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        """Load each app's notices module: which of its mails one may do without."""
        autodiscover_modules("notices")
