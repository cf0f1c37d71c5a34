"""The comparison report: all vendors, page 1 first, then every figure and where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from evaluations.comparison import Cell, Column, Comparison, Row
from evaluations.queries.order import printed
from evaluations.queries.reports import Material, Opinion
from evaluations.queries.settled import Agreement, Left
from evaluations.reports import pieces
from evaluations.reports.pieces import Contents, Record
from evaluations.reports.words import in_short, still_open
from portal.look.formats import in_words
from vendors.requirements import RATE

TITLE = "Vendor reliability comparison"
Part = Callable[[int, str], None]
"""Told before each vendor's part: its number from 1, and its name."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of one vendor: its score, each reviewer's own, and what was agreed."""

    row: Row
    cell: Cell
    chip: SafeString
    opinions: tuple[Opinion, ...]
    agreed: Any
    marks: tuple[tuple[str, Agreement], ...] = ()
    """The questions of its must-haves on whose mark the panel agreed, with what it agreed."""
    left: Left | None = None
    """That it talked about it and left it at the average."""

    @property
    def scores(self) -> str:
        """Who gave what, and what it counts for where that is less."""
        return "; ".join(score_words(one) for one in self.opinions)


def score_words(one: Opinion) -> str:
    """One reviewer's score in words."""
    if one.given is None:
        return f"{one.reviewer} could not judge"
    shown = f", shown by {one.grade}" if one.grade else ""
    why = "; ".join(part for part in (one.seen_in, one.grade_reason) if part)
    shown += f" ({why})" if shown and why else ""
    counts = f", counts for {one.counted}" if one.counted != one.given else ""
    lifted = f", limit lifted: {one.lifted_by}" if one.lifted_by else ""
    return f"{one.reviewer} {one.given}{shown}{counts}{lifted}"


def html_of(material: Material, record: Record, *, part: Part) -> str:
    """The whole document; each vendor's part is made by itself, so that it can be counted."""
    contents = Contents()
    comparison = material.comparison
    many = len(comparison.columns) > pieces.AT_ONCE
    if many:
        contents.add("pyramids", "Scores by level, all vendors")
    if material.decision:
        contents.add("decision", "The decision")
    contents.add("topics", "Scores by topic")
    if comparison.packs:
        contents.add("packs", "Beside reliability")
    order = printed(material.bench, comparison)
    if order:
        contents.add("order", "How sure the order is")
    contents.add("must-haves", "Must-haves")
    contents.add("peak", "Needed, promised and proved")
    if material.costs:
        contents.add("cost", "Cost, beside the scores")
    contents.add("vendors", "Each vendor: scores and reasons")
    parts = []
    for number, column in enumerate(comparison.columns, start=1):
        part(number, column.name)
        contents.add(f"vendor-{number}", column.name, deeper=True)
        parts.append(_vendor_part(material, column, number))
    contents.add("evidence", "Evidence")
    contents.add("method", "How this was calculated")
    context = {
        "title": TITLE,
        "mark": "" if not material.is_draft else "Draft for discussion",
        **record.facts_of(pieces.status_of(material), pieces.scored_by(material), "Scored by"),
        **_first_page(material, many=many),
        "entries": contents.entries,
        "parts": parts,
        "tables": [_matrix(comparison, at) for at in pieces.in_fives(comparison.columns)],
        "packs": [
            (one.title, [_matrix(one.comparison, at) for at in pieces.in_fives(comparison.columns)])
            for one in comparison.packs
        ],
        "order": order,
        "must_haves": [_must_haves(material, at) for at in pieces.in_fives(comparison.columns)],
        "peak_needed": comparison.peak.needed_shown,
        "peak_high": comparison.peak.high_shown,
        "needs": [_needs(material, at) for at in pieces.in_fives(comparison.columns)],
        "peak": [
            (column.name, cell.shown, cell.percent or pieces.NOTHING, cell.note)
            for column, cell in zip(comparison.columns, comparison.peak.cells, strict=True)
        ],
        "costs": material.costs,
        "decision": material.decision,
        "outcomes": [
            (one.name, material.outcomes[one.key])
            for one in comparison.columns
            if one.key in material.outcomes
        ],
        "evidence": _evidence(material),
        **method_of(material, record),
    }
    return render_to_string("reports/comparison.html", context)


def _first_page(material: Material, *, many: bool) -> dict[str, Any]:
    comparison = material.comparison
    questionnaire = material.bench.questionnaire
    shares = pieces.level_shares(comparison)
    levels = sorted(questionnaire.levels, key=lambda one: one.number)
    lines, more = still_open(comparison)
    return {
        "many": many,
        "in_short": in_short(material),
        "vendors": [
            {"name": one.name, "total": one.total.shown, "standing": pieces.standing_of(one), "chart": pieces.chart_of(one, "first"),
             "note": one.base_shown, "pyramid": one.pyramid.shown if one.pyramid else ""}
            for one in comparison.columns
        ],
        "levels": [
            {
                "number": level.number,
                "name": f"{level.number}. {level.title}",
                "share": shares.get(level.number, pieces.NOTHING),
                "cells": [pieces.level_cell(one, level.number) for one in comparison.columns],
            }
            for level in levels
        ],
        "rows": [
            {
                "name": one.name,
                "rank": one.rank or "",
                "cells": [pieces.level_cell(one, level.number, narrow=True) for level in levels],
                "total": one.total.shown,
                "must_haves": one.must_haves_shown.replace(" must-haves", ""),
                "responded": one.responded,
            }
            for one in comparison.columns
        ]
        if many
        else [],
        "ranked": comparison.ranked,
        "still_open": lines,
        "more_open": more,
        "scale": pieces.scale_of(questionnaire),
    }  # fmt: skip


def _matrix(comparison: Comparison, at: list[int]) -> dict[str, Any]:
    """Topics of all levels, or of one pack's sections, against some of the vendors."""
    return {
        "names": [comparison.columns[one].name for one in at],
        "totals": [comparison.columns[one].total.shown for one in at],
        "groups": [
            {
                "title": f"Level {group.number}: {group.title}" if group.number else group.title,
                "share": pieces.percent(group.share),
                "cells": [group.roll_ups[one].shown for one in at],
                "rows": [
                    (
                        row.short_title,
                        pieces.percent(row.share),
                        [pieces.matrix_cell(row.cells[one]) for one in at],
                    )
                    for row in group.rows
                ],
            }
            for group in comparison.groups
        ],
    }


def _must_haves(material: Material, at: list[int]) -> dict[str, Any]:
    columns = [material.comparison.columns[one] for one in at]
    required = [material.comparison.must_haves_of(one.key) for one in columns]
    prompts = [one.prompt for one in required[0]] if required else []
    return {
        "names": [one.name for one in columns],
        "rows": [
            (prompt, [(those[n].shown, those[n].state) for those in required])
            for n, prompt in enumerate(prompts)
        ],
    }


def _needs(material: Material, at: list[int]) -> dict[str, Any]:
    """What is required against some of the vendors; the rate has a table of its own."""
    rows = [row for row in material.comparison.needs if row.key != RATE]
    return {
        "names": [material.comparison.columns[one].name for one in at],
        "rows": [
            (row.need, [pieces.required_of(row, one, inline=True) for one in at]) for row in rows
        ],
    }


def _vendor_part(material: Material, column: Column, number: int) -> SafeString:
    submission = material.submission(column.key)
    at = next(n for n, one in enumerate(material.comparison.columns) if one.key == column.key)
    context = {
        "number": number,
        "column": column,
        "reference": submission.reference if submission else "",
        "response": material.response(column.key),
        "required": [pieces.required_of(row, at) for row in material.comparison.needs],
        **pieces.best_test(material, column.key),
        "topics": topics_of(material, at),
    }
    return render_to_string("reports/_vendor_part.html", context)


def topics_of(material: Material, at: int) -> list[Topic]:
    """All topics of the vendor in this column, base first."""
    found = []
    bench = material.bench
    for row in material.comparison.all_rows:
        cell = row.cells[at]
        place = (cell.vendor, row.key)
        found.append(
            Topic(
                row=row,
                cell=cell,
                chip=pieces.chip(cell.shown, cell.heat),
                opinions=material.opinions.get(place, ()),
                agreed=material.agreed.get(place),
                left=bench.settled_on(int(cell.vendor)).left_on(row.key),
                marks=tuple(
                    (item.prompt, agreed[0])
                    for item in bench.questionnaire.items_of(row.key)
                    if (agreed := bench.settled_on(int(cell.vendor)).marks_on([item.key]))
                ),
            )
        )
    return found


def _evidence(material: Material) -> list[tuple[str, str, list[pieces.Proof]]]:
    found = []
    for column in material.comparison.columns:
        submission = material.submission(column.key)
        if submission is None:
            continue
        files = pieces.proofs_of(submission.content["evidence"], material.bench)
        found.append((column.name, submission.reference, files))
    return found


def method_of(material: Material, record: Record) -> dict[str, Any]:
    """How the figures came about, and what they rest on."""
    version = material.evaluation.round.version
    return {
        "how": material.comparison.how,
        "not_asked": material.comparison.not_asked,
        "method": [
            *record.method(),
            (
                "Questionnaire",
                f"{material.bench.questionnaire.title}, version {version.number}, "
                f"fingerprint {version.digest}",
            ),
        ],
        "submissions": [
            (
                column.name,
                submission.reference,
                in_words(submission.at, year=True),
                submission.root,
            )
            for column in material.comparison.columns
            if (submission := material.submission(column.key))
        ],
        "sheets": [
            (
                one.name,
                in_words(one.locked_at, year=True) if one.locked_at else "not locked",
                one.sheet_root,
            )
            for one in material.bench.panel
        ],
    }
