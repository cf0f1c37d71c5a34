"""The master score sheet: every reviewer's score as locked, its limit, and what it counts for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from evaluations.comparison import Cell, CellState, Column, Comparison
from evaluations.models import Panelist
from evaluations.queries.papers import by_section
from evaluations.queries.reports import Material, Opinion
from evaluations.reports import pieces
from evaluations.reports.comparison import method_of
from evaluations.reports.pieces import Contents, Record
from portal.tenancy.switch import current

TITLE = "Master score sheet"
REVIEWERS_AT_ONCE = 8
"""Reviewers side by side in one table of a page laid across."""
Part = Callable[[int, str], None]


def html_of(material: Material, record: Record, *, part: Part) -> str:
    """The whole document; each vendor's table is counted."""
    comparison = material.comparison
    contents = Contents()
    contents.add("levels", "Totals by level")
    contents.add("sections", "Totals by section")
    contents.add("vendors", "Each vendor: every reviewer’s score")
    sheets = []
    for at, column in enumerate(comparison.columns):
        part(at + 1, column.name)
        contents.add(f"vendor-{at + 1}", column.name, deeper=True)
        sheets.append(_sheet(material, column, at))
    contents.add("method", "How this was calculated")
    facts = record.facts_of(pieces.status_of(material), pieces.scored_by(material), "Scored by")
    facts["facts_left"].append(("Time zone", current().time_zone))
    context = {
        "title": TITLE,
        "mark": "Draft for discussion" if material.is_draft else "",
        **facts,
        "alone": alone(material),
        "vendors": comparison.columns,
        "agreed": sum(cell.agreed for row in comparison.rows for cell in row.cells),
        "entries": contents.entries,
        "levels": _totals(comparison, "Level {0.number}: {0.title}"),
        "sections": _totals(by_section(material), "{0.title}"),
        "parts": sheets,
        "scale": pieces.scale_of(material.bench.questionnaire),
        **method_of(material, record),
    }
    return render_to_string("reports/master.html", context)


def alone(material: Material) -> str:
    """Said on page 1 where figures are one person's."""
    panel = material.bench.panel
    if len(panel) == 1:
        return f"Scored by one person, {panel[0].name}: every figure is one person’s view."
    scored: dict[str, list[str]] = {}
    for one in material.bench.assignments():
        scored.setdefault(one.vendor, []).append(one.reviewer)
    names = [one.name for one in material.comparison.columns if len(scored.get(one.key, ())) == 1]
    if not names:
        return ""
    return (
        f"Scored by one person alone, because the others declared a conflict: {', '.join(names)}."
    )


def _totals(comparison: Comparison, words: str) -> list[dict[str, Any]]:
    """Each group's score against some of the vendors."""
    return [
        {
            "names": [comparison.columns[one].name for one in at],
            "rows": [
                (
                    words.format(group),
                    pieces.percent(group.share),
                    [
                        pieces.chip(group.roll_ups[one].shown, group.roll_ups[one].heat)
                        for one in at
                    ],
                )
                for group in comparison.groups
            ],
            "totals": [comparison.columns[one].total.shown for one in at],
        }
        for at in pieces.in_fives(comparison.columns)
    ]


def _sheet(material: Material, column: Column, at: int) -> dict[str, Any]:
    """One vendor's topics against its reviewers; nobody with a conflict is among them."""
    scoring = {one.reviewer for one in material.bench.assignments() if one.vendor == column.key}
    panel = [one for one in material.bench.panel if str(one.pk) in scoring]
    return {
        "column": column,
        "tables": [
            {"names": [one.name for one in some], "groups": _groups(material, at, some)}
            for some in _in_eights(panel)
        ],
    }


def _in_eights(panel: Sequence[Panelist]) -> list[Sequence[Panelist]]:
    step = REVIEWERS_AT_ONCE
    return [panel[start : start + step] for start in range(0, len(panel), step)]


def _groups(material: Material, at: int, panel: Sequence[Panelist]) -> list[dict[str, Any]]:
    return [
        {
            "title": f"Level {group.number}: {group.title}",
            "share": pieces.percent(group.share),
            "score": group.roll_ups[at].shown,
            "rows": [
                {
                    "title": row.short_title,
                    "weight": row.weight,
                    "share": pieces.percent(row.share),
                    "limit": _limit(row.cells[at]),
                    "given": _given(material, row.cells[at], panel),
                    "before": _before(row.cells[at]),
                    "after": row.cells[at].shown if row.cells[at].agreed else pieces.NOTHING,
                    "chip": pieces.chip(row.cells[at].shown, row.cells[at].heat),
                }
                for row in group.rows
            ],
        }
        for group in material.comparison.groups
    ]


def _limit(cell: Cell) -> str:
    return pieces.NOTHING if cell.state is CellState.NOT_APPLICABLE else str(cell.ceiling)


def _before(cell: Cell) -> str:
    """The mean of what the scores count for, on which an agreed score may follow."""
    return (cell.average_shown or pieces.NOTHING) if cell.agreed else cell.shown


def _given(material: Material, cell: Cell, panel: Sequence[Panelist]) -> list[str]:
    opinions = {
        one.panelist: one for one in material.opinions.get((cell.vendor, cell.criterion), ())
    }
    counted = dict(cell.counted)
    return [_words(opinions.get(one.pk), str(one.pk), counted) for one in panel]


def _words(opinion: Opinion | None, reviewer: str, counted: Mapping[str, int]) -> str:
    """A score as locked, and what it counts for where that is less."""
    if opinion is None:
        return pieces.NOTHING
    if opinion.given is None:
        return "cannot judge"
    counts = counted.get(reviewer, opinion.given)
    less = f", counts {counts}" if counts != opinion.given else ""
    return f"{opinion.given}{less}{', limit lifted' if opinion.lifted_by else ''}"
