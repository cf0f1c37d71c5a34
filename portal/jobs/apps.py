from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load each app's tasks module, so that web and worker know the same kinds of job."""
        autodiscover_modules("tasks")
