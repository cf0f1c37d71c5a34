"""The comparison as JSON, for other programs to read: the figures of the page, and the exact ones.

Each figure stands twice: `shown` as on the page, and as an exact decimal in a string, so that no
reader rounds it on the way. Times are ISO 8601 with their offset.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from evaluations.comparison import Column, RollUp
from evaluations.cost import CostSheet
from evaluations.queries.order import Order, printed
from evaluations.queries.reports import Material, Opinion
from evaluations.reports import pieces
from evaluations.reports.comparison import Topic, method_of, topics_of
from evaluations.reports.pieces import Record

FORMAT = "plumbline-comparison"
VERSION = 1
Part = Callable[[int, str], None]


def json_of(material: Material, record: Record, *, part: Part) -> bytes:
    """The whole comparison as UTF-8 JSON."""
    comparison, decision = material.comparison, material.decision
    round_ = material.evaluation.round
    topics: dict[str, dict[str, Any]] = {}
    for at, column in enumerate(comparison.columns):
        part(at + 1, column.name)
        for topic in topics_of(material, at):
            entry = topics.setdefault(topic.row.key, _topic(topic))
            entry["vendors"].append(_cell(topic))
    value = {
        "format": FORMAT,
        "version": VERSION,
        "evaluation": {
            "name": round_.name,
            "number": round_.number,
            "status": pieces.status_of(material),
            "is_draft": material.is_draft,
            "scored_by": pieces.scored_by(material),
            "progress": comparison.progress_shown,
            "record": record.line,
            "produced": record.produced,
            "fingerprint": record.snapshot,
        },
        "method": _method(material, record),
        "levels": [
            {"level": one.number, "title": one.title, "share": _exact(one.share)}
            for one in comparison.groups
        ],
        "vendors": [_vendor(material, one) for one in comparison.columns],
        "topics": list(topics.values()),
        "beside_reliability": [
            {
                "pack": one.key,
                "title": one.title,
                "vendors": [
                    {
                        "vendor": column.key,
                        "total": _roll_up(column.total),
                        "fails_must_have": column.fails_must_have,
                    }
                    for column in one.comparison.columns
                ],
            }
            for one in comparison.packs
        ],
        "requirements": [
            {
                "key": row.key,
                "label": row.need.label,
                "needed": row.need.need,
                "vendors": [
                    {
                        "vendor": cell.vendor,
                        "promised": cell.printed.promise,
                        "promise_is_enough": str(cell.printed.promised.value),
                        "proved": cell.printed.proof,
                        "proof_is_enough": str(cell.printed.proved.value),
                    }
                    for cell in row.cells
                ],
            }
            for row in comparison.needs
        ],
        "cost": _cost(material.costs) if material.costs else None,
        "order": _order(printed(material.bench, comparison)),
        "decision": {
            "reasons": decision.reasons,
            "at": decision.at.isoformat(),
            "by": decision.by_name,
            "outcomes": material.outcomes,
        }
        if decision
        else None,
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _order(order: Order | None) -> dict[str, Any] | None:
    """How sure the order is, in the words of the page; null where that was not chosen in time."""
    if order is None:
        return None
    return {
        "verdict": order.verdict,
        "vendors": [
            {"name": one.name, "total": one.total, "first_of_100": one.first, "places": one.places}
            for one in order.lines
        ],
        "tipping": [
            {"topic": one.topic, "share": one.share, "tie_at": one.at} for one in order.tips
        ],
        "reviewers_left_out": list(order.left_out),
        "one_point": [order.nudges, *order.nudged],
        "claims_alone": order.unshown,
        "method": list(order.method),
    }


def _vendor(material: Material, column: Column) -> dict[str, Any]:
    submission = material.submission(column.key)
    evidence = submission.content["evidence"] if submission else ()
    return {
        "key": column.key,
        "name": column.name,
        "responded": column.responded,
        "rank": column.rank,
        "total": _roll_up(column.total),
        "levels": [
            {
                "level": one.number,
                "title": one.title,
                "asked": one.asked,
                **_roll_up(one.roll_up),
            }
            for one in column.levels
        ],
        "base": {"level": column.base, "shown": column.base_shown},
        "must_haves": [
            {
                "item": one.item,
                "topic": one.criterion,
                "question": one.prompt,
                "shown": one.shown,
                "state": one.state.value,
                "mark": _exact(one.mean),
                "agreed": one.agreed,
            }
            for one in material.comparison.must_haves_of(column.key)
        ],
        "evidence": [
            {
                "file": one.title,
                "kind": one.kind,
                "speaks_of": one.speaks_of,
                "age": one.age,
                "proves": one.proves,
                "sha256": one.sha256,
                "confidential": one.confidential,
            }
            for one in pieces.proofs_of(evidence, material.bench)
        ],
    }


def _cost(costs: CostSheet) -> dict[str, Any]:
    """Prices, which count in no score; a vendor without one has null."""
    return {
        "over": costs.over.to_dict(),
        "vendors": [
            {
                "vendor": one.key,
                "shown": one.price_shown,
                "currency": one.price.currency if one.price else None,
                "total": _exact(one.price.total) if one.price else None,
                "notes": list(one.notes),
                "lines": [
                    {
                        "fee": step.fee.value,
                        "label": step.label,
                        "worked": step.worked,
                        "shown": step.shown,
                        "total": _exact(step.total),
                    }
                    for step in (one.price.steps if one.price else ())
                ],
            }
            for one in costs.lines
        ],
    }


def _roll_up(one: RollUp) -> dict[str, Any]:
    return {"score": _exact(one.score), "shown": one.shown, "coverage": _exact(one.coverage)}


def _topic(topic: Topic) -> dict[str, Any]:
    row = topic.row
    return {
        "key": row.key,
        "title": row.title,
        "level": row.level,
        "level_title": row.level_title,
        "weight": row.weight,
        "share": _exact(row.share),
        "vendors": [],
    }


def _cell(topic: Topic) -> dict[str, Any]:
    cell, agreed = topic.cell, topic.agreed
    return {
        "vendor": cell.vendor,
        "state": cell.state.value,
        "score": _exact(cell.final),
        "shown": cell.shown,
        "lowest": cell.low,
        "highest": cell.high,
        "limit": cell.ceiling_note,
        "evidence": cell.evidence_shown,
        "grade": cell.grade_shown,
        "notes": cell.notes,
        "scores": [_opinion(one) for one in topic.opinions],
        "agreed": {
            "score": _exact(agreed.value),
            "reason": agreed.reason,
            "at": agreed.at.isoformat(),
        }
        if agreed
        else None,
        "left_at_average": topic.left.reason if topic.left and not agreed else None,
        "agreed_marks": [
            {
                "question": prompt,
                "mark": _exact(one.value),
                "reason": one.reason,
                "at": one.at.isoformat(),
            }
            for prompt, one in topic.marks
        ],
    }


def _opinion(one: Opinion) -> dict[str, Any]:
    return {
        "reviewer": one.reviewer,
        "given": one.given,
        "counts_for": one.counted,
        "cannot_judge": one.cannot_judge,
        "reason": one.reason,
        "limit_lifted_by": one.lifted_by,
        "grade": one.grade,
        "grade_reason": one.grade_reason,
        "seen_in": one.seen_in,
        "saved_at": one.saved_at.isoformat(),
    }


def _method(material: Material, record: Record) -> dict[str, Any]:
    found = method_of(material, record)
    return {
        "how": list(found["how"]),
        "not_asked": list(found["not_asked"]),
        "facts": [{"what": what, "how": how} for what, how in found["method"]],
        "submissions": [
            {"vendor": name, "reference": reference, "at": at, "fingerprint": root}
            for name, reference, at, root in found["submissions"]
        ],
        "sheets": [
            {"reviewer": name, "locked": at, "fingerprint": root}
            for name, at, root in found["sheets"]
        ],
    }


def _exact(value: Decimal | int | None) -> str | None:
    return None if value is None else format(Decimal(value), "f")
