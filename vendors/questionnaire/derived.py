"""What one answer already says about another.

A suggestion is shown for confirmation instead of asking again; it becomes an answer only when a
person takes it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from statistics import median
from typing import Any, NamedTuple

from vendors.questionnaire.model import Item
from vendors.questionnaire.rows import instant_of

Answers = Mapping[str, Any]

_LOG = "posture.mttr_log"
_FROM_LOG = "Worked out from your list of outages"


class Suggestion(NamedTuple):
    """A value to confirm, and the sentence that says where it comes from."""

    value: dict[str, Any]
    sentence: str


def suggestion(item: Item, answers: Answers) -> Suggestion | None:
    """What the answers to other questions, by item key, say about this one."""
    derive = _SUGGESTIONS.get(item.key)
    return derive(answers) if derive else None


def _rows(value: object, part: str) -> list[Mapping[str, Any]]:
    rows = value.get(part) if isinstance(value, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _unplanned(answers: Answers) -> list[Mapping[str, Any]]:
    return [row for row in _rows(answers.get(_LOG), "outages") if row.get("planned") is not True]


def _seconds(row: Mapping[str, Any], start: str, *ends: str) -> int | None:
    """Seconds from one stamp to the first of the others that is given."""
    first = instant_of(row.get(start))
    last = next((found for end in ends if (found := instant_of(row.get(end)))), None)
    if first is None or last is None or last < first:
        return None
    return int((last - first).total_seconds())


def _known(spans: Iterable[int | None]) -> list[int]:
    return [span for span in spans if span is not None]


def _span(seconds: Decimal) -> dict[str, Any]:
    whole = int(seconds.quantize(Decimal(1)))
    return {"seconds": whole, "unit": "minutes" if whole % 60 == 0 else "seconds"}


def _mean(spans: list[int]) -> Decimal:
    return Decimal(sum(spans)) / len(spans)


def share(part: int | Decimal, whole: int | Decimal) -> str:
    """A share in percent, rounded down to two digits, so that 99.999 never reads as 100."""
    return f"{(Decimal(100) * part / whole).quantize(Decimal('0.01'), ROUND_DOWN):f}"


def _early_detection(answers: Answers) -> Suggestion | None:
    outages = [row for row in _unplanned(answers) if row.get("found_by")]
    if not outages:
        return None
    found = sum(row["found_by"] == "monitoring" for row in outages)
    value: dict[str, Any] = {
        "share": share(found, len(outages)),
        "basis": f"{found} of {len(outages)} unplanned outages listed",
    }
    if detected := _known(_seconds(row, "started", "detected") for row in outages):
        value["mean_detect"] = _span(_mean(detected))
    return Suggestion(value, f"{_FROM_LOG}: the column “Found by” and the times noticed.")


def _repair(row: Mapping[str, Any]) -> int | None:
    return _seconds(row, "started", "mitigated", "resolved")


def _mttr_track(answers: Answers) -> Suggestion | None:
    quarters: dict[str, list[int]] = {}
    for row in _unplanned(answers):
        start, repair = instant_of(row.get("started")), _repair(row)
        if start is not None and repair is not None:
            quarters.setdefault(_quarter(start), []).append(repair)
    if not quarters:
        return None
    rows = [
        {
            "quarter": quarter,
            "mean": _span(_mean(spans)),
            "median": _span(Decimal(str(median(spans)))),
            "p90": _span(Decimal(_nearest_rank(spans, 90))),
            "outages": len(spans),
        }
        for quarter, spans in sorted(quarters.items())
    ]
    return Suggestion(
        {
            "quarters": rows,
            "definition": "The clock starts when the outage starts and stops when residents can "
            "use the service again.",
        },
        f"{_FROM_LOG}: from the start until residents could use the service again.",
    )


def _quarter(at: dt.datetime) -> str:
    at = at.astimezone(dt.UTC)
    return f"{at.year} Q{(at.month + 2) // 3}"


def _nearest_rank(spans: list[int], percentile: int) -> int:
    ordered = sorted(spans)
    return ordered[-(-len(ordered) * percentile // 100) - 1]


def _objectives(answers: Answers) -> Suggestion | None:
    keys = ("journey", "indicator", "good_event", "measured_at")
    rows = [
        {key: row[key] for key in keys if key in row}
        for row in _rows(answers.get("sla.sli"), "indicators")
    ]
    if not rows:
        return None
    return Suggestion(
        {"objectives": rows}, "Taken from your list of indicators; the targets are still to add."
    )


def _severities(source: str, sentence: str) -> Callable[[Answers], Suggestion | None]:
    def derive(answers: Answers) -> Suggestion | None:
        rows = [dict(row) for row in _rows(answers.get(source), "severities")]
        return Suggestion({"severities": rows}, sentence) if rows else None

    return derive


_SUGGESTIONS: Mapping[str, Callable[[Answers], Suggestion | None]] = {
    "obs.early_detection": _early_detection,
    "posture.mttr_track": _mttr_track,
    "sla.slo": _objectives,
    "sla.mttr": _severities("prep.imp", "Taken from the severities of your incident process."),
    "prep.imp": _severities("sla.mttr", "Taken from the severities of your repair promise."),
}
