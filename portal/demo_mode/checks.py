"""Refuses demo mode where others could reach it: it signs anybody in as anybody."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def only_under_localhost(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Hold at every start, and whatever the settings were made of."""
    host = settings.ROOT_HOST.partition(":")[0]
    if not settings.DEMO or host == "localhost" or host.endswith(".localhost"):
        return []
    return [
        Error(
            f"Demo mode is on at {settings.ROOT_HOST}, where others can reach it.",
            hint="It lets anybody sign in as anybody. Set DEMO=false.",
            id="demo_mode.E001",
        )
    ]


def not_in_a_deployment(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Hold before a deployment (check --deploy): no demo mode there at all."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "Demo mode is on. It is for trying out on one machine.",
            hint="Set DEMO=false before you put this where others can reach it.",
            id="demo_mode.E002",
        )
    ]
