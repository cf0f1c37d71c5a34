"""Rows pasted from a spreadsheet or out of a CSV file into a table.

Cells may be apart by tabs, commas or semicolons. A head line sets the order by the names that
incident tools use; without one, cells are taken in the order of the columns. What doesn't fit a
column is kept as typed, so that it is told at its cell and not lost.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vendors.questionnaire.cells import plain_text
from vendors.questionnaire.kinds import columns_of, options_of
from vendors.questionnaire.model import Column, Kind, Part
from vendors.questionnaire.moments import day_comes_first, in_utc

MOST_LINES = 500
MOST_CHARACTERS = 400_000
_DURATION = "_duration"
_HOURS = re.compile(r"(\d{1,4}):(\d\d)(:(\d\d))?\Z", re.ASCII)
_MINUTES = re.compile(r"(\d{1,6})(\.\d+)?\s*(m|min|mins|minutes?)?\Z", re.ASCII | re.IGNORECASE)

HEADS: Mapping[str, Mapping[str, str]] = {
    "outages": {
        "started": "start|started at|start time|start date|began|begin|incident start|outage start"
        "|opened|opened at|created|created at|from|triggered at|triggered|date",
        "detected": "detected|detected at|detection time|detection|noticed at|alerted|alert time"
        "|identified|identified at",
        "acknowledged": "acknowledged at|acknowledgement time|ack|acked|ack time|acked at"
        "|responded|responded at|first response",
        "mitigated": "mitigated|mitigated at|restored|restored at|service restored|recovered"
        "|recovered at|recovery time|usable again",
        "resolved": "resolved|resolved at|end|ended|ended at|end time|end date|closed|closed at"
        "|fixed|fixed at|finished|until|to|resolution time",
        "planned": "planned|scheduled|maintenance|is planned|type|incident type",
        "found_by": "found by|detected by|reported by|source|detection source",
        "scope": "scope|impact|affected|impacted|severity of impact",
        "cause_class": "cause|cause class|root cause|cause category|category|root cause category",
        "review_file": "review|review file|postmortem|post mortem|report|link|url",
        _DURATION: "duration|duration minutes|duration min|length|minutes|downtime|downtime minutes",
    },
    "months": {
        "month": "period",
        "minutes_in_month": "minutes|total minutes|minutes in month",
        "unplanned_down_min": "unplanned|downtime|unplanned downtime|unplanned minutes|down"
        "|downtime minutes|outage minutes",
        "planned_down_min": "planned|maintenance|planned downtime|planned minutes"
        "|maintenance minutes|scheduled downtime",
    },
}
"""By rule of a table: what else a column may be called, apart by bars."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "planned": {
        "yes": "y|true|1|planned|maintenance|scheduled|scheduled maintenance",
        "no": "n|false|0|unplanned|incident|outage|unscheduled|degradation",
    },
    "found_by": {
        "monitoring": "monitor|alert|alerting|automatic|automated|probe|synthetic|own monitoring",
        "staff": "employee|engineer|internal|team|support|us",
        "customer": "client|county|jurisdiction|provider",
        "resident": "user|users|residents|public|citizen|patient",
    },
    "scope": {
        "all": "everyone|full|total|complete|all users|everybody|major",
        "part": "partial|some|degraded|minor|one part",
        "share": "subset|share of users|some users",
    },
    "cause_class": {
        "change": "deploy|deployment|release|configuration|config|code change",
        "overload": "load|capacity|traffic|surge",
        "dependency": "third party|third-party|provider|upstream|external",
        "hardware": "disk|network|power|infrastructure",
        "attack": "ddos|security|bot|bots",
        "data": "database|migration|corruption",
        "human": "operator|human error|mistake",
        "unknown": "other|n/a|none|tbd",
    },
}
"""By column: what else a choice may be called, apart by bars."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was made of a text: rows for the form, and how its columns were understood."""

    rows: tuple[dict[str, Any], ...]
    columns: tuple[tuple[str, str], ...] = ()
    """Each name in the head line with the column that it became; empty for one not taken."""
    notes: tuple[str, ...] = ()


def rows_from_text(part: Part, text: object, zone: str = "UTC") -> list[dict[str, Any]]:
    """Pasted text as rows of this table, as a form would post them; a head line is skipped."""
    return list(read_rows(part, text, zone).rows)


def read_rows(part: Part, text: object, zone: str = "UTC") -> Pasted:
    """The same with what a preview tells. zone: of times that name none."""
    table, notes = _table(plain_text(text))
    columns = list(columns_of(part))
    named: list[tuple[str, str]] = []
    order = [column.key for column in columns]
    if table and (head := _head(table[0], part, columns)):
        labels = {column.key: column.label for column in columns} | {_DURATION: "Fully repaired"}
        named = [(cell, labels.get(key, "")) for cell, key in zip(table[0], head, strict=True)]
        order, table = head, table[1:]
    by_key = {column.key: column for column in columns}
    rows = [{key: cell for key, cell in zip(order, row, strict=False) if key} for row in table]
    _read_moments(rows, by_key, zone, notes)
    for row in rows:
        _end_by_duration(row)
        for key in set(row) & set(by_key):
            row[key] = _cell(by_key[key], row[key])
    taken = {key for key in order if key in by_key}
    return Pasted(
        tuple(
            {key: row.get(key, "") for key in by_key if key in row or key in taken} for row in rows
        ),
        tuple(named),
        tuple(notes),
    )


def same_rows(part: Part, row: Mapping[str, Any], others: Collection[Mapping[str, Any]]) -> bool:
    """Whether a row stands among others already: the same outage or month, else the same cells."""
    keys = [column.key for column in columns_of(part)]
    if part.rows_rule in HEADS:
        keys = keys[:1]
    mine = [_moment(row.get(key)) for key in keys]
    return any(mine) and any([_moment(one.get(key)) for key in keys] == mine for one in others)


def _moment(cell: object) -> str:
    text = plain_text(cell).strip()
    return in_utc(text) or text.casefold()


def _table(text: str) -> tuple[list[list[str]], list[str]]:
    notes: list[str] = []
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS]
        notes.append("The text was too long; what lies behind its first part is left out.")
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return [], notes
    try:
        reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]))
        table = [[cell.strip() for cell in row] for row in reader]
    except csv.Error:
        table = [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]
    if len(table) > MOST_LINES:
        notes.append(f"Only the first {MOST_LINES} lines were read.")
    return table[:MOST_LINES], notes


def _delimiter(line: str) -> str:
    # A tab never stands in a typed cell, a comma often does.
    return "\t" if "\t" in line else max(",;|", key=line.count)


def _plain(name: str) -> str:
    """A name without case, units and signs: ``Start (UTC)`` as ``start``."""
    name = re.sub(r"\([^)]*\)", " ", name.casefold())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", name).split())


def _head(cells: Sequence[str], part: Part, columns: Sequence[Column]) -> list[str]:
    """The column that each name of a head line means; empty if it is no head line."""
    names = {
        _plain(alias): key
        for key, aliases in HEADS.get(part.rows_rule, {}).items()
        for alias in aliases.split("|")
    }
    names |= {_plain(name): one.key for one in columns for name in (one.label, one.key)}
    found: list[str] = []
    for cell in cells:
        key = names.get(_plain(cell), "")
        found.append("" if key in found else key)
    known = sum(bool(one) for one in found)
    # One known name may be a value by chance; a head line names most of what it has.
    return found if known and known >= min(2, len(cells)) else []


def _read_moments(
    rows: Sequence[dict[str, Any]], columns: Mapping[str, Column], zone: str, notes: list[str]
) -> None:
    for key, column in columns.items():
        if column.kind is not Kind.INSTANT:
            continue
        day_first = day_comes_first(row.get(key, "") for row in rows)
        if day_first:
            notes.append(f"Dates in “{column.label}” were read as day/month/year.")
        for row in rows:
            if row.get(key):
                row[key] = in_utc(row[key], zone, day_first=day_first) or row[key]


def _end_by_duration(row: dict[str, Any]) -> None:
    """Put the end where only a length is given, in minutes or as hours:minutes."""
    length = row.pop(_DURATION, "")
    minutes = _length(length) if length and not row.get("resolved") else None
    try:
        start = dt.datetime.fromisoformat(row.get("started", ""))
        if minutes is not None:
            end = start + dt.timedelta(seconds=round(minutes * 60))
            row["resolved"] = end.strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00")
    except (ValueError, OverflowError):
        return


def _length(text: str) -> float | None:
    if match := _HOURS.match(text):
        return int(match[1]) * 60 + int(match[2]) + int(match[4] or 0) / 60
    if match := _MINUTES.match(text):
        return float(f"{match[1]}{match[2] or ''}")
    return None


def _cell(column: Column, cell: str) -> str:
    if column.kind not in {Kind.CHOICE, Kind.BOOLEAN}:
        return cell
    word = cell.casefold()
    for option in options_of(column):
        others = WORDS.get(column.key, {}).get(option.key, "").split("|")
        if word and word in {option.key.casefold(), option.label.casefold(), *others}:
            return option.key
    return cell
