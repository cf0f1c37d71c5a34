"""What a load-test file says, in one form for all tools, and what is wrong with it as a proof."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

SHORTEST_PROOF_S = 60
FAILURES_TO_WARN = Decimal("0.01")
STALE_MONTHS = 12
MOST_POINTS = 120
MOST_TRANSACTIONS = 200
MOST_THRESHOLDS = 100
MOST_NAMED = 5
GROUPED = "grouped"
CONTRADICTION = "contradiction"
UNPROVEN: Mapping[str, str] = {
    GROUPED: "The file holds sums of requests, so its rate is approximate.",
    CONTRADICTION: "The rate that the file states is not that of its requests and its duration.",
}
"""Cautions that take a rate what it could prove."""
LONGEST_TEST_S = 31 * 24 * 3600
HIGHEST_RATE = 10**9


class Quality(StrEnum):
    """How exact the percentiles of a file are."""

    EXACT = "exact"
    ROUNDED = "rounded"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a reader of the figures should know."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Latency:
    """Response times in milliseconds; what the file does not say is None, never guessed."""

    min: Decimal | None = None
    mean: Decimal | None = None
    p50: Decimal | None = None
    p90: Decimal | None = None
    p95: Decimal | None = None
    p99: Decimal | None = None
    max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """One kind of request within a test."""

    name: str
    requests: int | None
    failures: int | None
    latency_ms: Latency


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit that the test set itself, as k6 writes it: p(95)<500 on http_req_duration."""

    metric: str
    expr: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Checks:
    """Assertions on answers."""

    passed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Point:
    """One stretch of the test's course, from `at_s` seconds after its start, one bucket long."""

    at_s: Decimal
    rps: Decimal
    failures_per_s: Decimal
    p95_ms: Decimal | None = None
    users: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The course of a test over time: at most MOST_POINTS stretches of equal length."""

    bucket_s: Decimal
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The normalised record of one load test."""

    tool: str
    format: str
    parser: str
    """Name and version of the parser that read it."""
    requests: int
    failures: int
    error_rate: Decimal | None
    tool_version: str | None = None
    started_at: dt.datetime | None = None
    duration_s: Decimal | None = None
    rps_mean: Decimal | None = None
    rps_peak: Decimal | None = None
    rps_peak_bucket: str = ""
    """Over what the peak was taken."""
    users_max: int | None = None
    generators: int | None = None
    latency_ms: Latency = field(default_factory=Latency)
    percentile_quality: Quality = Quality.ABSENT
    transactions: tuple[Transaction, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    checks: Checks | None = None
    dropped: int | None = None
    series: Series | None = None
    """None where the file says nothing about the course of the test."""
    warnings: tuple[Caution, ...] = ()
    raw_sha256: tuple[Source, ...] = ()

    @property
    def proves_nothing(self) -> str:
        """Why this test proves no rate; empty where it proves one.

        A forecast asks for a rate at which people are served. So a rate counts only if it was held
        for a minute at least, a burst fits into queues and caches, and if no more than one request
        in a hundred failed: a system that answers with errors answers quickly.
        """
        if self.rps_mean is None:
            return "The file does not say how many requests were sent each second."
        if self.duration_s is None:
            return "The file does not say how long the test ran."
        if self.duration_s < SHORTEST_PROOF_S:
            return f"The test ran for less than {SHORTEST_PROOF_S} seconds."
        for one in self.warnings:
            if one.code in UNPROVEN:
                return UNPROVEN[one.code]
        if self.error_rate is None:
            return "The file does not say how many requests failed."
        if self.error_rate > FAILURES_TO_WARN:
            return (
                f"{_percent(self.error_rate)} of the requests failed. A rate counts only if at "
                "most 1 % fail."
            )
        return ""

    @property
    def proved_rps(self) -> Decimal | None:
        """The mean rate over the whole test, where that proves one.

        The mean and not the peak: what was held, not what was touched. It includes the time in
        which the load grew, so it says too little rather than too much.
        """
        return None if self.proves_nothing else self.rps_mean

    def to_dict(self) -> dict[str, Any]:
        """As JSON; figures as text, so that none loses a digit."""
        return {
            "tool": self.tool,
            "format": self.format,
            "parser": self.parser,
            "tool_version": self.tool_version,
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "duration_s": _text(self.duration_s),
            "requests": self.requests,
            "failures": self.failures,
            "error_rate": _text(self.error_rate),
            "rps_mean": _text(self.rps_mean),
            "rps_peak": _text(self.rps_peak),
            "rps_peak_bucket": self.rps_peak_bucket,
            "users_max": self.users_max,
            "generators": self.generators,
            "latency_ms": _latency_to_dict(self.latency_ms),
            "percentile_quality": self.percentile_quality.value,
            "transactions": [
                {
                    "name": one.name,
                    "requests": one.requests,
                    "failures": one.failures,
                    "latency_ms": _latency_to_dict(one.latency_ms),
                }
                for one in self.transactions
            ],
            "thresholds": [
                {"metric": one.metric, "expr": one.expr, "passed": one.passed}
                for one in self.thresholds
            ],
            "checks": (
                {"passed": self.checks.passed, "failed": self.checks.failed}
                if self.checks
                else None
            ),
            "dropped": self.dropped,
            "series": _series_to_dict(self.series),
            "warnings": [{"code": one.code, "text": one.text} for one in self.warnings],
            "raw_sha256": [{"name": one.name, "sha256": one.sha256} for one in self.raw_sha256],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Reading":
        """The opposite of to_dict; reads what earlier versions stored, too."""
        started, checks = stored["started_at"], stored["checks"]
        return cls(
            tool=stored["tool"],
            format=stored["format"],
            parser=stored["parser"],
            tool_version=stored["tool_version"],
            started_at=dt.datetime.fromisoformat(started) if started else None,
            duration_s=_number(stored["duration_s"]),
            requests=stored["requests"],
            failures=stored["failures"],
            error_rate=_number(stored["error_rate"]),
            rps_mean=_number(stored["rps_mean"]),
            rps_peak=_number(stored["rps_peak"]),
            rps_peak_bucket=stored["rps_peak_bucket"],
            users_max=stored["users_max"],
            generators=stored["generators"],
            latency_ms=_latency_from_dict(stored["latency_ms"]),
            percentile_quality=Quality(stored["percentile_quality"]),
            transactions=tuple(
                Transaction(
                    one["name"],
                    one["requests"],
                    one["failures"],
                    _latency_from_dict(one["latency_ms"]),
                )
                for one in stored["transactions"]
            ),
            thresholds=tuple(_threshold_from_dict(one) for one in stored["thresholds"]),
            checks=Checks(checks["passed"], checks["failed"]) if checks else None,
            dropped=stored["dropped"],
            series=_series_from_dict(stored.get("series")),
            warnings=tuple(Caution(one["code"], one["text"]) for one in stored["warnings"]),
            raw_sha256=tuple(Source(one["name"], one["sha256"]) for one in stored["raw_sha256"]),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing could be read, in words for the person who attached the file."""

    reason: str
    recognised: str = ""
    """What the file was recognised as, if as anything."""

    def __bool__(self) -> bool:
        return False


def cautions_of(reading: Reading) -> tuple[Caution, ...]:
    """What the figures themselves warn of; the tools' parsers add what only they can know."""
    found = []
    rate = reading.error_rate
    if rate is not None and rate > FAILURES_TO_WARN:
        found.append(
            Caution(
                "failures", f"{_percent(rate)} of the requests failed; more than 1 % is too many."
            )
        )
    if reading.dropped:
        found.append(
            Caution(
                "dropped",
                f"The load generator left out {reading.dropped:,} planned rounds: "
                "it could not keep up, so the planned rate was not reached.",
            )
        )
    if reading.latency_ms.p95 is None and reading.percentile_quality is Quality.ABSENT:
        found.append(
            Caution(
                "percentiles_absent",
                "The file gives no percentiles. Without them nobody can tell how long the slowest "
                "people waited.",
            )
        )
    if _all_equal(reading):
        found.append(
            Caution("equal_latencies", "Every response took exactly as long: hardly a real test.")
        )
    if reading.duration_s is None:
        found.append(Caution("no_duration", "The file does not say how long the test ran."))
    elif reading.duration_s < SHORTEST_PROOF_S:
        found.append(
            Caution(
                "short",
                f"The test ran for less than {SHORTEST_PROOF_S} seconds: "
                "too short to prove a rate.",
            )
        )
    failed = [f"{one.metric}: {one.expr}" for one in reading.thresholds if not one.passed]
    if failed:
        limits = "A limit that the test set itself was" if len(failed) == 1 else "Limits were"
        more = f" and {len(failed) - MOST_NAMED} more" if len(failed) > MOST_NAMED else ""
        named = "; ".join(failed[:MOST_NAMED])
        found.append(Caution("threshold_failed", f"{limits} missed: {named}{more}."))
    if reading.started_at is None:
        found.append(
            Caution("no_date", "The file does not say when the test ran: give its date yourself.")
        )
    return tuple(found)


def implausible(reading: Reading) -> str:
    """The sentence for a record that no test can have, from figures that contradict each other."""
    if reading.duration_s is not None and reading.duration_s > LONGEST_TEST_S:
        return (
            "By its figures the test ran for more than a month. Perhaps the file holds several "
            "tests; attach each by itself."
        )
    rates = (reading.rps_mean, reading.rps_peak)
    if any(rate is not None and rate > HIGHEST_RATE for rate in rates):
        return "By its figures the test sent more requests each second than any test can."
    known = reading.latency_ms
    if known.min is not None and known.max is not None and known.min > known.max:
        return "The shortest response time of the file is longer than the longest."
    return ""


def stale(reading: Reading, *, at: dt.datetime, months: int = STALE_MONTHS) -> Caution | None:
    """Whether the test was too long ago at an instant; None too where no date is known."""
    started = reading.started_at
    if started is None:
        return None
    index = at.year * 12 + at.month - 1 - months
    oldest = (index // 12, index % 12 + 1, at.day)
    day = started.astimezone(at.tzinfo)
    if (day.year, day.month, day.day) >= oldest:
        return None
    return Caution("stale", f"The test is more than {months} months old.")


def _all_equal(reading: Reading) -> bool:
    known = reading.latency_ms
    if reading.requests < 2 or known.min is None or known.max is None:
        return False
    return known.min == known.max


def _percent(rate: Decimal) -> str:
    """As people read it; what is above 1 % never looks like 1 %."""
    percent = rate * 100
    shown = percent.quantize(Decimal("0.1"))
    if shown == 1 < percent:
        shown = percent.quantize(Decimal("0.0001"), "ROUND_CEILING")
    return f"{shown} %"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _latency_to_dict(latency: Latency) -> dict[str, str | None]:
    return {name: _text(getattr(latency, name)) for name in Latency.__dataclass_fields__}


def _latency_from_dict(stored: Mapping[str, str | None]) -> Latency:
    return Latency(**{name: _number(stored[name]) for name in Latency.__dataclass_fields__})


def _series_to_dict(series: Series | None) -> dict[str, Any] | None:
    if series is None:
        return None
    return {
        "bucket_s": _text(series.bucket_s),
        "points": [
            {
                "at_s": _text(one.at_s),
                "rps": _text(one.rps),
                "failures_per_s": _text(one.failures_per_s),
                "p95_ms": _text(one.p95_ms),
                "users": one.users,
            }
            for one in series.points
        ],
    }


def _series_from_dict(stored: Mapping[str, Any] | None) -> Series | None:
    if stored is None:
        return None
    return Series(
        Decimal(stored["bucket_s"]),
        tuple(
            Point(
                Decimal(one["at_s"]),
                Decimal(one["rps"]),
                Decimal(one["failures_per_s"]),
                _number(one["p95_ms"]),
                one["users"],
            )
            for one in stored["points"]
        ),
    )


def _threshold_from_dict(stored: Mapping[str, Any]) -> Threshold:
    if "metric" in stored:
        return Threshold(stored["metric"], stored["expr"], stored["passed"])
    # Records once held both in one text, "metric: expression".
    metric, _, expression = stored["expr"].rpartition(": ")
    return Threshold(metric, expression, stored["passed"])
