"""The browser that tests drive: Debian's Chromium, and what the system may lack for it."""

import pytest

from portal.launch.system import missing_for_browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = missing_for_browser()
WITHOUT = f"no browser here; the system lacks {', '.join(MISSING)}"

needs_browser = pytest.mark.skipif(bool(MISSING), reason=WITHOUT)
"""For a test of its own; `make test` prints and counts what was skipped for want of a browser."""


def skip_without_browser() -> None:
    """The same for a fixture or within a test."""
    if MISSING:
        pytest.skip(WITHOUT)
