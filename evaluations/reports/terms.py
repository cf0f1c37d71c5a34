"""A vendor's answers as the schedule of a contract, on paper, and its declared outages under them.

What the vendor marked as confidential is left out, and so is what could be read off it: gaps, traps
and replay are worked out without it. Terms that somebody tries on the page reach no paper.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from evaluations.queries.terms import History, PrintedTerms, counted_in, history_of
from evaluations.reports import pieces
from evaluations.reports.pieces import Record
from evaluations.reports.reading import NOTHING
from portal.jobs.registry import JobFailed
from portal.look.formats import in_words
from vendors.questionnaire.cells import plain_number
from vendors.schedule import schedule_of
from vendors.terms import terms_of

TITLE = "Contract terms"
FEE = Decimal(100)
"""Credits are printed as shares of the fee, so any fee gives the same."""


def html_of(printed: PrintedTerms, record: Record) -> str:
    """The whole document."""
    copy = printed.copy
    submission = copy.submission
    if copy.response is None or submission is None:
        raise JobFailed(NOTHING)
    bench = copy.bench
    content, hidden = _open(submission.content)
    schedule = schedule_of(bench.questionnaire, content, printed.words)
    clauses = [(one, one.item in hidden) for one in schedule.clauses]
    gaps = sum(one.is_gap and not withheld for one, withheld in clauses)
    handed_in = f"{submission.reference}, {in_words(submission.at, year=True)}"
    history = history_of(content, closing=bench.closing)
    context = {
        "title": TITLE,
        "mark": "",
        **record.facts_of("Answers as submitted", handed_in, "Submitted"),
        "about": f"{copy.response.vendor.name} · {bench.evaluation.round.name}",
        "clauses": clauses,
        "gaps": gaps,
        "traps": len(schedule.traps),
        "withheld": pieces.CONFIDENTIAL,
        "is_in_part": any(withheld for _one, withheld in clauses),
        "source": history.source,
        "periods": _periods(content, history) if history.source else (),
        "rests_on": [
            *record.method(),
            ("Answers", f"{handed_in}, fingerprint {submission.root}"),
        ],
    }
    return render_to_string("reports/terms.html", context)


def _open(content: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """The content without confidential answers, and the keys of those."""
    answers: Mapping[str, Any] = content["answers"]
    hidden = frozenset(key for key, one in answers.items() if one["confidential"])
    kept = {key: one for key, one in answers.items() if key not in hidden}
    return {**content, "answers": kept, "evidence": []}, hidden


def _periods(content: Mapping[str, Any], history: History) -> list[tuple[str, ...]]:
    replayed = history.under(terms_of(content), FEE)
    paid = [f"{plain_number(one.credit)} %" if one.credit else "None" for one in replayed.periods]
    return [(*row, credit) for row, credit in zip(counted_in(replayed), paid, strict=True)]
