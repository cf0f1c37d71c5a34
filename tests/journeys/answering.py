"""What two vendors answer, and how it gets onto the page: by label, as it is read there."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, expect

from evaluations.demo.dates import moved_history
from portal.environment import PROJECT_ROOT
from tests.journeys.people import Person

LOAD_TESTS = PROJECT_ROOT / "evaluations" / "demo" / "content" / "loadtests"
PROVED = "1,500.95"
"""Requests a second that the Locust run held."""
NEEDED = "1200"
NOW = {"Is it there now?": "It is there now"}


@dataclass(frozen=True)
class Filling:
    """What is typed, chosen and attached under one question."""

    key: str
    typed: Mapping[str, str] | None = None
    chosen: Mapping[str, str] | None = None
    rows: Sequence[Mapping[str, str]] = ()
    files: Sequence[tuple[str, bytes]] = ()
    read: str = ""
    """What the page says of the files once the worker has read them."""


@cache
def today() -> dt.date:
    """The day on which the journeys began: one that goes on past midnight still means it."""
    return dt.datetime.now(dt.UTC).date()  # noqa: TID251 -- the wall clock, as people read it


def months_back(count: int) -> list[str]:
    """The last full months, as a month field takes them."""
    first = today().replace(day=1)
    found = []
    for _one in range(count):
        first = (first - dt.timedelta(days=1)).replace(day=1)
        found.append(f"{first:%Y-%m}")
    return found


def plan() -> bytes:
    """An incident response plan as a PDF of one page."""
    page = Image.new("RGB", (850, 1100), "white")
    draw = ImageDraw.Draw(page)
    for line, text in enumerate(("Incident response plan", "Who is called, and when")):
        draw.text((80, 90 + 40 * line), text, fill="black")
    written = io.BytesIO()
    page.save(written, "PDF")
    return written.getvalue()


def ran_on() -> dt.date:
    """The day of the load test."""
    return today() - dt.timedelta(days=40)


def locust_run() -> list[tuple[str, bytes]]:
    """Two of the files that one run of Locust wrote."""
    stats = (LOAD_TESTS / "tollgate-stats.csv").read_bytes()
    history = (LOAD_TESTS / "tollgate-stats_history.csv").read_text(encoding="utf-8")
    began = dt.datetime.combine(ran_on(), dt.time(18), dt.UTC)
    moved = moved_history(history, began).encode()
    return [("booking_stats.csv", stats), ("booking_stats_history.csv", moved)]


def cells_of(rows: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [
        {"Month": month, "Unplanned downtime": unplanned, "Planned downtime": planned}
        for month, unplanned, planned in rows
    ]


def months_table() -> list[dict[str, str]]:
    return cells_of((month, f"{4 + at}.5", "0") for at, month in enumerate(months_back(3)))


AVAILABILITY = "Achieved availability"
MONITORING = "Monitoring"
FLOODS = "Attacks and bots"


def strong() -> dict[str, list[Filling]]:
    """Twelve good answers with files, by the topic that they belong to."""
    return {
        AVAILABILITY: [
            Filling(
                "posture.availability_history",
                typed={"How this was measured": "An outside probe tries a booking each minute."},
                rows=months_table(),
                files=[("status-history.pdf", plan())],
            )
        ],
        MONITORING: [
            Filling(
                "obs.monitor_up",
                typed={
                    "A check runs every": "1",
                    "Places it runs from": "3",
                    "What the check does": "It signs in, books a slot, cancels it and pages us.",
                },
                chosen=NOW,
            ),
            Filling(
                "obs.alert_oncall",
                typed={
                    "Paged after the start": "3",
                    "Acknowledged within": "5",
                    "Who is called next": "The second person on the rota, after five minutes.",
                },
                chosen=NOW,
            ),
        ],
        "Downtime plan": [
            Filling(
                "deg.plan",
                typed={
                    "In your words": "Clinics go on with printed lists; reviewed each spring.",
                    "Last rehearsed on": f"{today() - dt.timedelta(days=60)}",
                },
                chosen={"Is there a written plan?": "Yes"} | NOW,
            )
        ],
        "Data integrity": [
            Filling(
                "deg.data_integrity",
                typed={"How it works": "One transaction for each booking, tried in fault drills."},
                chosen={
                    "Is a slot held": "Yes",
                    "Can a booking be sent twice": "Yes",
                    "Is a booking saved wholly": "Yes",
                }
                | NOW,
            )
        ],
        "Uptime promise": [
            Filling(
                "sla.uptime",
                typed={
                    "Promised uptime": "99.9",
                    "How and where it is measured": "By an outside probe, per calendar month.",
                },
                chosen={"Counted over": "Calendar month"},
            )
        ],
        "Capacity planning": [
            Filling(
                "prep.headroom",
                typed={"Highest proved rate of requests": "50"},
                files=locust_run(),
                read=f"Proves 1.2 × the required rate: {PROVED} of 1,200 requests a second.",
            )
        ],
        "Incident response": [
            Filling(
                "prep.irp",
                typed={
                    "In your words": "Who is called, who speaks to the public, who decides.",
                    "Last reviewed on": f"{today() - dt.timedelta(days=30)}",
                },
                chosen={"Is there a written incident response plan?": "Yes"},
                files=[("incident-response-plan.pdf", plan())],
            )
        ],
        "Load testing": [
            Filling(
                "prep.load_tool",
                typed={
                    "Machines that generate load": "4",
                    "How often": "Before each release, from two regions.",
                },
                chosen={"Tool": "k6"} | NOW,
            )
        ],
        "Updates": [
            Filling(
                "chg.zero_downtime",
                typed={
                    "In your words": "All routine releases.",
                    "How, and what happens": "Two versions run side by side; bookings go on.",
                },
                chosen={"Can new versions go live": "Yes"} | NOW,
            )
        ],
        FLOODS: [
            Filling(
                "abuse.ddos",
                chosen=NOW,
                rows=[
                    {
                        "Layer": "Network",
                        "Product or provider": "Shieldwall",
                        "Capacity": "2 Tbit/s",
                        "Always on?": "Yes",
                    },
                    {
                        "Layer": "Application",
                        "Product or provider": "Shieldwall rules",
                        "Capacity": "200,000 requests/s",
                        "Always on?": "Yes",
                    },
                ],
            )
        ],
        "Elastic scaling": [
            Filling(
                "cloud.autoscale",
                typed={
                    "Capacity matches after": "2",
                    "What limits the growth": "The quota of the region: 400 machines.",
                },
                chosen=NOW,
            )
        ],
    }


def few() -> dict[str, list[Filling]]:
    """One good answer with two rows and a file."""
    (floods,) = strong()[FLOODS]
    return {FLOODS: [replace(floods, files=[("flood-plan.pdf", plan())])]}


def card_of(person: Person, key: str) -> Locator:
    return person.page.locator(f"[id='q-{key}']")


def field_in(place: Locator, label: str) -> Locator:
    """The first input in this place whose label begins so."""
    inputs = place.page.locator("input, select, textarea")
    return place.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).and_(inputs).first


def fill(person: Person, filling: Filling) -> None:
    """Answer one question; rows are added by the button, one by one."""
    card = card_of(person, filling.key)
    for legend, option in (filling.chosen or {}).items():
        person.tick(card.get_by_role("group", name=legend).get_by_label(option, exact=True))
    for label, value in (filling.typed or {}).items():
        person.write(field_in(card, label), value)
    for at, row in enumerate(filling.rows):
        if at:
            person.push(card.get_by_role("button", name="Add a row"))
            expect(card.locator("tbody tr")).to_have_count(at + 1)
        line = card.locator("tbody tr").nth(at)
        for label, value in row.items():
            person.write(field_in(line, label), value)
    for name, content in filling.files:
        kind = "application/pdf" if name.endswith(".pdf") else "text/csv"
        person.attach(card.get_by_label("Add a file"), name, kind, content)
        person.push(card.get_by_role("button", name="Upload"))
        expect(card.get_by_role("link", name=name.partition(".")[0]).first).to_be_visible()
    if filling.read:
        expect(card.get_by_text(filling.read).first).to_be_visible()


def answer(person: Person, topics: Mapping[str, Sequence[Filling]]) -> None:
    """From the overview through each topic and back, each said to be complete."""
    for title, fillings in topics.items():
        person.push(person.page.locator("main").get_by_role("link", name=title, exact=True))
        for filling in fillings:
            fill(person, filling)
        person.tick(person.page.get_by_label("Yes, I’ve completed this topic"))
        person.press("Save and return to all topics")
        line = person.page.locator("ul.tasks li").filter(
            has=person.page.get_by_role("link", name=title, exact=True)
        )
        expect(line.get_by_text("Completed", exact=True)).to_be_visible()
