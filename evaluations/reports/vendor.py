"""The report on a single vendor: its figures, answers, proof and reasons; last, what to ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from evaluations.asks import Ask
from evaluations.comparison import Column, RollUp
from evaluations.queries.checks import Checked, checked_on
from evaluations.queries.findings import FindingView, about
from evaluations.queries.judgement import Bench
from evaluations.queries.reports import Material
from evaluations.queries.requests import asks_to
from evaluations.reports import pieces
from evaluations.reports.comparison import Topic, method_of, topics_of
from evaluations.reports.pieces import Contents, Record
from evaluations.reports.words import of_one
from evaluations.scoring import MustHaveState
from portal.jobs.registry import JobFailed
from vendors.declared import end_of
from vendors.figures import Figures, figures_of
from vendors.models import Origin, Submission
from vendors.queries.amendments import Published
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Item

TITLE = "Vendor reliability report"
Part = Callable[[int, str], None]
UNMET = frozenset({MustHaveState.FAILED, MustHaveState.OPEN})
GONE = "This vendor is no longer part of the evaluation, so there is no report on it."


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with what was answered to it, as far as it may be printed."""

    item: Item
    pieces: tuple[Shown, ...]
    confidential: bool
    figures: Figures
    origin: str
    """Said where the vendor did not type the answer itself."""
    proofs: tuple[str, ...]
    amended: Published | None
    """The amendment that put the question in other words, where the answer is from before it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One topic with its questions."""

    topic: Topic
    answers: tuple[Answered, ...]
    findings: tuple[FindingView, ...]
    """Our own, on this topic."""
    checked: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Requests:
    """What to ask for on one level."""

    number: int
    title: str
    asks: tuple[Ask, ...]


def html_of(material: Material, record: Record, key: str, *, part: Part) -> str:
    """The whole document on the vendor of this response; each topic is counted."""
    comparison = material.comparison
    at = next((n for n, one in enumerate(comparison.columns) if one.key == key), None)
    if at is None:
        raise JobFailed(GONE)
    column, peak = comparison.columns[at], comparison.peak.cells[at]
    submission = material.submission(key)
    contents = Contents()
    contents.add("needs", "Needed, promised and proved")
    contents.add("answers", "Answers, proof and scores")
    sections = []
    for number, topic in enumerate(topics_of(material, at), start=1):
        part(number, topic.row.short_title)
        contents.add(f"topic-{number}", topic.row.title, deeper=True)
        section = _section(material, submission, topic, int(key))
        sections.append(
            render_to_string("reports/_topic.html", {"section": section, "number": number})
        )
    whole = [
        one for one in material.findings.get(int(key), ()) if not one.about and not one.removed
    ]
    if whole:
        contents.add("findings", "Our own findings on the vendor as a whole")
    tested = pieces.best_test(material, key)
    if tested["test"]:
        contents.add("load-test", "The load test that proves the most")
    contents.add("evidence", "Evidence")
    contents.add("method", "How this was calculated")
    contents.add("ask", "What to ask for")
    scored = pieces.scored_by(material)
    context = {
        "title": TITLE,
        "mark": "" if not material.is_draft else "Draft for discussion",
        **record.facts_of(_status(material, column), scored, "Scored by"),
        **_first_page(material, column),
        "about": f"{column.name} · {material.evaluation.round.name}",
        "peak_chart": pieces.peak_chart(column, comparison, peak),
        "peak_needed": comparison.peak.needed_shown,
        "peak": pieces.peak_words(peak),
        "required": [pieces.required_of(row, at) for row in comparison.needs],
        **tested,
        "entries": contents.entries,
        "sections": sections,
        "evidence": pieces.proofs_of(
            submission.content["evidence"] if submission else (), material.bench
        ),
        "findings": whole,
        "requests": requests_of(material, key),
        **_only_this(method_of(material, record), column),
    }
    return render_to_string("reports/vendor.html", context)


def _section(
    material: Material, submission: Submission | None, topic: Topic, response: int
) -> Section:
    criterion = topic.row.key
    return Section(
        topic,
        answers_of(material.bench, submission, criterion),
        about(material.findings.get(response, ()), criterion),
        checked_on(material.checks, response, criterion),
    )


def _only_this(method: dict[str, Any], column: Column) -> dict[str, Any]:
    """The same method without a word about other vendors."""
    return method | {"submissions": [one for one in method["submissions"] if one[0] == column.name]}


def _status(material: Material, column: Column) -> str:
    if not material.is_draft:
        return pieces.status_of(material)
    return f"Draft for discussion, {column.missing_shown}"


def _first_page(material: Material, column: Column) -> dict[str, Any]:
    shares = pieces.level_shares(material.comparison)
    return {
        "column": column,
        "outcome": material.outcomes.get(column.key, ""),
        "in_short": of_one(material, column),
        "chart": pieces.chart_of(column, "vendor"),
        "levels": [
            (
                f"{one.number}. {one.title}",
                shares.get(one.number, pieces.NOTHING),
                pieces.level_cell(column, one.number, narrow=True),
                one.roll_up.range_shown or pieces.NOTHING,
                _covered(one.roll_up),
            )
            for one in column.levels
        ],
        "covered": _covered(column.total),
        "unmet": [one for one in column.must_haves if one.state in UNMET],
        "scale": pieces.scale_of(material.bench.questionnaire),
    }


def _covered(roll_up: RollUp) -> str:
    """How much of the weight is scored."""
    if roll_up.coverage is None:
        return pieces.NOTHING
    return roll_up.coverage_shown or "all"


def answers_of(bench: Bench, submission: Submission | None, criterion: str) -> tuple[Answered, ...]:
    """The questions of a topic with what was answered, as far as it may be printed."""
    answers = submission.content["answers"] if submission else {}
    evidence = submission.content["evidence"] if submission else []
    # What is confidential must not be read off a figure either.
    printed = {key: one for key, one in answers.items() if not one["confidential"]}
    content = {"answers": printed, "evidence": []}
    reworded = bench.reworded_since(submission) if submission else {}
    return tuple(
        _answered(
            item,
            answers.get(item.key),
            evidence,
            figures_of(item.key, content, at=end_of(bench.closing)),
            reworded.get(item.key) if item.key in answers else None,
        )
        for item in bench.questionnaire.items_of(criterion)
    )


def _answered(
    item: Item,
    answer: dict[str, Any] | None,
    evidence: list[Any],
    figures: Figures,
    amended: Published | None,
) -> Answered:
    hidden = bool(answer and answer["confidential"])
    value = answer["value"] if answer and not hidden else {}
    return Answered(
        item=item,
        pieces=() if hidden else shown(item, value),
        confidential=hidden,
        figures=figures,
        origin=_origin(answer),
        proofs=tuple(_named(one, item.key) for one in evidence if _proves(one, item.key)),
        amended=amended,
    )


def _origin(answer: dict[str, Any] | None) -> str:
    if not answer or answer["origin"] == Origin.TYPED:
        return ""
    words = str(Origin(answer["origin"]).label)
    source = f" from: {answer['source']}" if answer["source"] else ""
    return f"{words[:1].upper()}{words[1:]}{source}"


def _proves(evidence: dict[str, Any], item: str) -> bool:
    return any(link["key"] == item for link in evidence["items"])


def _named(evidence: dict[str, Any], item: str) -> str:
    if evidence["confidential"]:
        return pieces.CONFIDENTIAL_FILE
    page = next((one["page"] for one in evidence["items"] if one["key"] == item), None)
    title = str(evidence["title"] or evidence["name"])
    return f"{title}, page {page}" if page else title


def requests_of(material: Material, key: str) -> list[Requests]:
    """Gaps, base first, each with what to ask for and the proof that would close it."""
    by_level: dict[int, list[Ask]] = {}
    for ask in asks_to(material, key):
        by_level.setdefault(ask.level, []).append(ask)
    return [
        Requests(number, those[0].level_title, tuple(those))
        for number, those in sorted(by_level.items())
    ]
