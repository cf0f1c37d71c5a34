"""Opens a workspace from the command line, as the operator's page does."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.tenancy.actions import Opening, WrongOpening, open_workspace


class Command(BaseCommand):
    help = (
        "Open a workspace for a jurisdiction: its name, address, time zone and first coordinator."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name", help='as it stands on pages and reports: "Alder County Public Health"'
        )
        parser.add_argument("label", help="first part of its address: alder")
        parser.add_argument("coordinator_email", help="who coordinates first: ann@alder.example")
        parser.add_argument("--time-zone", default="America/Los_Angeles")

    def handle(self, *args: Any, **options: Any) -> None:
        opening = Opening(
            name=options["name"].strip(),
            label=options["label"].strip(),
            time_zone=options["time_zone"],
            coordinator_email=options["coordinator_email"].strip(),
        )
        try:
            jurisdiction = open_workspace(opening, by=None)
        except WrongOpening as wrong:
            lines = [f"{field}: {sentence}" for field, sentence in wrong.problems.items()]
            raise CommandError("\n".join(lines)) from None
        self.stdout.write(f"Opened {jurisdiction.name} at {jurisdiction.address}/")
        self.stdout.write(f"{opening.coordinator_email} was invited as coordinator.")
