"""The questionnaire on paper: every question, how it is answered, and what is answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from portal.cage.outcome import Limits, Outcome
from portal.documents import pdf
from portal.look.formats import in_words
from portal.tenancy.models import Jurisdiction
from vendors.models import Answer, Response
from vendors.questionnaire.display import Shown, column_label, shown
from vendors.questionnaire.filled import how_to_fill, slots_of, table_hint, tables_of
from vendors.questionnaire.kinds import columns_of
from vendors.questionnaire.model import Item, Questionnaire
from vendors.rules import due_of

TITLE = "Questionnaire"
LIMITS = Limits(wall_seconds=90, cpu_seconds=90, memory_bytes=1 << 30, output_bytes=32 << 20)


@dataclass(frozen=True, slots=True)
class Printed:
    """One question on paper."""

    number: int
    item: Item
    answer: Answer | None
    pieces: tuple[Shown, ...]
    asked: tuple[tuple[str, str], ...]
    """What is asked for and how it is filled in; only where nothing is answered yet."""


def print_questionnaire(
    response: Response,
    asked: Questionnaire,
    answers: Mapping[str, Answer],
    *,
    workspace: Jurisdiction,
    at: datetime,
) -> Outcome:
    """Render the questionnaire of one response with its answers as a PDF, caged."""
    title = f"{TITLE}: {response.round.name}"
    with timezone.override(workspace.time_zone):
        html = html_of(response, asked, answers, workspace=workspace, at=at)
    return pdf.render(html, title=title, limits=LIMITS)


def html_of(
    response: Response,
    asked: Questionnaire,
    answers: Mapping[str, Answer],
    *,
    workspace: Jurisdiction,
    at: datetime,
) -> str:
    """The document before it is laid out."""
    items = [
        _printed(number, item, answers.get(item.key))
        for number, item in enumerate(asked.in_order(), start=1)
    ]
    topics = [
        (one, [line for line in items if line.item.criterion == one.key])
        for _section, criteria in asked.by_section()
        for one in criteria
    ]
    version = response.round.version
    context = {
        "title": TITLE,
        "about": f"{response.vendor.name} · {response.round.name}",
        "workspace": workspace.name,
        "record": f"Working copy of {in_words(at, year=True)}",
        "mark": "Not submitted from this paper",
        "facts_left": [
            ("Standing", f"{sum(bool(one.pieces) for one in items)} of {len(items)} answered"),
            ("Printed", in_words(at, year=True)),
        ],
        "facts_right": [
            ("Due", in_words(due, year=True) if (due := due_of(response)) else "No date yet"),
            ("Questions", f"version {version.number}, fingerprint {version.digest[:12]}"),
        ],
        "topics": topics,
    }
    return render_to_string("reports/questionnaire.html", context)


def _printed(number: int, item: Item, answer: Answer | None) -> Printed:
    if answer is not None and answer.value:
        return Printed(number, item, answer, shown(item, answer.value), ())
    asked: list[tuple[str, str]] = [(one.label, how_to_fill(one)) for one in slots_of(item)]
    for part in tables_of(item):
        heads = "; ".join(column_label(one) for one in columns_of(part))
        asked.append((part.label, f"{table_hint(part)} Columns: {heads}."))
    return Printed(number, item, answer, (), tuple(asked))
