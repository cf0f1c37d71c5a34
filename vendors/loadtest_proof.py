"""What a stored load-test record says to people, and how much of a required rate it proves.

Vendor's page, reviewer's card, comparison, report and the public page all draw from this, so that
none of them can say something else about the same file.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from portal.documents.charts import Spot
from vendors.demand import Coverage, RequiredPeak, coverage, figure
from vendors.loadtests.reading import (
    FAILURES_TO_WARN,
    SHORTEST_PROOF_S,
    Quality,
    Reading,
    stale,
)

WHOLE_SYSTEM = "The whole system at its peak"
"""What a test belongs to unless its vendor names a scenario."""
MOST_POINTS = 120
LARGEST = Decimal(10) ** 12
"""Beyond this a figure is no measurement, and a chart of it would show nothing."""
HIGHEST = Decimal(10) ** 16
BROKEN = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What a record of another shape runs into."""
QUALITY_WORDS = {
    Quality.EXACT: "As exact as the tool measures them",
    Quality.ROUNDED: "Rounded by the tool",
    Quality.ABSENT: "Not in the file",
}
SHORT_PERCENTILES = (
    ("p50", "Half within"),
    ("p90", "90% within"),
    ("p95", "95% within"),
    ("p99", "99% within"),
    ("max", "Slowest"),
)
PERCENTILES = (
    ("p50", "Response time, half within"),
    ("p90", "Response time, 90% within"),
    ("p95", "Response time, 95% within"),
    ("p99", "Response time, 99% within"),
    ("max", "Slowest response"),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What one test proves of a required rate, or why it proves nothing."""

    rps: Decimal | None
    """The rate that counts; None where the test proves none."""
    held: Coverage | None
    """Against the required rate; None too where none is stated."""
    sentence: str
    advice: str = ""
    """What would be missing, or what to do about it; empty where nothing is."""

    @property
    def tone(self) -> str:
        """How a notice shows it."""
        if self.held is None:
            return "info" if self.rps is not None else "warning"
        return "success" if self.held.ratio >= 1 else "warning"


@dataclass(frozen=True, slots=True)
class Point:
    """The test at one moment; what is not known is None."""

    at_s: Decimal
    rps: Decimal | None
    failures_per_s: Decimal | None
    p95_ms: Decimal | None


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that the test set itself, in words."""

    words: str
    passed: bool


@dataclass(frozen=True, slots=True)
class LoadTest:
    """All that a page shows of one test."""

    proof: Proof
    brief: str
    """Rate, failures, response time and length in one line."""
    facts: tuple[tuple[str, str], ...]
    started_at: dt.datetime | None
    limits: tuple[Limit, ...]
    warnings: tuple[str, ...]
    course: tuple[Point, ...]
    """Empty where the file does not say how the test went over time."""
    lasted_s: Decimal | None
    needed: Decimal | None
    rates: tuple[tuple[str, Decimal], ...]
    """Requests a second of the test as a whole, by what they are, and what is needed."""
    times: tuple[tuple[str, Decimal], ...]
    """Milliseconds within which so much was answered."""

    @property
    def throughput(self) -> tuple[Spot, ...]:
        """Requests a second over time."""
        return tuple(Spot(float(one.at_s), _float(one.rps)) for one in self.course)

    @property
    def failures(self) -> tuple[Spot, ...]:
        """Failures a second over time."""
        return tuple(Spot(float(one.at_s), _float(one.failures_per_s)) for one in self.course)

    @property
    def latency(self) -> tuple[Spot, ...]:
        """The response time within which 95 % stayed, over time."""
        return tuple(Spot(float(one.at_s), _float(one.p95_ms)) for one in self.course)

    @property
    def has_latency(self) -> bool:
        return any(one.p95_ms is not None for one in self.course)


def reading_of(stored: Mapping[str, Any] | None) -> Reading | None:
    """The record as the parser made it; None where there is none or it lacks what every one has.

    The cage hands a record back that it made out of a hostile file, so no page relies on its shape.
    """
    if not stored:
        return None
    try:
        # The course is read by itself, so that a broken one costs the charts and not the figures.
        found = Reading.from_dict({**stored, "series": None})
    except BROKEN:
        return None
    return found if _is_sound(found) else None


def _is_sound(reading: Reading) -> bool:
    """Whether counts are counts and figures are numbers, as the parsers promise."""
    counts = (reading.requests, reading.failures)
    maybe_counts = (reading.users_max, reading.generators)
    latency = reading.latency_ms
    figures = (
        *(reading.error_rate, reading.duration_s, reading.rps_mean, reading.rps_peak),
        *(getattr(latency, key) for key, _label in PERCENTILES),
    )
    started = reading.started_at
    return (
        all(type(one) is int for one in counts)
        and all(one is None or type(one) is int for one in maybe_counts)
        and all(one is None or (one.is_finite() and 0 <= one < HIGHEST) for one in figures)
        and (started is None or started.tzinfo is not None)
    )


def day_of(stored: Mapping[str, Any] | None, zone: dt.tzinfo) -> dt.date | None:
    """The day on which the test began there, as its file says; None where it says none."""
    reading = reading_of(stored)
    if reading is None or reading.started_at is None:
        return None
    return reading.started_at.astimezone(zone).date()


def proof_of(
    reading: Reading, required: RequiredPeak, *, needs: str = "the required rate"
) -> Proof:
    """Hold a test against a required rate; `needs` is what the page calls that rate."""
    lacks, advice = _lacks(reading)
    rps = reading.proved_rps
    if lacks or rps is None:
        return Proof(None, None, f"Proves no rate: {lacks}", advice)
    held = coverage(rps, required)
    if held is None:
        return Proof(
            rps,
            None,
            f"Proves {figure(rps)} requests a second.",
            "No required rate is stated to hold it against.",
        )
    sentence = (
        f"Proves {times(held.ratio)} × {needs}: {figure(held.proved)} of "
        f"{figure(held.needed)} requests a second."
    )
    if held.ratio >= 1:
        return Proof(rps, held, sentence)
    missing = figure(held.needed - held.proved)
    words = "1 request a second is" if missing == "1" else f"{missing} requests a second are"
    return Proof(rps, held, sentence, f"{words} missing.")


def _lacks(reading: Reading) -> tuple[str, str]:
    """Why a test proves no rate, as the end of a sentence, and what to do about it."""
    if not (why := reading.proves_nothing):
        return "", ""
    rate = reading.error_rate
    if rate is not None and rate > FAILURES_TO_WARN:
        advice = "Find out why they failed, or show a test at the rate that the system holds."
    elif reading.duration_s is not None and reading.duration_s < SHORTEST_PROOF_S:
        advice = f"Show a test that holds the rate for {SHORTEST_PROOF_S} seconds or more."
    elif reading.tool == "Locust":
        advice = "Add the other files of the same run: the history says when it began and ended."
    else:
        advice = "Show the file that the tool writes at the end of a whole run."
    return why[:1].lower() + why[1:], advice


def load_test(
    stored: Mapping[str, Any] | None,
    required: RequiredPeak,
    *,
    at: dt.datetime | None = None,
    needs: str = "the required rate",
) -> LoadTest | None:
    """All that is shown of a stored record; None where there is no record.

    at: the instant at which the test must still be fresh; None warns of no age.
    """
    reading = reading_of(stored)
    if reading is None or stored is None:
        return None
    try:
        return _shown(stored, reading, required, at, needs)
    except BROKEN:
        return None


def _shown(
    stored: Mapping[str, Any],
    reading: Reading,
    required: RequiredPeak,
    at: dt.datetime | None,
    needs: str,
) -> LoadTest:
    old = stale(reading, at=at) if at is not None else None
    return LoadTest(
        proof=proof_of(reading, required, needs=needs),
        brief=_brief(reading),
        facts=_facts(reading),
        started_at=reading.started_at,
        limits=_limits(stored),
        warnings=(*(str(one.text) for one in reading.warnings), *([old.text] if old else [])),
        course=_course(stored),
        lasted_s=reading.duration_s,
        needed=required.rps,
        rates=_known(
            ("Mean of the test", reading.rps_mean),
            ("Highest", reading.rps_peak),
            ("Needed", required.rps),
        ),
        times=_known(
            *((words, getattr(reading.latency_ms, key)) for key, words in SHORT_PERCENTILES)
        ),
    )


def _known(*figures: tuple[str, Decimal | None]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((words, value) for words, value in figures if value is not None)


def times(ratio: Decimal) -> str:
    """A ratio as people say it, rounded down so that 0.996 is not all of it."""
    places = "0.1" if ratio >= 1 else "0.01"
    shown = ratio.quantize(Decimal(places), ROUND_DOWN)
    return f"{shown:,f}" if ratio >= 1 else f"{shown:f}".rstrip("0").rstrip(".")


def percent(share: Decimal) -> str:
    """A share in percent, with at most two decimals."""
    return f"{figure((share * 100).quantize(Decimal('0.01')))}%"


def milliseconds(value: Decimal | None) -> str:
    return "" if value is None else f"{figure(value, places=0)} ms"


def length(seconds: Decimal | None) -> str:
    """A span in the largest units that people use for tests."""
    if seconds is None:
        return ""
    whole = int(seconds)
    if whole < 60:
        return f"{figure(seconds, places=1)} s"
    minutes, left = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (left, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _brief(reading: Reading) -> str:
    parts = [
        "" if reading.rps_mean is None else f"{figure(reading.rps_mean)} requests a second",
        length(reading.duration_s) and f"for {length(reading.duration_s)}",
        "" if reading.error_rate is None else f"{percent(reading.error_rate)} failed",
        reading.latency_ms.p95 is not None and f"95% within {milliseconds(reading.latency_ms.p95)}",
    ]
    return ", ".join(one for one in parts if one)


def _facts(reading: Reading) -> tuple[tuple[str, str], ...]:
    bucket = f" ({reading.rps_peak_bucket})" if reading.rps_peak_bucket else ""
    failed = "" if reading.error_rate is None else percent(reading.error_rate)
    latency = reading.latency_ms
    checks = reading.checks
    lines = (
        ("Requests a second", _figure(reading.rps_mean)),
        ("Highest rate", _figure(reading.rps_peak) and f"{_figure(reading.rps_peak)}{bucket}"),
        ("Requests", f"{reading.requests:,}"),
        ("Failed", failed and f"{failed} ({reading.failures:,})"),
        *((label, milliseconds(getattr(latency, key))) for key, label in PERCENTILES),
        ("Percentiles", QUALITY_WORDS[reading.percentile_quality]),
        ("Length", length(reading.duration_s)),
        ("Users at most", "" if reading.users_max is None else f"{reading.users_max:,}"),
        ("Load generators", "" if reading.generators is None else f"{reading.generators:,}"),
        (
            "Checks of the answers",
            f"{checks.passed:,} passed, {checks.failed:,} failed" if checks else "",
        ),
        ("Tool", " ".join(str(one) for one in (reading.tool, reading.tool_version) if one)),
    )
    return tuple((label, words) for label, words in lines if words)


def _limits(stored: Mapping[str, Any]) -> tuple[Limit, ...]:
    """Limits with the metric that each holds, where the record names it beside the expression."""
    found = []
    for one in stored["thresholds"]:
        metric, expr = str(one.get("metric") or ""), str(one["expr"])
        words = f"{metric}: {expr}" if metric and not expr.startswith(metric) else expr
        found.append(Limit(words, bool(one["passed"])))
    return tuple(found)


def _course(stored: Mapping[str, Any]) -> tuple[Point, ...]:
    """How the test went; moments whose time cannot be read are left out."""
    series = stored.get("series")
    points = series.get("points") if isinstance(series, Mapping) else None
    if not isinstance(points, list):
        return ()
    found = []
    for one in points[:MOST_POINTS]:
        at = _number(one.get("at_s")) if isinstance(one, Mapping) else None
        if at is not None:
            keys = ("rps", "failures_per_s", "p95_ms")
            found.append(Point(at, *(_number(one.get(key)) for key in keys)))
    return tuple(sorted(found, key=lambda one: one.at_s))


def _number(value: object) -> Decimal | None:
    """A figure of 0 or more that a chart can hold; None for anything else."""
    try:
        number = Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or not 0 <= number < LARGEST:
        return None
    return number


def _figure(value: Decimal | None) -> str:
    return "" if value is None else figure(value)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
