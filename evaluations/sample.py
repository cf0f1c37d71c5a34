"""The sample report of the front door: the demo's decided evaluation, kept beside the files."""

from pathlib import Path

from django.conf import settings

from portal.files import storage
from portal.files.models import StoredFile
from portal.frontdoor.sample import provides_sample

NAME = "sample-report.pdf"


def place() -> Path:
    """Say where the sample lies; it is there once the demo was built."""
    return Path(settings.FILES_ROOT) / NAME


provides_sample(place)


def keep(report: StoredFile) -> None:
    """Keep a copy of an invented report for everybody to read."""
    target = place()
    part = target.with_suffix(".part")
    part.write_bytes(storage.read(report.key))
    part.rename(target)
