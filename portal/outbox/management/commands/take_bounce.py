"""Take a returned mail from standard input, as a mail server's pipe delivers it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.outbox.bounces import MOST_BYTES, UnknownBounce, take

NO_SUCH_USER = 67


class Command(BaseCommand):
    help = "Read a returned mail from standard input and note at its invitation that it came back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--recipient", default="", help="address the mail server delivers it to, if it says so"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        content = sys.stdin.buffer.read(MOST_BYTES)
        try:
            returned = take(content, recipient=options["recipient"])
        except UnknownBounce as unknown:
            # The code that mail servers read as "nobody of that name here".
            raise CommandError(str(unknown), returncode=NO_SUCH_USER) from unknown
        if options["verbosity"]:
            self.stdout.write(f"Noted in {returned.label}: {returned.reason}")
