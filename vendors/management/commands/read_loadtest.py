"""Shows what the portal reads from the files of one load test, without any service running."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.cage.run import run
from vendors.loadtests import MOST_FILES
from vendors.tasks import READ_TEST, READING_LIMITS

REFUSED = 2


class Command(BaseCommand):
    """Reads in the cage like the portal itself: the same limits, the same answer.

    The file may come from a stranger here as well. No check of the system asks for a database.
    """

    help = (
        "Show what the portal reads from the files of one load test, as JSON. "
        f"A file that cannot be read ends with status {REFUSED} and the reason."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", type=Path, help="all files of one test"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["files"]
        if len(paths) > MOST_FILES:
            self._refuse(f"One test has at most {MOST_FILES} files. Read each test by itself.")
        for path in paths:
            if not path.is_file():
                self._refuse(f"There is no file {path}.")
        inputs = {f"{number}:{path.name}": path for number, path in enumerate(paths)}
        outcome = run(READ_TEST, inputs, limits=READING_LIMITS)
        if not outcome:
            self._refuse(outcome.sentence("The file"))
        if "refusal" in outcome.facts:
            self._refuse(str(outcome.facts["refusal"]))
        self.stdout.write(json.dumps(outcome.facts["reading"], ensure_ascii=False, indent=2))

    def _refuse(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(REFUSED)
