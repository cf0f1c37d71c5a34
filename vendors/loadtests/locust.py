"""Reads the CSV files of one Locust test together: statistics, history, failures, exceptions.

Percentiles are computed by Locust from rounded times. The files are written about once a second,
so the end of a test may be missing from them: figures of different files need not be equal.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from vendors.loadtests.figures import Unreadable, count, needed, number, positive
from vendors.loadtests.reading import Caution, Latency, Quality, Reading, Transaction

PARSER = "locust-csv/1"
LONGEST_NAME = 200
MOST_TRANSACTIONS = 200
LAST_MOMENTS_S = 2
"""What may be missing at the end, given that files are written about once a second."""

STATISTICS = ("Type", "Name", "Request Count", "Failure Count", "Requests/s")
HISTORY = ("Timestamp", "User Count", "Type", "Name", "Requests/s", "Total Request Count")
FAILURES = ("Method", "Name", "Error", "Occurrences")
EXCEPTIONS = ("Count", "Message", "Traceback", "Nodes")

KINDS: Mapping[str, tuple[str, ...]] = {
    "history": HISTORY,
    "statistics": STATISTICS,
    "failures": FAILURES,
    "exceptions": EXCEPTIONS,
}

Row = Mapping[str, str]


def kind_of(header: Sequence[str]) -> str:
    """Which of Locust's files has this header; empty for none of them."""
    present = set(header)
    return next((kind for kind, columns in KINDS.items() if present.issuperset(columns)), "")


def read_files(files: Mapping[str, str]) -> Reading:
    """A reading of the files of one test, each text under its kind."""
    if "statistics" not in files:
        raise Unreadable(
            "The file with the statistics is missing. Add the file whose name ends in _stats.csv, "
            "from the same test."
        )
    rows = list(_rows(files["statistics"]))
    totals = [row for row in rows if not row["Type"] and row["Name"] == "Aggregated"]
    if len(totals) != 1:
        raise Unreadable("The statistics have no line of totals (Aggregated).")
    total = totals[0]
    requests = count(total["Request Count"], "Request Count")
    failures = count(total["Failure Count"], "Failure Count")
    if failures > requests:
        raise Unreadable("The file counts more failures than requests.")
    rate = positive(total["Requests/s"], "Requests/s")
    history = _History.of(files["history"]) if "history" in files else None
    parts = [row for row in rows if row is not total]
    duration = history.duration if history else None
    cautions = []
    if duration is None and rate:
        duration = requests / rate
        cautions.append(
            Caution(
                "duration_computed",
                "Without the file ending in _stats_history.csv the duration is worked out from "
                "the rate, and there is no peak.",
            )
        )
    cautions += _cautions(files, requests, failures, duration, history)
    return Reading(
        tool="Locust",
        format="Locust CSV",
        parser=PARSER,
        requests=requests,
        failures=failures,
        error_rate=Decimal(failures) / requests if requests else None,
        started_at=history.started if history else None,
        duration_s=duration,
        rps_mean=rate,
        rps_peak=history.peak if history else None,
        rps_peak_bucket="sliding mean of the last seconds" if history else "",
        users_max=history.users if history else None,
        generators=_generators(files.get("exceptions")),
        latency_ms=_latency(total),
        percentile_quality=Quality.ROUNDED,
        transactions=tuple(_transaction(row) for row in parts[:MOST_TRANSACTIONS]),
        warnings=tuple(cautions),
    )


class _History:
    """What the history says of the whole test."""

    def __init__(self) -> None:
        self.first: Decimal | None = None
        self.last = Decimal(0)
        self.peak = Decimal(0)
        self.users = 0
        self.requests = 0

    @classmethod
    def of(cls, text: str) -> "_History":
        found = cls()
        for row in _rows(text):
            if row["Type"] or row["Name"] != "Aggregated":
                continue
            at = needed(row["Timestamp"], "Timestamp")
            found.first = at if found.first is None else min(found.first, at)
            found.last = max(found.last, at)
            found.peak = max(found.peak, positive(row["Requests/s"], "Requests/s") or Decimal(0))
            found.users = max(found.users, count(row["User Count"], "User Count"))
            found.requests = max(
                found.requests, count(row["Total Request Count"], "Total Request Count")
            )
        if found.first is None:
            raise Unreadable("The history has no line of totals (Aggregated).")
        return found

    @property
    def duration(self) -> Decimal | None:
        span = self.last - (self.first or self.last)
        return span if span > 0 else None

    @property
    def started(self) -> dt.datetime:
        try:
            return dt.datetime.fromtimestamp(float(self.first or 0), dt.UTC)
        except (OverflowError, OSError, ValueError) as problem:
            raise Unreadable("The history has times that no calendar has.") from problem


def _cautions(
    files: Mapping[str, str],
    requests: int,
    failures: int,
    duration: Decimal | None,
    history: _History | None,
) -> Iterator[Caution]:
    if history and history.requests != requests:
        yield Caution(
            "tail_lost",
            f"The statistics count {requests:,} requests, the history {history.requests:,}: the "
            "end of the test is missing from one of them, or they are of different tests.",
        )
    elif duration is not None and duration / 100 < LAST_MOMENTS_S:
        yield Caution(
            "tail_lost",
            "Locust writes these files about once a second, so the last moments of so short a "
            "test may be missing.",
        )
    if "failures" in files:
        listed = sum(count(row["Occurrences"], "Occurrences") for row in _rows(files["failures"]))
        if listed != failures:
            yield Caution(
                "failures_differ",
                f"The list of failures counts {listed:,}, the statistics {failures:,}.",
            )


def _rows(text: str) -> Iterator[Row]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise Unreadable("A line of the file has more or fewer columns than its header.")
            yield row
    except csv.Error as problem:
        raise Unreadable("This is not a complete CSV file. Attach it as the tool wrote it.") from (
            problem
        )


def _transaction(row: Row) -> Transaction:
    name = f"{row['Type']} {row['Name']}".strip()[:LONGEST_NAME]
    return Transaction(
        name,
        count(row["Request Count"], "Request Count"),
        count(row["Failure Count"], "Failure Count"),
        _latency(row),
    )


def _latency(row: Row) -> Latency:
    def of(name: str) -> Decimal | None:
        value = row.get(name)
        return None if value in {None, "", "N/A"} else positive(value, name)

    return Latency(
        min=of("Min Response Time"),
        mean=of("Average Response Time"),
        p50=of("50%"),
        p90=of("90%"),
        p95=of("95%"),
        p99=of("99%"),
        max=of("Max Response Time"),
    )


def _generators(exceptions: str | None) -> int | None:
    """Machines that reported an exception: at least so many took part. Their names are dropped."""
    if exceptions is None:
        return None
    nodes = {
        node.strip()
        for row in _rows(exceptions)
        for node in row["Nodes"].split(",")
        if number(row["Count"], "Count") is not None
    } - {""}
    return len(nodes) or None
