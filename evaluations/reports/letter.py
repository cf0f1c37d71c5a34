"""The debrief letter: what a vendor may know of the decision, of its own scores and its gaps.

Nobody else is in it: no other vendor and no rank, no reviewer, nobody who ordered it, and no
reason that was written for the jurisdiction's own record.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string

from evaluations.comparison import Column, RollUp
from evaluations.queries.papers import by_section, outcome_of
from evaluations.queries.reports import Material
from evaluations.reports import pieces
from evaluations.reports.pieces import Record
from evaluations.reports.vendor import GONE, UNMET, requests_of
from portal import clock
from portal.jobs.registry import JobFailed
from portal.look.formats import in_words
from portal.tenancy.switch import current

TITLE = "Debrief letter"
UNDECIDED = "No decision that holds says anything about this vendor, so there is no letter to it."


def html_of(material: Material, record: Record, key: str) -> str:
    """The whole letter to the vendor of this response."""
    column = next((one for one in material.comparison.columns if one.key == key), None)
    if column is None:
        raise JobFailed(GONE)
    outcome = outcome_of(material, key)
    if outcome is None or material.decision is None or material.is_draft:
        raise JobFailed(UNDECIDED)
    record = replace(record, produced=pieces.dated(clock.now()))
    number = len(material.bench.panel)
    reviewers = "1 reviewer" if number == 1 else f"{number} reviewers"
    facts = record.facts_of(pieces.decided_on(material.decision), reviewers, "Scored by")
    facts["facts_left"].append(("Time zone", current().time_zone))
    context = {
        "title": TITLE,
        "mark": "",
        **facts,
        "about": f"{column.name} · {record.evaluation.round.name}",
        "alone": _alone(material, key),
        "outcome": outcome.get_outcome_display(),
        "wording": outcome.wording,
        "column": column,
        "total": in_figures_and_words(material, column.total),
        "levels": _levels(material, column),
        "sections": _sections(material, key),
        "unmet": [one for one in column.must_haves if one.state in UNMET],
        "requests": requests_of(material, key),
        "scale": pieces.scale_of(material.bench.questionnaire),
        "contact": _contact(),
        "rests_on": [*record.method(), *_answers(material, key)],
    }
    return render_to_string("reports/letter.html", context)


def in_figures_and_words(material: Material, score: RollUp) -> tuple[Any, str]:
    """A score as a chip, and the word of the step of the scale that it is nearest to."""
    words = {one.score: one.label for one in material.bench.questionnaire.scale}
    nearest = "not scored" if score.heat is None else words.get(score.heat, "")
    return pieces.chip(score.shown, score.heat), nearest


def _contact() -> str:
    at = current()
    return ", ".join(filter(None, (at.contact_name, at.contact_email, at.contact_phone)))


def _alone(material: Material, key: str) -> str:
    """Said on page 1 where figures are one person's."""
    scoring = {one.reviewer for one in material.bench.assignments() if one.vendor == key}
    return "Scored by one person: every figure is one person’s view." if len(scoring) == 1 else ""


def _levels(material: Material, column: Column) -> list[tuple[str, Any, str]]:
    return _lines(
        material,
        ((f"{one.number}. {one.title}", one.roll_up) for one in column.levels if one.asked),
    )


def _sections(material: Material, key: str) -> list[tuple[str, Any, str]]:
    comparison = by_section(material)
    at = next(n for n, one in enumerate(comparison.columns) if one.key == key)
    return _lines(material, ((one.title, one.roll_ups[at]) for one in comparison.groups))


def _lines(material: Material, scores: Iterable[tuple[str, RollUp]]) -> list[tuple[str, Any, str]]:
    return [(title, *in_figures_and_words(material, score)) for title, score in scores]


def _answers(material: Material, key: str) -> list[tuple[str, str]]:
    """The vendor's own submission, on which every figure rests."""
    submission = material.submission(key)
    if submission is None:
        return []
    at = in_words(submission.at, year=True)
    return [("Your answers", f"{submission.reference}, {at}, fingerprint {submission.root}")]
