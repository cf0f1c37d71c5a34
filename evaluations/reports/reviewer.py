"""The sheet of one reviewer: what she locked, topic by topic, and what she declared."""

from collections.abc import Callable, Sequence
from typing import Any

from django.template.loader import render_to_string

from evaluations.comparison import Row
from evaluations.queries.papers import OwnSheet, own_sheet_of
from evaluations.queries.reports import Material, Opinion
from evaluations.reports import pieces
from evaluations.reports.master import alone
from evaluations.reports.pieces import Contents, Record
from portal.jobs.registry import JobFailed
from portal.tenancy.switch import current
from vendors.models import Response

TITLE = "Individual score sheet"
GONE = "This reviewer has no locked scores any more, so there is nothing to print."
ALTERED = "Warning: what is stored is not what was locked. Compare it with the record bundle."
SURE = {"high": "very sure", "medium": "fairly sure", "low": "not very sure"}
Part = Callable[[int, str], None]


def sheet_of(material: Material, panelist: int | None) -> OwnSheet:
    """The locked sheet of this reviewer; the job fails without one."""
    sheet = own_sheet_of(material, panelist)
    if sheet is None:
        raise JobFailed(GONE)
    return sheet


def html_of(material: Material, record: Record, sheet: OwnSheet, *, part: Part) -> str:
    """The whole sheet; each vendor is counted."""
    place = sheet.panelist
    contents = Contents()
    vendors = []
    for number, response in enumerate(sheet.vendors, start=1):
        part(number, response.vendor.name)
        contents.add(f"vendor-{number}", response.vendor.name)
        vendors.append((f"vendor-{number}", response, _lines(material, response, place.pk)))
    locked = pieces.dated(place.locked_at) if place.locked_at else "not locked"
    facts = record.facts_of(pieces.status_of(material), locked, "Locked")
    facts["facts_left"].append(("Time zone", current().time_zone))
    version = material.evaluation.round.version
    questionnaire = material.bench.questionnaire
    context = {
        "title": TITLE,
        "mark": "Draft for discussion" if material.is_draft else "",
        **facts,
        "about": f"{place.name} · {material.evaluation.round.name}",
        "alone": alone(material),
        "altered": "" if sheet.holds else ALTERED,
        "declaration": sheet.declaration,
        "signed": _signed(material, sheet),
        "seal": [
            ("Scores it covers", str(sheet.sealed)),
            ("Fingerprint", place.sheet_root),
            ("Checked", "what is printed is what was locked" if sheet.holds else ALTERED),
        ],
        "entries": contents.entries,
        "vendors": vendors,
        "scale": pieces.scale_of(questionnaire),
        "rests_on": [
            *record.method(),
            (
                "Questionnaire",
                f"{questionnaire.title}, version {version.number}, fingerprint {version.digest}",
            ),
        ],
    }
    return render_to_string("reports/reviewer.html", context)


def _signed(material: Material, sheet: OwnSheet) -> list[tuple[str, str]]:
    """Who signed the declaration when, and the vendors that she does not score for it."""
    signed = sheet.declaration
    if signed is None:
        return []
    names = [one.vendor.name for one in material.bench.responses if one.pk in set(signed.conflicts)]
    return [
        ("Signed", f"{signed.typed_name}, {pieces.dated(signed.at)}"),
        ("Conflict with", ", ".join(names) if names else "no vendor"),
    ]


def _lines(material: Material, response: Response, panelist: int) -> list[dict[str, Any]]:
    """Her score of each topic of this vendor, in the order of the comparison."""
    key = str(response.pk)
    found = []
    for row in material.comparison.all_rows:
        opinion = _hers(material.opinions.get((key, row.key), ()), panelist)
        if opinion is not None:
            found.append(_line(material, row, key, opinion))
    return found


def _hers(opinions: Sequence[Opinion], panelist: int) -> Opinion | None:
    return next((one for one in opinions if one.panelist == panelist), None)


def _line(material: Material, row: Row, key: str, opinion: Opinion) -> dict[str, Any]:
    cell = next(one for one in row.cells if one.vendor == key)
    counts = dict(cell.counted).get(str(opinion.panelist))
    notes = [
        SURE.get(opinion.confidence, ""),
        f"shown: {opinion.grade}" if opinion.grade else "",
        opinion.grade_reason,
        f"seen in: {opinion.seen_in}" if opinion.seen_in else "",
        f"limit lifted: {opinion.lifted_by}" if opinion.lifted_by else "",
    ]
    return {
        "title": row.short_title,
        "given": "cannot judge" if opinion.given is None else str(opinion.given),
        "counts": pieces.NOTHING if counts is None else str(counts),
        "notes": [one for one in notes if one],
        "reason": opinion.reason,
    }
