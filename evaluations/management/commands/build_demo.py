"""Fills the demo behind a running trial."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from evaluations.demo.build import build, clear_half_built, is_built

DEMO_LOCK = 740_221


class Command(BaseCommand):
    help = "Build the demo's three jurisdictions; does nothing where they stand already."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO: demo data is built in demo mode only; set DEMO=true.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [DEMO_LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("The demo is being built already.")
        if is_built():
            self.stdout.write("The demo stands already.")
            return
        clear_half_built()
        build(self.stdout.write)
        self.stdout.write("The demo is ready.")
