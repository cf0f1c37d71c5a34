"""The sample report: whoever makes reports provides it, the front door only hands it out."""

from collections.abc import Callable
from pathlib import Path

Provider = Callable[[], Path | None]
"""Answers where a finished sample lies on disk, or None while there is none. It must not render."""

Maker = Callable[[], None]
"""Has the sample made, unless it is being made already. It must not take a moment itself."""

_providers: list[Provider] = []
_makers: list[Maker] = []


def provides_sample(provider: Provider) -> Provider:
    """Register the function that knows where the finished sample report lies."""
    _providers[:] = [provider]
    return provider


def makes_sample(maker: Maker) -> Maker:
    """Register the function that has a sample report made where there is none."""
    _makers[:] = [maker]
    return maker


def order_sample() -> None:
    """Have a sample report made by the worker."""
    for maker in _makers:
        maker()


def sample_path() -> Path | None:
    """Return the finished sample report, if there is one."""
    for provider in _providers:
        path = provider()
        if path is not None and path.is_file():
            return path
    return None
