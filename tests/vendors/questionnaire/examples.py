"""A full answer to any question, as a form would post it."""

import datetime as dt
from typing import Any

from vendors.questionnaire.kinds import columns_of, typed_parts
from vendors.questionnaire.model import Column, Item, Kind, Part

TODAY = dt.date(2027, 3, 19)
SENTENCE = (
    "Two people are on duty at every hour of the day; the second is called after five minutes."
)

PLAIN = {
    Kind.TEXT: SENTENCE,
    Kind.LINE: "Booking",
    Kind.PERCENT: "99.95",
    Kind.DURATION: {"amount": "5", "unit": "minutes"},
    Kind.INTEGER: "12",
    Kind.DECIMAL: "250.5",
    Kind.DATE: "2027-01-31",
    Kind.INSTANT: "2027-01-31T16:00",
    Kind.MONTH: "2027-01",
    Kind.URL: "https://status.example.org/history",
    Kind.BOOLEAN: "yes",
}
ROWS: dict[str, dict[str, Any]] = {
    "months": {"minutes_in_month": "44640", "unplanned_down_min": "12.5", "planned_down_min": "0"},
    "quarters": {"quarter": "2027 Q1", "p90": {"amount": "2", "unit": "hours"}},
    "slo": {"indicator": "latency", "target": "2", "unit": "s", "percentile": "95"},
    "severities": {"restore_target": {"amount": "4", "unit": "hours"}},
    "outages": {
        "started": "2027-01-31T16:00",
        "detected": "2027-01-31T16:04",
        "acknowledged": "2027-01-31T16:09",
        "mitigated": "2027-01-31T16:38",
        "resolved": "2027-01-31T17:00",
    },
}
TIERS = [
    {"from": "99.9", "to": "100", "credit": "0"},
    {"from": "99", "to": "99.9", "credit": "5"},
    {"from": "95", "to": "99", "credit": "10"},
    {"from": "0", "to": "95", "credit": "25"},
]
ONCALL = {
    "people": "8",
    "primary_backup": "yes",
    "hours": "always",
    "sites": "2",
    "ack_target": {"amount": "5", "unit": "minutes"},
    "incidents_per_shift": "0.4",
}


def full_raw(item: Item) -> dict[str, Any]:
    """Everything that this question asks, filled in."""
    raw = {part.key: part_raw(part) for part in typed_parts(item)}
    if item.asks_when:
        raw["when"] = {"status": "by", "date": "2027-09-01"}
    return raw


def part_raw(part: Part) -> Any:
    if part.kind is Kind.TABLE:
        row = {column.key: cell_raw(column) for column in columns_of(part)}
        return [row | ROWS.get(part.rows_rule, {})]
    special: dict[Kind, Any] = {
        Kind.CREDIT_TIERS: TIERS,
        Kind.ONCALL: ONCALL,
        Kind.YES_PARTIAL_NO: {"choice": "partial", "text": SENTENCE},
        Kind.CONTACT: {
            "name": "Duty desk",
            "email": "duty@example.org",
            "phone": "+1 555 010 0199",
        },
    }
    if part.kind in special:
        return special[part.kind]
    if part.kind is Kind.MULTI:
        return {"keys": [part.options[0].key], "other": "And our own tool"}
    return cell_raw(part)


def cell_raw(field: Part | Column) -> Any:
    return field.options[0].key if field.kind is Kind.CHOICE else PLAIN[field.kind]
