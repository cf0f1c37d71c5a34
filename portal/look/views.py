"""The style guide: every component in every state on one page, for builders and for the tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.look.specimens import OutageFormSet, SpecimenForm

NOW = datetime(2027, 3, 10, 18, 42, tzinfo=UTC)

TASKS = [
    {
        "label": "Logging, monitoring and alerting",
        "url": "#t1",
        "status": "Completed",
        "tone": "done",
    },
    {"label": "Plan for downtime", "url": "#t2", "status": "County asked", "tone": "ask"},
    {
        "label": "Planning and load testing",
        "url": "#t3",
        "status": "In progress",
        "tone": "warning",
        "note": "4 questions, 2 answered",
        "current": True,
    },
    {
        "label": "Updates without downtime",
        "url": "#t4",
        "status": "Not yet started",
        "tone": "info",
    },
    {"label": "Check answers and submit", "status": "Cannot submit yet", "tone": "off"},
]
STAGES = [
    {"label": "Draft", "state": "past"},
    {"label": "Open for answers", "state": "past"},
    {"label": "Scoring", "state": "now", "note": "13 of 28"},
    {"label": "Discussion", "state": "later"},
    {"label": "Decided", "state": "later"},
]
VENDORS = ["Clearwater Scheduling", "Tollgate Labs", "Briar Health IT"]


def _cell(vendor: int, value: str | None, word: str = "", note: str = "", **marks: Any) -> Any:
    figure = None if value is None else Decimal(value)
    plain = {"apart": 0, "missing": "", "asked": True}
    return plain | {"vendor": VENDORS[vendor], "value": figure, "word": word, "note": note} | marks


ROWS = [
    {
        "topic": "Logging, monitoring and alerting",
        "weight": 3,
        "cells": [
            _cell(0, "3.7", "3 to 4", "3 files"),
            _cell(1, "3", "Solid", "2 files"),
            _cell(2, "2.3", "2 to 3", "No evidence"),
        ],
    },
    {
        "topic": "Plan for downtime",
        "weight": 2,
        "cells": [
            _cell(0, "2.7", "2 to 4", "1 file", apart=2),
            _cell(1, "1", "Weak", "No evidence", missing="2 of 3 scored"),
            _cell(2, "0", "Nothing", "No evidence"),
        ],
    },
    {
        "topic": "Cloud scaling",
        "weight": 1,
        "cells": [
            _cell(0, "4", "Strong", "1 file"),
            _cell(1, None, note="Not scored yet"),
            _cell(2, None, asked=False),
        ],
    },
]
ANCHORS = {
    0: "Nothing shown, or no answer.",
    1: "An intention, or a bare yes.",
    2: "Described, but without proof.",
    3: "In place, with proof from the last year.",
    4: "Rehearsed or measured, and shared with customers.",
}


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    # A form in error shows all of its states at once; ?clean shows the page as it is first met.
    data = None if "clean" in request.GET else {"share": "120", "depth": "quick"}
    form = SpecimenForm(data)
    rows_data = {
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "0",
        "rows-0-started": "2027-01-04",
        "rows-0-minutes": "25",
        "rows-1-started": "2027-02-11",
        "rows-1-minutes": "a while",
    }
    formset = OutageFormSet(rows_data if data else None, prefix="rows")
    context = {
        "title": "Style guide",
        "nav": [
            {"label": "Evaluations", "url": "#e", "current": True},
            {"label": "Vendors", "url": "#v"},
            {"label": "Questionnaires", "url": "#q"},
            {"label": "Reports", "url": "#r"},
        ],
        "workspace": {
            "name": "Alder County Public Health",
            "contact_line": "reviews@alder.example, 555-0100, weekdays 8 to 5",
        },
        "person": {"name": "Marisol Ortiz", "short": "M. Ortiz"},
        "sign_out_url": "#",
        "demo_mode": True,
        "demo_url": "#",
        "crumbs": [
            {"label": "Evaluations", "url": "#e"},
            {"label": "Vaccine scheduling 2027", "url": "#vs"},
            {"label": "Style guide"},
        ],
        "footer_links": [{"label": "Accessibility", "url": "#a"}],
        "form": form,
        "formset": formset,
        "now": NOW,
        "deadline": NOW + timedelta(days=9),
        "soon": NOW + timedelta(hours=5),
        "tasks": TASKS,
        "stages": STAGES,
        "vendors": VENDORS,
        "rows": ROWS,
        "anchors": ANCHORS,
        "page": Paginator(range(60), 20).get_page(2),
        "facts": [
            {"label": "Reference", "value": "ALD-0042"},
            {"label": "Submitted by", "value": "R. Sato", "url": "#s"},
        ],
        "dates": [
            {"label": "Opened", "at": NOW - timedelta(days=3), "past": True},
            {"label": "Answers due", "at": NOW + timedelta(days=9), "past": False},
        ],
        "print_of_file": "9f2c4be1" * 8,
    }
    return render(request, "look/styleguide.html", context)
