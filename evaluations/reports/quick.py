"""The quick check on paper: one line per question and vendor, and what to ask next."""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string

from evaluations.queries.reports import Statements
from evaluations.quick import Known, Line, QuickCheck, QuickRow, quick_check
from evaluations.reports.pieces import Record
from portal.look.formats import sentence_list
from vendors.models import Response, Source, Statement
from vendors.queries.questionnaires import questionnaire_of

TITLE = "Vendor reliability quick check"
Part = Callable[[int, str], None]
TONES = {
    Known.YES: "heat-4",
    Known.PARTLY: "heat-2",
    Known.NO: "heat-0",
    Known.UNKNOWN: "heat-none",
}


def html_of(statements: Statements, record: Record, *, part: Part) -> str:
    """The whole document; each vendor is counted."""
    questionnaire = questionnaire_of(statements.evaluation.round.version)
    checks = []
    for number, response in enumerate(statements.responses, start=1):
        part(number, response.vendor.name)
        lines = [_line(one) for one in statements.lines.get(response.pk, ())]
        checks.append((response, quick_check(questionnaire, lines)))
    authors = sorted({one.by_name for lines in statements.lines.values() for one in lines})
    context = {
        "title": TITLE,
        "mark": "",
        **record.facts_of("Quick check: no vendor was asked", sentence_list(authors), "Noted by"),
        "summary": [_summary(number, *one) for number, one in enumerate(checks, start=1)],
        "checks": [
            _check(number, *one) for number, one in enumerate(checks, start=1) if one[1].answered
        ],
        "titles": [one.title for one in questionnaire.quick_sections()],
        "method": record.method(),
    }
    return render_to_string("reports/quick_check.html", context)


def _line(one: Statement) -> Line:
    source = str(Source(one.source).label) if one.source else ""
    return Line(one.about, Known(one.finding), source, one.note)


def _summary(number: int, response: Response, check: QuickCheck) -> dict[str, Any]:
    return {
        "number": number,
        "name": response.vendor.name,
        "noted": check.answered > 0,
        "progress": check.progress_shown,
        "counts": check.counts_shown,
        "first": _first(check),
    }


def _first(check: QuickCheck) -> str:
    if check.ask_next:
        return check.ask_next[0].title
    return "the proof behind each yes" if check.answered else "all questions"


def _check(number: int, response: Response, check: QuickCheck) -> dict[str, Any]:
    return {
        "number": number,
        "name": response.vendor.name,
        "counts": check.counts_shown,
        "rows": [_row(one) for one in check.rows],
        "ask_next": check.ask_next,
    }


def _row(row: QuickRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "question": row.question,
        "tone": TONES.get(row.known, "heat-none") if row.known else "not-asked",
        "shown": row.shown,
        "source": row.source,
        "note": row.note,
    }
