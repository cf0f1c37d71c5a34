"""Reads JMeter's results files (JTL): a line or an XML element for each request.

The order of the columns is fixed in JMeter, but each may be switched off, and older versions write
fewer and no header. Rows of transaction controllers sum up requests that have rows of their own,
so they are left out; JMeter tells them by their message, and so does this. A time stamp is the
start of its request (`sampleresult.timestamp.start`, as shipped), `elapsed` is in milliseconds.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import itemgetter

from vendors.loadtests.figures import Unreadable
from vendors.loadtests.instants import Instants
from vendors.loadtests.reading import Caution, Reading
from vendors.loadtests.samples import (
    MOST_COUNT,
    MOST_USERS,
    TRANSACTION,
    Machines,
    Stamps,
    failed_by_outcome,
    reading_of,
    whole_numbers,
)
from vendors.loadtests.sources import Opened
from vendors.loadtests.tally import Tally

COLUMNS = (
    "timeStamp", "elapsed", "label", "responseCode", "responseMessage", "threadName", "dataType",
    "success", "failureMessage", "bytes", "sentBytes", "grpThreads", "allThreads", "URL",
    "Filename", "Latency", "Encoding", "SampleCount", "ErrorCount", "Hostname", "IdleTime",
    "Connect",
)  # fmt: skip
"""In the order of JMeter's source; its manual names another."""
KNOWN: Mapping[str, str] = {name.lower(): name for name in COLUMNS}
CERTAIN = COLUMNS[:8]
"""What a file without a header has at least: all versions write these by default."""
OPTIONAL = (
    "failureMessage",
    "sentBytes",
    "URL",
    "Filename",
    "Encoding",
    "Hostname",
    "IdleTime",
    "Connect",
)
_SHORT = ("bytes", "grpThreads", "allThreads", "Latency")
USUAL = (
    (*CERTAIN, *_SHORT),
    (*CERTAIN, "failureMessage", *_SHORT),
    (*CERTAIN, "failureMessage", *_SHORT, "IdleTime", "Connect"),
    (*CERTAIN, "failureMessage", "bytes", "sentBytes", *_SHORT[1:], "IdleTime", "Connect"),
    (*CERTAIN, "failureMessage", "bytes", "sentBytes", "grpThreads", "allThreads", "URL", "Latency",
     "IdleTime", "Connect"),
)  # fmt: skip
"""What versions 2.13 to 5.x write as shipped; each has another number of columns."""
MOST_COLUMNS = 200
SAMPLE_ROWS = 200
DELIMITERS = ",;\t|"
_DIGITS = re.compile(r"[0-9]+")

_SHAPES: Mapping[str, re.Pattern[str]] = {
    "elapsed": _DIGITS,
    "dataType": re.compile(r"text|bin|"),
    "success": re.compile(r"true|false"),
    "bytes": _DIGITS,
    "sentBytes": _DIGITS,
    "grpThreads": _DIGITS,
    "allThreads": _DIGITS,
    "URL": re.compile(r"null|[a-z][a-z0-9+.-]*:.*|", re.DOTALL | re.IGNORECASE),
    "Latency": _DIGITS,
    "Encoding": re.compile(r"[\w.:-]*"),
    "SampleCount": _DIGITS,
    "ErrorCount": _DIGITS,
    "IdleTime": _DIGITS,
    "Connect": _DIGITS,
}

Row = list[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a file are."""

    delimiter: str
    header: Row
    """As it stands in the file; empty where there is none."""
    width: int
    columns: Mapping[str, int]


def layout_of(head: str) -> Layout | None:
    """The layout of a results file by its beginning, or None if it is none."""
    first = head.split("\n", 1)[0].rstrip("\r")
    return _with_header(first) or _without_header(head, first)


def _with_header(first: str) -> Layout | None:
    start = re.match(r'("?)([A-Za-z]+)\1([^\w"])', first)
    if not start or start[2].lower() not in KNOWN:
        return None
    delimiter = start[3]
    header = _rows(first, delimiter)[0]
    columns: dict[str, int] = {}
    for index, name in enumerate(header):
        known = KNOWN.get(name.strip().lower())
        if known:
            columns.setdefault(known, index)
    of_requests = {"timeStamp", "elapsed"} & columns.keys()
    others = columns.keys() & {
        "label",
        "success",
        "responseCode",
        "threadName",
        "allThreads",
        "Latency",
    }
    if not of_requests or not others or len(header) > MOST_COLUMNS:
        return None
    return Layout(delimiter, header, len(header), columns)


def _without_header(head: str, first: str) -> Layout | None:
    """By the number and the kind of the columns: nothing is taken for granted.

    A layout must fit all rows of the beginning. Those that some version writes as shipped go first;
    of all others that have JMeter's eight certain columns in front, a column behind them is used
    only where all fitting layouts agree on its place.
    """
    if not re.match(r'"?\d', first):
        return None
    for delimiter in DELIMITERS:
        if delimiter not in first:
            continue
        # The last row may be cut.
        rows = [row for row in _rows(head, delimiter) if row]
        rows = (rows[:-1] if len(rows) > 1 and len(head) > 60_000 else rows)[:SAMPLE_ROWS]
        if not rows or not len(CERTAIN) <= len(rows[0]) <= len(COLUMNS):
            continue
        if len(rows) > 1 and len(rows[-1]) != len(rows[0]):
            rows.pop()
        fitting = _fitting(USUAL, rows) or _fitting(_layouts(len(rows[0])), rows)
        if fitting:
            agreed = set.intersection(*(set(enumerate(layout)) for layout in fitting))
            columns = {name: index for index, name in agreed}
            return Layout(delimiter, [], len(rows[0]), columns)
    return None


def _fitting(layouts: Iterable[tuple[str, ...]], rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [layout for layout in layouts if all(_fits(row, layout) for row in rows)]


def _layouts(width: int) -> Iterator[tuple[str, ...]]:
    for counts in ((), ("SampleCount", "ErrorCount")):
        base = (*CERTAIN, "bytes", "grpThreads", "allThreads", "Latency", *counts)
        for chosen in combinations(OPTIONAL, max(0, width - len(base))):
            names = {*base, *chosen}
            if len(names) == width:
                yield tuple(name for name in COLUMNS if name in names)


def _fits(row: Row, layout: Sequence[str]) -> bool:
    if len(row) != len(layout) or not Instants.known(row[0]):
        return False
    for name, value in zip(layout, row, strict=True):
        shape = _SHAPES.get(name)
        if shape and not shape.fullmatch(value):
            return False
    threads = dict(zip(layout, row, strict=True))
    return int(threads["grpThreads"][:18]) <= int(threads["allThreads"][:18])


def read_table(opened: Opened, layout: Layout) -> Reading:
    """A reading of a results file in CSV, read in pieces."""
    table = _Table(layout)
    for text in opened.records():
        table.take(text)
    return table.reading()


@dataclass(slots=True)
class _Table:
    """What was read of one table."""

    layout: Layout
    tally: Tally = field(default_factory=Tally)
    rows: int = 0
    transactions: int = 0
    repeated_headers: int = 0
    cut_off: bool = False
    pending: Row | None = None
    instants: Instants = field(default_factory=Instants)
    machines: Machines = field(default_factory=Machines)
    stamps: Stamps = field(default_factory=Stamps)

    def take(self, text: str) -> None:
        rows = self._sound(_rows(text, self.layout.delimiter))
        if rows:
            self._count(rows)

    def _sound(self, rows: list[Row]) -> list[Row]:
        """The rows that are as wide as they must be; only the very last may be cut off."""
        layout = self.layout
        if self.pending is not None and any(rows):
            raise self._ragged(self.pending)
        if self.rows == 0 and layout.header:
            rows = rows[1:]
            self.rows = 1
        if set(map(len, rows)) != {layout.width}:
            rows = [row for row in rows if row]
            if rows and len(rows[-1]) < layout.width:
                self.pending = rows.pop()
            for row in rows:
                if len(row) != layout.width:
                    raise self._ragged(row)
        if layout.header and layout.header in rows:
            kept = [row for row in rows if row != layout.header]
            self.repeated_headers += len(rows) - len(kept)
            rows = kept
        self.rows += len(rows)
        return rows

    def _ragged(self, row: Row) -> Unreadable:
        return Unreadable(
            f"Near row {self.rows:,} a row has {len(row)} columns instead of {self.layout.width}. "
            "Perhaps two tests were written into one file; attach each test as the tool wrote it."
        )

    def _count(self, rows: list[Row]) -> None:
        messages = self._column(rows, "responseMessage")
        if messages is not None and any(text.startswith(TRANSACTION) for text in set(messages)):
            index = self.layout.columns["responseMessage"]
            kept = [row for row in rows if not row[index].startswith(TRANSACTION)]
            self.transactions += len(rows) - len(kept)
            rows = kept
            if not rows:
                return
        columns = self.layout.columns
        durations = self._numbers(rows, "elapsed")
        stamps = self._column(rows, "timeStamp")
        times = self.instants.of(stamps) if stamps is not None else None
        labels = self._column(rows, "label")
        failed = self._failed(rows)
        users = self._numbers(rows, "allThreads", most=MOST_USERS)
        self.machines.note(self._column(rows, "threadName"), self._column(rows, "Hostname"))
        if times is not None and durations is not None:
            self.stamps.note(times, durations)
        counts = self._column(rows, "SampleCount") if "SampleCount" in columns else None
        if counts is None or set(counts) == {"1"}:
            self.tally.add(
                times=times, durations=durations, labels=labels, failed=failed, users=users
            )
        else:
            self._count_grouped(rows, times, durations, labels, failed)
            self.tally.note_users(max(users or [0]))

    def _count_grouped(
        self,
        rows: list[Row],
        times: Sequence[int] | None,
        durations: Sequence[int] | None,
        labels: Sequence[str] | None,
        failed: Sequence[bool],
    ) -> None:
        sent = self._numbers(rows, "SampleCount", most=MOST_COUNT) or []
        errors = self._numbers(rows, "ErrorCount", most=MOST_COUNT)
        for index, count in enumerate(sent):
            if not count:
                continue
            bad = errors[index] if errors is not None else count * failed[index]
            if bad > count:
                raise Unreadable("A row counts more failures than requests.")
            self.tally.add_grouped(
                times[index] if times is not None else None,
                durations[index] if durations is not None else None,
                labels[index] if labels is not None else None,
                count,
                bad,
            )

    def _column(self, rows: list[Row], name: str) -> list[str] | None:
        index = self.layout.columns.get(name)
        return None if index is None else list(map(itemgetter(index), rows))

    def _numbers(self, rows: list[Row], name: str, most: int = MOST_COUNT) -> list[int] | None:
        texts = self._column(rows, name)
        return None if texts is None else whole_numbers(texts, name, most)

    def _failed(self, rows: list[Row]) -> list[bool]:
        outcomes = self._column(rows, "success")
        if outcomes is not None:
            return failed_by_outcome(outcomes)
        codes = self._column(rows, "responseCode")
        if codes is None:
            raise Unreadable(
                "The file does not say which requests failed. Let JMeter write the column "
                "“success” (jmeter.save.saveservice.successful=true) and run the test again."
            )
        return [not (code.isascii() and code.isdigit() and "200" <= code < "400") for code in codes]

    def reading(self) -> Reading:
        self.cut_off = self.pending is not None
        cautions = list(self._cautions())
        return reading_of(
            self.tally,
            form="JMeter results (CSV)",
            transactions=self.transactions,
            machines=self.machines,
            instants=self.instants,
            cautions=cautions,
        )

    def _cautions(self) -> Iterable[Caution]:
        columns = self.layout.columns
        if self.cut_off:
            yield Caution(
                "cut_off",
                "The last line is not complete, so the end of the test may be missing. All lines "
                "before it are counted.",
            )
        if self.repeated_headers:
            yield Caution(
                "several_tests",
                "The header stands in the file more than once: JMeter adds to a file that exists, "
                "so it may hold several tests. The figures are of all of them together.",
            )
        if "success" not in columns:
            yield Caution(
                "failures_by_code",
                "The file does not say which requests failed; those with another code than 2xx or "
                "3xx are counted as failures.",
            )
        if "responseMessage" not in columns:
            yield Caution(
                "transactions_unknown",
                "Without the column “responseMessage” transactions cannot be told from requests. "
                "If the test has any, their requests are counted twice.",
            )
        yield from self.stamps.cautions()


def _rows(text: str, delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter))
    except csv.Error as problem:
        raise Unreadable(
            "A line of the file is not what JMeter writes. Attach the file as JMeter wrote it."
        ) from problem
