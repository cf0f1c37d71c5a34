from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        """Keep the activity log from observers while it would give hidden names away."""
        # Models are there only once all apps are loaded.
        from evaluations.queries.masked import may_read_log  # noqa: PLC0415
        from portal.audit import readers  # noqa: PLC0415

        readers.keep(may_read_log)
