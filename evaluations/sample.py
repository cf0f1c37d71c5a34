"""The sample report of the front door: about an invented county, kept beside the files.

The demo gives its own decided evaluation. Where there is no demo, the first visitor who asks for
the sample has a job made, and an invented county comes and goes with it.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from portal import clock
from portal.frontdoor.sample import makes_sample, provides_sample
from portal.jobs.actions import owe
from portal.jobs.models import Job, JobState

NAME = "sample-report.pdf"
KIND = "evaluations.sample"
PAUSE = timedelta(hours=1)
"""How long after a failure the next visitor does not start it again."""


def place() -> Path:
    """Say where the sample lies, once it was made."""
    return Path(settings.FILES_ROOT) / NAME


def order() -> None:
    """Have the sample made, unless that is under way, failed just now, or the demo brings one."""
    if settings.DEMO or place().is_file():
        return
    alive = Q(state__in=[JobState.QUEUED, JobState.RUNNING])
    lately = Q(ended_at__gt=clock.now() - PAUSE)
    if not Job.objects.filter(alive | lately, kind=KIND).exists():
        owe(KIND, workspace=None)


provides_sample(place)
makes_sample(order)


def keep(content: bytes) -> None:
    """Keep an invented report for everybody to read."""
    target = place()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(content)
    part.rename(target)
