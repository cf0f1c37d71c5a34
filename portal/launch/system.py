"""What the system itself must bring: the PDF engine's libraries, and a browser for the tests.

`python -m portal.launch.system pdf browser` installs what is missing on Debian when root, prints
the one command otherwise, and never stops what comes after.
"""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable

from portal.launch.problems import say

PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# The program that drives the browser brings everything but this with it.
DRIVER_LIBRARIES = {"libatomic.so.1": "libatomic1"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NEEDED_FOR = {
    "pdf": "Without them everything runs, but no PDF can be made",
    "browser": "Without it the tests in a browser are skipped",
}


def missing_for_pdf() -> list[str]:
    return [package for library, package in PDF_LIBRARIES.items() if not _loads(library)]


def missing_for_browser() -> list[str]:
    browser = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    libraries = [package for library, package in DRIVER_LIBRARIES.items() if not _loads(library)]
    return browser + libraries


MISSING: dict[str, Callable[[], list[str]]] = {
    "pdf": missing_for_pdf,
    "browser": missing_for_browser,
}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide(purposes: list[str]) -> None:
    if platform.system() != "Linux":
        say("On this system the PDF engine needs Pango; on macOS: brew install pango")
        return
    wanted = {purpose: MISSING[purpose]() for purpose in purposes}
    packages = [package for missing in wanted.values() for package in missing]
    if not packages or (_can_install() and _install(packages)):
        return
    for purpose, missing in wanted.items():
        if missing:
            say(f"The system lacks {', '.join(missing)}. {NEEDED_FOR[purpose]}. On Debian:")
            say(f"    sudo apt-get install --no-install-recommends {' '.join(missing)}")


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(packages: list[str]) -> bool:
    say(f"Installing {', '.join(packages)} …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    told = subprocess.CompletedProcess[str](install, 1, "", "")
    # The lists of packages may be missing or old; fetching them is slow, so it comes second.
    for before in ([], ["apt-get", "update", "-qq"]):
        if before:
            subprocess.run(before, env=quiet, capture_output=True, check=False)
        told = subprocess.run(install, env=quiet, capture_output=True, text=True, check=False)
        if told.returncode == 0:
            return True
    say((told.stderr.strip().splitlines() or ["apt-get gave no reason"])[-1])
    return False


if __name__ == "__main__":
    provide(sys.argv[1:])
