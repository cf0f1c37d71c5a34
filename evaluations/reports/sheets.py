"""The comparison as a spreadsheet and as CSV: the same figures, as numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from evaluations.comparison import Cell as ScoreCell
from evaluations.comparison import Column, PackComparison, RollUp, Row
from evaluations.cost import CostSheet
from evaluations.queries.order import printed
from evaluations.queries.reports import Material
from evaluations.reports import pieces
from evaluations.reports.comparison import TITLE, method_of, topics_of
from evaluations.reports.pieces import Record
from portal import clock
from portal.documents.sheets import Cell, Sheet, csv_bytes, workbook
from vendors.requirements import Verdict

Part = Callable[[int, str], None]
PLACES = Decimal("0.0001")
CSV_HEADER = (
    "Vendor", "Level", "Level title", "Topic", "Weight", "Share", "Score", "Lowest", "Highest",
    "Scored", "Assigned", "Evidence", "Grade", "Notes", "Vendor total", "Rank", "Record", "Fingerprint",
)  # fmt: skip


def workbook_of(material: Material, record: Record, *, part: Part) -> bytes:
    """Scores, reasons, evidence and method, a sheet each."""
    reasons: list[Sequence[Cell]] = []
    evidence: list[Sequence[Cell]] = []
    for number, column in enumerate(material.comparison.columns, start=1):
        part(number, column.name)
        reasons += _reasons(material, number - 1)
        evidence += _evidence(material, column)
    names = [one.name for one in material.comparison.columns]
    sheets = [
        Sheet(
            "Scores",
            ("Row", "Level", "Name", "Weight", "Share", *names),
            list(_scores(material)),
            widths=(9, 7, 40, 8, 8, *(16 for _ in names)),
            frozen_columns=3,
        ),
        Sheet(
            "Reasons",
            ("Vendor", "Level", "Topic", "Reviewer", "Given", "Counts for", "Limit", "Reason",
             "Limit lifted by", "Shown by", "Going by", "Saved"),
            reasons,
            widths=(24, 7, 30, 20, 8, 11, 34, 80, 30, 14, 40, 20),
        ),
        Sheet(
            "Evidence",
            ("Vendor", "File", "Kind", "Date it speaks of", "Age", "Proves", "Fingerprint (SHA-256)",
             "Confidential"),
            evidence,
            widths=(24, 40, 18, 16, 30, 50, 68, 12),
        ),
        Sheet(
            "Requirements",
            ("Vendor", "Requirement", "Needed", "Promised", "Promise is enough", "Proved",
             "Proof is enough"),
            list(_requirements(material)),
            widths=(24, 26, 30, 40, 18, 60, 16),
        ),
        *(
            [
                Sheet(
                    "Cost",
                    ("Vendor", "Score", "Line", "Worked out", "Comes to", "Currency", "Note"),
                    list(_costs(material.costs)),
                    widths=(24, 8, 34, 40, 16, 10, 60),
                )
            ]
            if material.costs
            else []
        ),
        *(_pack(one) for one in material.comparison.packs),
        *_order(material),
        Sheet("Method", ("What", "How"), list(_method(material, record)), widths=(30, 120)),
    ]  # fmt: skip
    return workbook(sheets, title=f"{TITLE}: {material.evaluation.round.name}", created=clock.now())


def _pack(pack: PackComparison) -> Sheet:
    """One pack's topics, their sections and its total, beside the scores of reliability."""
    compared = pack.comparison
    names = [one.name for one in compared.columns]
    rows: list[Sequence[Cell]] = []
    for row in compared.rows:
        finals = (_exact(one.final) for one in row.cells)
        rows.append(("topic", row.title, row.weight, _exact(row.share), *finals))
    for group in compared.groups:
        figures = [_exact(one.score) for one in group.roll_ups]
        rows.append(("section", group.title, None, _exact(group.share), *figures))
    totals = (_exact(one.total.score) for one in compared.columns)
    rows.append(("total", "Weighted total", None, Decimal(1), *totals))
    required = (one.must_haves_shown for one in compared.columns)
    rows.append(("must-haves", "Must-haves", None, None, *required))
    return Sheet(
        pack.title,
        ("Row", "Name", "Weight", "Share", *names),
        rows,
        widths=(9, 40, 8, 8, *(16 for _ in names)),
        frozen_columns=2,
    )


def _order(material: Material) -> Iterator[Sheet]:
    """How sure the order is; no sheet where that was not chosen in time."""
    order = printed(material.bench, material.comparison)
    if order is None:
        return
    said = [
        ("How sure", order.verdict),
        *((f"{one.name}: first, of 100 draws", one.first) for one in order.lines),
        *((f"{one.name}: places in 90 of 100", one.places) for one in order.lines),
        *((f"{one.topic} ({one.share}): first two tie at", one.at) for one in order.tips),
        *(("Without one reviewer", one) for one in order.left_out),
        *(("One point more or less", one) for one in (order.nudges, *order.nudged)),
        ("What rests on claims alone", order.unshown),
        *(("How this was worked out", one) for one in order.method),
    ]
    yield Sheet("Order", ("What", "Found"), said, widths=(50, 100))


def csv_of(material: Material, record: Record, *, part: Part) -> bytes:
    """One line per vendor and topic."""
    needs = material.comparison.needs
    beside = [] if material.evaluation.pyramid_slack is None else ["Pyramid score"]
    named = [
        f"{row.need.label}: {what}" for row in needs for what in ("needed", "promised", "proved")
    ]
    rows: list[Sequence[Cell]] = [(*CSV_HEADER, *beside, *named)]
    stamp = f"{record.line}, {record.produced}"
    for number, column in enumerate(material.comparison.columns, start=1):
        part(number, column.name)
        lines = [row.cells[number - 1].printed for row in needs]
        capped = [_exact(column.pyramid.exact)] if column.pyramid else []
        held = [words for one in lines for words in (one.need, one.promise, one.proof)]
        rows += [
            (
                column.name, row.level, row.level_title, row.title, row.weight,
                _exact(row.share), _exact(cell.final), cell.low, cell.high, cell.in_hand,
                cell.expected, cell.evidence_shown, cell.grade_shown, cell.notes,
                _exact(column.total.score), column.rank, stamp, record.snapshot, *capped, *held,
            )
            for row, cell, column in _places(material, number - 1)
        ]  # fmt: skip
    return csv_bytes(rows)


def _places(material: Material, at: int) -> Iterator[tuple[Row, ScoreCell, Column]]:
    """All topics of one vendor; those of a pack beside that pack's total, which has no rank here."""
    comparison = material.comparison
    for row in comparison.rows:
        yield row, row.cells[at], comparison.columns[at]
    for pack in comparison.packs:
        column = replace(pack.comparison.columns[at], rank=None)
        for row in pack.comparison.rows:
            yield row, row.cells[at], column


def _scores(material: Material) -> Iterator[Sequence[Cell]]:
    comparison = material.comparison
    for group in comparison.groups:
        for row in group.rows:
            yield _score_row(row)
    for group in comparison.groups:
        figures = [_exact(one.score) for one in group.roll_ups]
        yield ("level", group.number, group.title, None, _exact(group.share), *figures)
    totals: list[RollUp] = [one.total for one in comparison.columns]
    yield (
        "total",
        None,
        "Weighted total",
        None,
        Decimal(1),
        *(_exact(one.score) for one in totals),
    )
    slack = material.evaluation.pyramid_slack
    if slack is not None:
        yield (
            "pyramid", None, f"Pyramid score, slack {slack}", None, None,
            *(_exact(one.pyramid.exact) if one.pyramid else None for one in comparison.columns),
        )  # fmt: skip
    yield ("rank", None, "Rank", None, None, *(one.rank for one in comparison.columns))
    yield (
        "must-haves", None, "Must-haves", None, None,
        *(one.must_haves_shown for one in comparison.columns),
    )  # fmt: skip
    yield (
        "proved", None, f"Proved, of {comparison.peak.needed_shown}", None, None,
        *(one.proved for one in comparison.peak.cells),
    )  # fmt: skip


def _score_row(row: Row) -> Sequence[Cell]:
    cells: list[ScoreCell] = list(row.cells)
    figures = [_exact(one.final) for one in cells]
    return ("topic", row.level, row.title, row.weight, _exact(row.share), *figures)


def _reasons(material: Material, at: int) -> Iterator[Sequence[Cell]]:
    name = material.comparison.columns[at].name
    for topic in topics_of(material, at):
        for one in topic.opinions:
            judged = "cannot judge" if one.cannot_judge else one.given
            yield (
                name, topic.row.level, topic.row.title, one.reviewer, judged, one.counted,
                topic.cell.ceiling_note, one.reason, one.lifted_by, one.grade,
                "; ".join(part for part in (one.seen_in, one.grade_reason) if part), one.saved_at,
            )  # fmt: skip
        if topic.agreed:
            yield (
                name, topic.row.level, topic.row.title, "Agreed by the panel", topic.agreed.value,
                topic.agreed.value, "", topic.agreed.reason, "", "", "", topic.agreed.at,
            )  # fmt: skip
        elif topic.left:
            yield (
                name, topic.row.level, topic.row.title, "Left at the average", None, None, "",
                topic.left.reason, "", "", "", topic.left.at,
            )  # fmt: skip
        for prompt, mark in topic.marks:
            yield (
                name, topic.row.level, topic.row.title, "Agreed mark of a must-have", mark.value,
                None, "", f"{prompt} {mark.reason}", "", "", "", mark.at,
            )  # fmt: skip


def _evidence(material: Material, column: Column) -> Iterator[Sequence[Cell]]:
    submission = material.submission(column.key)
    if submission is None:
        return
    for one in pieces.proofs_of(submission.content["evidence"], material.bench):
        yield (
            column.name, one.title, one.kind, one.speaks_of, one.age, one.proves, one.sha256,
            one.confidential,
        )  # fmt: skip


ENOUGH = {Verdict.MET: "yes", Verdict.MISSED: "no", Verdict.UNKNOWN: "not known"}


def _requirements(material: Material) -> Iterator[Sequence[Cell]]:
    for at, column in enumerate(material.comparison.columns):
        for row in material.comparison.needs:
            line = row.cells[at].printed
            yield (
                column.name, line.label, line.need, line.promise, ENOUGH[line.promised],
                line.proof, ENOUGH[line.proved],
            )  # fmt: skip


def _costs(costs: CostSheet) -> Iterator[Sequence[Cell]]:
    """Each vendor's lines and its total; prices count in no score."""
    for one in costs.lines:
        price, score = one.price, _exact(one.score)
        for step in price.steps if price else ():
            amount = step.total if step.is_amount else step.shown
            yield (one.name, score, step.label, step.worked, amount, one.currency, "")
        total = price.total if price else one.price_shown
        over = costs.over.words if price else ""
        yield (one.name, score, "Total", over, total, one.currency, " ".join(one.notes))


def _method(material: Material, record: Record) -> Iterator[Sequence[Cell]]:
    found = method_of(material, record)
    yield ("Evaluation", material.evaluation.round.name)
    yield ("Status", pieces.status_of(material))
    yield ("Scored by", pieces.scored_by(material))
    yield from found["method"]
    for line in found["how"]:
        yield ("How this was calculated", line)
    for line in found["not_asked"]:
        yield ("Not asked", line)
    for name, reference, at, root in found["submissions"]:
        yield (f"Answers of {name}", f"{reference}, {at}, fingerprint {root}")
    for name, at, root in found["sheets"]:
        yield (f"Scores of {name}", f"locked: {at}, fingerprint {root or 'none'}")


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(PLACES)
