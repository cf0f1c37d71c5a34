"""Reads the files of one Locust test together: statistics, history, failures, exceptions, JSON.

Percentiles are computed by Locust from rounded times. The CSV files are written about once a
second, so the end of a test may be missing from them: figures of different files need not be
equal. Where the JSON results are there they are complete, so their totals count.
"""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vendors.loadtests import course
from vendors.loadtests.figures import Unreadable, count, mapping, needed, positive
from vendors.loadtests.labels import label
from vendors.loadtests.reading import (
    MOST_TRANSACTIONS,
    Caution,
    Latency,
    Quality,
    Reading,
    Series,
    Transaction,
)

CSV_PARSER = "locust-csv/2"
JSON_PARSER = "locust-json/1"
LAST_MOMENTS_S = 2
"""What may be missing at the end, given that files are written about once a second."""
SECOND_MS = 1000
MOST_OF_IT = Decimal("0.9")
MOST_SECONDS = 400_000

STATISTICS = ("Type", "Name", "Request Count", "Failure Count", "Requests/s")
HISTORY = ("Timestamp", "User Count", "Type", "Name", "Requests/s", "Total Request Count")
FAILURES = ("Method", "Name", "Error", "Occurrences")
EXCEPTIONS = ("Count", "Message", "Traceback", "Nodes")
BEFORE_1_0 = ("Name", "# requests", "# failures")

KINDS: Mapping[str, tuple[str, ...]] = {
    "history": HISTORY,
    "statistics": STATISTICS,
    "failures": FAILURES,
    "exceptions": EXCEPTIONS,
}
JSON = "results"

Row = Mapping[str, str]
Entry = Mapping[str, Any]


def kind_of(header: Sequence[str]) -> str:
    """Which of Locust's tables has this header; empty for none of them."""
    present = {name.strip() for name in header}
    return next((kind for kind, columns in KINDS.items() if present.issuperset(columns)), "")


def is_results(data: object) -> bool:
    """Whether this is what Locust writes with --json."""
    return (
        isinstance(data, list)
        and bool(data)
        and all(
            isinstance(one, dict) and "num_requests" in one and "response_times" in one
            for one in data
        )
    )


def read_files(files: Mapping[str, Any]) -> Reading:
    """A reading of the files of one test: tables as text, JSON as data, each under its kind."""
    history = _History.of(files["history"]) if "history" in files else None
    if JSON in files:
        return _read_results(files, history)
    if "statistics" not in files:
        raise Unreadable(
            "The file with the statistics is missing. Add the file whose name ends in _stats.csv, "
            "from the same test."
        )
    return _read_statistics(files, history)


def _read_statistics(files: Mapping[str, Any], history: "_History | None") -> Reading:
    table = list(rows(files["statistics"]))
    total = total_of(table)
    requests, failures = _counts(total)
    rate = positive(total["Requests/s"], "Requests/s")
    parts = [row for row in table if row is not total]
    duration = history.duration if history and history.reaches(requests) else None
    cautions = []
    if duration is None and rate:
        duration = requests / rate
        cautions.append(_computed(with_history=history is not None))
    cautions += _cautions(files, requests, failures, duration, history)
    cautions += _rounded(_latency(total))
    cautions += _mixed(files, {row["Name"] for row in parts})
    return Reading(
        tool="Locust",
        format="Locust CSV",
        parser=CSV_PARSER,
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
        series=history.series if history else None,
        warnings=tuple(cautions),
    )


def _computed(*, with_history: bool) -> Caution:
    why = (
        "The file ending in _stats_history.csv lacks a good part of the test, so"
        if with_history
        else "Without the file ending in _stats_history.csv there is no peak, and"
    )
    return Caution(
        "duration_computed",
        f"{why} the duration is worked out from the number of requests and their rate.",
    )


def _read_results(files: Mapping[str, Any], history: "_History | None") -> Reading:
    """Totals of the JSON, which are complete; users and the course of times of the history."""
    results = _Results.of(files[JSON])
    cautions: list[Caution] = []
    if "statistics" in files:
        table = list(rows(files["statistics"]))
        cautions += _same_test(table, results)
    if "failures" in files:
        listed = failures_listed(files["failures"])
        if listed > results.failures:
            cautions.append(_failures_differ(listed, results.failures))
    cautions += _mixed(files, {entry["name"] for entry in files[JSON]})
    cautions += _rounded(results.latency)
    return Reading(
        tool="Locust",
        format="Locust JSON and CSV" if len(files) > 1 else "Locust JSON",
        parser=JSON_PARSER,
        requests=results.requests,
        failures=results.failures,
        error_rate=Decimal(results.failures) / results.requests if results.requests else None,
        started_at=_moment(results.first),
        duration_s=results.duration,
        rps_mean=results.requests / results.duration if results.duration else None,
        rps_peak=results.peak[0] if results.peak else None,
        rps_peak_bucket=results.peak[1] if results.peak else "",
        users_max=history.users if history else None,
        generators=_generators(files.get("exceptions")),
        latency_ms=results.latency,
        percentile_quality=Quality.ROUNDED if results.latency.p95 is not None else Quality.ABSENT,
        transactions=results.transactions,
        series=results.series(history),
        warnings=tuple(cautions),
    )


class _History:
    """What the history says of the whole test."""

    def __init__(self) -> None:
        self.peak = Decimal(0)
        self.users = 0
        self.requests = 0
        self._instants: list[Decimal] = []
        self._sent: list[Decimal] = []
        self._failed: list[Decimal] = []
        self._p95: list[Decimal | None] = []
        self._users: list[int | None] = []

    @classmethod
    def of(cls, text: str) -> "_History":
        found = cls()
        lines = [
            (needed(row["Timestamp"], "Timestamp"), row)
            for row in rows(text)
            if not row["Type"] and row["Name"] == "Aggregated"
        ]
        if not lines:
            raise Unreadable("The history has no line of totals (Aggregated).")
        for at, row in sorted(lines, key=lambda line: line[0]):
            found._add(at, row)
        return found

    def _add(self, at: Decimal, row: Row) -> None:
        users = count(row["User Count"], "User Count")
        sent = count(row["Total Request Count"], "Total Request Count")
        failed = count(row.get("Total Failure Count") or "0", "Total Failure Count")
        self.peak = max(self.peak, positive(row["Requests/s"], "Requests/s") or Decimal(0))
        self.users = max(self.users, users)
        self.requests = max(self.requests, sent)
        self._instants.append(at)
        self._sent.append(Decimal(sent))
        self._failed.append(Decimal(failed))
        # Zeros stand where Locust had nothing to compute from yet.
        self._p95.append(_time(row, "95%") or None)
        self._users.append(users)

    @property
    def duration(self) -> Decimal | None:
        span = self._instants[-1] - self._instants[0]
        return span if span > 0 else None

    def reaches(self, requests: int) -> bool:
        """Whether it covers as good as all of so many requests."""
        return self.requests >= requests * MOST_OF_IT

    def noted(self, first: int, length: int) -> tuple[dict[int, Decimal], dict[int, int]]:
        """The highest percentile and the most users of each stretch from a second on.

        What is noted at an instant speaks of the time before it.
        """
        times: dict[int, Decimal] = {}
        people: dict[int, int] = {}
        for at, p95, users in zip(self._instants, self._p95, self._users, strict=True):
            index = max(0, int(at) - 1 - first) // length
            if p95 is not None:
                times[index] = max(p95, times.get(index, p95))
            if users is not None:
                people[index] = max(users, people.get(index, users))
        return times, people

    @property
    def started(self) -> dt.datetime:
        return _moment(self._instants[0])

    @property
    def series(self) -> Series | None:
        return course.of_totals(
            self._instants, _grown(self._sent), _grown(self._failed), self._p95, self._users
        )


@dataclass(frozen=True, slots=True)
class _Results:
    """What the JSON results say of the whole test."""

    requests: int
    failures: int
    first: Decimal
    last: Decimal
    latency: Latency
    transactions: tuple[Transaction, ...]
    sent: Mapping[int, int]
    failed: Mapping[int, int]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "_Results":
        times: Counter[int] = Counter()
        sent: Counter[int] = Counter()
        failed: Counter[int] = Counter()
        parts, starts, ends = [], [], []
        spent, timed = Decimal(0), 0
        for entry in entries:
            own = _counter(entry.get("response_times"), "response_times")
            part = _part(entry, own)
            parts.append(part)
            times.update(own)
            sent.update(_counter(entry.get("num_reqs_per_sec", {}), "num_reqs_per_sec"))
            failed.update(_counter(entry.get("num_fail_per_sec", {}), "num_fail_per_sec"))
            starts.append(needed(entry.get("start_time"), "start_time"))
            ended = positive(entry.get("last_request_timestamp"), "last_request_timestamp")
            ends += [] if ended is None else [ended]
            spent += positive(entry.get("total_response_time"), "total_response_time") or 0
            timed += _timed(entry)
        whole = _latency_of(times, spent, timed)
        lows = [part.latency_ms.min for part in parts if part.latency_ms.min is not None]
        highs = [part.latency_ms.max for part in parts if part.latency_ms.max is not None]
        return cls(
            requests=sum(part.requests or 0 for part in parts),
            failures=sum(part.failures or 0 for part in parts),
            first=min(starts),
            last=max(ends, default=min(starts)),
            latency=Latency(
                min(lows, default=None),
                whole.mean,
                whole.p50,
                whole.p90,
                whole.p95,
                whole.p99,
                max(highs, default=None),
            ),
            transactions=tuple(parts[:MOST_TRANSACTIONS]),
            sent=sent,
            failed=failed,
        )

    @property
    def duration(self) -> Decimal | None:
        return self.last - self.first if self.last > self.first else None

    def series(self, history: _History | None) -> Series | None:
        """Counts of each second, with times and users of the history where there is one."""
        first, last = self._seconds
        length = course.length_for(last - first + 1)
        p95, users = history.noted(first, length) if history else ({}, {})
        return course.of_counts(
            course.together({at - first: number for at, number in self.sent.items()}, length),
            course.together({at - first: number for at, number in self.failed.items()}, length),
            length,
            p95=p95,
            users=users,
        )

    @property
    def peak(self) -> tuple[Decimal, str] | None:
        first, last = self._seconds
        return course.peak(self.sent, last - first)

    @property
    def _seconds(self) -> tuple[int, int]:
        if not self.sent:
            return 0, 0
        first, last = min(self.sent), max(self.sent)
        if last - first > MOST_SECONDS * 100:
            raise Unreadable("The seconds of the file lie years apart.")
        return first, last


def rows(text: str) -> Iterator[Row]:
    """The lines of a table, as wide as its header; Unreadable for anything else."""
    try:
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True
        )
        for row in reader:
            if None in row or None in row.values():
                raise Unreadable("A line of the file has more or fewer columns than its header.")
            yield row
    except csv.Error as problem:
        raise Unreadable("This is not a complete CSV file. Attach it as the tool wrote it.") from (
            problem
        )


def total_of(table: Sequence[Row]) -> Row:
    """The line that sums up the statistics."""
    totals = [row for row in table if not row["Type"] and row["Name"] == "Aggregated"]
    if len(totals) != 1:
        raise Unreadable("The statistics have no line of totals (Aggregated), or several.")
    return totals[0]


def failures_listed(text: str) -> int:
    """How many failures a list of them counts."""
    return sum(count(row["Occurrences"], "Occurrences") for row in rows(text))


def _delimiter(text: str) -> str:
    """Locust writes commas; a spreadsheet may have made semicolons of them."""
    header = text.split("\n", 1)[0]
    return ";" if header.count(";") > header.count(",") else ","


def _counts(row: Row) -> tuple[int, int]:
    requests = count(row["Request Count"], "Request Count")
    failures = count(row["Failure Count"], "Failure Count")
    if failures > requests:
        raise Unreadable("The file counts more failures than requests.")
    return requests, failures


def _cautions(
    files: Mapping[str, Any],
    requests: int,
    failures: int,
    duration: Decimal | None,
    history: "_History | None",
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
        listed = failures_listed(files["failures"])
        if listed != failures:
            yield _failures_differ(listed, failures)


def _failures_differ(listed: int, failures: int) -> Caution:
    return Caution(
        "failures_differ", f"The list of failures counts {listed:,}, the statistics {failures:,}."
    )


def _rounded(latency: Latency) -> Iterator[Caution]:
    """Locust keeps two digits of a time, which is felt from a second on."""
    if latency.p95 is not None and latency.p95 >= SECOND_MS:
        yield Caution(
            "percentiles_rounded",
            "Locust rounds response times to two digits before it takes percentiles: one of "
            f"{latency.p95:,.0f} ms may be up to 5 % off.",
        )


def _mixed(files: Mapping[str, Any], names: set[str]) -> Iterator[Caution]:
    if "failures" not in files:
        return
    if any(row["Name"] not in names for row in rows(files["failures"])):
        yield Caution(
            "mixed",
            "The list of failures names requests that the statistics do not have: perhaps the "
            "files are of different tests.",
        )


def _same_test(table: Sequence[Row], results: _Results) -> Iterator[Caution]:
    counted, _failures = _counts(total_of(table))
    if counted > results.requests:
        yield Caution(
            "mixed",
            f"The statistics count {counted:,} requests, the JSON results only "
            f"{results.requests:,}: perhaps the files are of different tests.",
        )


def _transaction(row: Row) -> Transaction:
    requests, failures = _counts(row)
    return Transaction(
        label(f"{row['Type']} {row['Name']}".strip()), requests, failures, _latency(row)
    )


def _time(row: Row, name: str) -> Decimal | None:
    value = row.get(name)
    return None if value in {None, "", "N/A"} else positive(value, name)


def _latency(row: Row) -> Latency:
    return Latency(
        min=_time(row, "Min Response Time"),
        mean=_time(row, "Average Response Time"),
        p50=_time(row, "50%"),
        p90=_time(row, "90%"),
        p95=_time(row, "95%"),
        p99=_time(row, "99%"),
        max=_time(row, "Max Response Time"),
    )


def _part(entry: Entry, times: Counter[int]) -> Transaction:
    requests = count(entry.get("num_requests"), "num_requests")
    failures = count(entry.get("num_failures"), "num_failures")
    if failures > requests:
        raise Unreadable("The file counts more failures than requests.")
    name, method = entry.get("name"), entry.get("method")
    if not isinstance(name, str) or not isinstance(method, str | None):
        raise Unreadable("The file holds a request without a name.")
    spent = positive(entry.get("total_response_time"), "total_response_time") or Decimal(0)
    found = _latency_of(times, spent, _timed(entry))
    return Transaction(
        label(f"{method or ''} {name}".strip()),
        requests,
        failures,
        Latency(
            positive(entry.get("min_response_time"), "min_response_time"),
            found.mean,
            found.p50,
            found.p90,
            found.p95,
            found.p99,
            positive(entry.get("max_response_time"), "max_response_time"),
        ),
    )


def _timed(entry: Entry) -> int:
    """Requests with a response time; those without have none to average."""
    without = count(entry.get("num_none_requests") or 0, "num_none_requests")
    return max(0, count(entry.get("num_requests"), "num_requests") - without)


def _latency_of(times: Counter[int], spent: Decimal, timed: int) -> Latency:
    """Percentiles as Locust's own report has them, so that both say the same."""
    if not times:
        return Latency(mean=spent / timed if timed else None)
    pairs = sorted(times.items(), reverse=True)
    total = sum(times.values())

    def at(percent: int) -> Decimal:
        left = total - int(total * Fraction(percent, 100))
        passed = 0
        for value, number in pairs:
            passed += number
            if passed >= left:
                return Decimal(value)
        return Decimal(pairs[-1][0])

    return Latency(
        mean=spent / timed if timed else None, p50=at(50), p90=at(90), p95=at(95), p99=at(99)
    )


def _counter(value: object, what: str) -> Counter[int]:
    """{"12": 3} as numbers; milliseconds and seconds are whole in Locust's results."""
    found: Counter[int] = Counter()
    for key, number in mapping(value, what).items():
        found[count(key, what)] += count(number, what)
    if len(found) > MOST_SECONDS:
        raise Unreadable(f"The file has more “{what}” than a load test can have.")
    return found


def _grown(totals: Sequence[Decimal]) -> list[Decimal]:
    """Running totals that only grow, also where the test set them back to 0 after its start."""
    found: list[Decimal] = []
    before = base = Decimal(0)
    for total in totals:
        if total < before:
            base += before
        before = total
        found.append(base + total)
    return found


def _moment(at: Decimal) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(float(at), dt.UTC)
    except (OverflowError, OSError, ValueError) as problem:
        raise Unreadable("The file has times that no calendar has.") from problem


def _generators(exceptions: str | None) -> int | None:
    """Machines that reported an exception: at least so many took part. Their names are dropped."""
    if exceptions is None:
        return None
    nodes: set[str] = set()
    for row in rows(exceptions):
        count(row["Count"], "Count")
        nodes.update(node.strip() for node in row["Nodes"].split(","))
    return len(nodes - {""}) or None
