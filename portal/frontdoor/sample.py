"""The sample report: whoever makes reports provides it, the front door only hands it out."""

from collections.abc import Callable
from pathlib import Path

Provider = Callable[[], Path | None]
"""Answers where a finished sample lies on disk, or None while there is none. It must not render."""

_providers: list[Provider] = []


def provides_sample(provider: Provider) -> Provider:
    """Register the function that knows where the finished sample report lies."""
    _providers[:] = [provider]
    return provider


def sample_path() -> Path | None:
    """Return the finished sample report, if there is one."""
    for provider in _providers:
        path = provider()
        if path is not None and path.is_file():
            return path
    return None
