"""Reads the three forms of k6's summary: of handleSummary, of --summary-export, machine-readable.

Times are milliseconds whatever the summary's time unit. `http_req_failed` is a rate of failures:
its "passes" (or "matches") are the requests that failed. In the older export a limit that reads
true was *missed*. Of `setup_data` and of the script nothing is ever kept: they may hold what a
test signs in with.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from vendors.loadtests.figures import Unreadable, count, mapping, needed, number, positive
from vendors.loadtests.labels import label
from vendors.loadtests.reading import (
    CONTRADICTION,
    MOST_THRESHOLDS,
    MOST_TRANSACTIONS,
    Caution,
    Checks,
    Latency,
    Quality,
    Reading,
    Threshold,
    Transaction,
)

SUMMARY_PARSER = "k6-handle-summary/2"
EXPORT_PARSER = "k6-summary-export/1"
MACHINE_PARSER = "k6-machine-readable/1"
TRANSACTION_TAGS = ("name:", "group:", "scenario:", "expected_response:")
MOST_APART = Decimal("0.05")
NO_REQUESTS = "This test made no HTTP requests, so there is no rate to read."
_VERSION = re.compile(r"v?[0-9][0-9A-Za-z.+-]{0,30}")

Values = Mapping[str, Any]
Metrics = Mapping[str, Values]
"""The values of each metric, in whichever form they stood."""


def kind_of(data: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Reading] | None:
    """What reads a summary of this shape; None if it is none of k6's."""
    if "results" in data and "config" in data:
        return read_machine_readable
    metrics = data.get("metrics")
    if not isinstance(metrics, dict):
        return None
    if "state" in data or any(
        isinstance(one, dict) and "values" in one for one in metrics.values()
    ):
        return read_summary
    return read_export if "root_group" in data or "http_reqs" in metrics else None


def read_summary(data: Mapping[str, Any]) -> Reading:
    """A reading of what handleSummary was given; Unreadable where it lacks what each has."""
    if not isinstance(data.get("state"), dict):
        raise Unreadable(
            "The part “state” is missing, which says how long the test ran. Let handleSummary "
            "write all of its data: JSON.stringify(data)."
        )
    milliseconds = needed(data["state"].get("testRunDurationMs"), "testRunDurationMs")
    if milliseconds <= 0:
        raise Unreadable("The test lasted no time at all.")
    raw = mapping(data.get("metrics"), "metrics")
    metrics = {
        name: mapping(mapping(metric, "a metric").get("values"), "values")
        for name, metric in raw.items()
    }
    duration = milliseconds / 1000
    sent = _sent(metrics)
    stated = positive(sent.get("rate"), "http_reqs rate")
    requests = count(sent.get("count"), "http_reqs count")
    return _reading(
        metrics,
        form="k6 handleSummary",
        parser=SUMMARY_PARSER,
        duration=duration,
        rate=stated if stated is not None else requests / duration,
        thresholds=tuple(_thresholds(raw, _held)),
        cautions=list(_contradiction(stated, requests / duration)),
    )


def _contradiction(stated: Decimal | None, counted: Decimal) -> Iterator[Caution]:
    """Both figures come from the same run, so they differ only if one was changed."""
    if stated is not None and abs(stated - counted) > counted * MOST_APART:
        yield Caution(
            CONTRADICTION,
            f"The file states {stated:,.1f} requests per second, but its number of requests and "
            f"its duration make {counted:,.1f}.",
        )


def read_export(data: Mapping[str, Any]) -> Reading:
    """A reading of the older export, which has no duration: it is worked out from the rate."""
    raw = mapping(data.get("metrics"), "metrics")
    metrics = {name: mapping(metric, "a metric") for name, metric in raw.items()}
    sent = _sent(metrics)
    requests = count(sent.get("count"), "http_reqs count")
    rate = positive(sent.get("rate"), "http_reqs rate")
    cautions = []
    if rate:
        cautions.append(
            Caution(
                "duration_computed",
                "This older form of k6’s summary does not say how long the test ran; the duration "
                "is worked out from the number of requests and their rate.",
            )
        )
    return _reading(
        metrics,
        form="k6 --summary-export",
        parser=EXPORT_PARSER,
        duration=requests / rate if rate else None,
        rate=rate,
        thresholds=tuple(_thresholds(raw, _not_missed)),
        cautions=cautions,
    )


def read_machine_readable(data: Mapping[str, Any]) -> Reading:
    """A reading of the machine-readable form, in either of its spellings."""
    results = mapping(data.get("results"), "results")
    duration = needed(mapping(data.get("config"), "config").get("duration"), "duration")
    if duration <= 0:
        raise Unreadable("The test lasted no time at all.")
    metrics = _listed(results.get("metrics"))
    requests = count(_sent(metrics).get("count"), "http_reqs count")
    about = data.get("metadata")
    known = about if isinstance(about, dict) else {}
    ended = _instant(known.get("generated_at", known.get("generatedAt")))
    return _reading(
        metrics,
        form="k6 machine-readable summary",
        parser=MACHINE_PARSER,
        duration=duration,
        rate=requests / duration,
        version=_version(known.get("k6_version", known.get("k6Version"))),
        started=_before(ended, duration),
        checks=_checks_listed(results.get("checks")),
        cautions=[
            Caution(
                "thresholds_unknown",
                "This form of k6’s summary leaves out the limits that the test set itself.",
            )
        ],
    )


def _reading(
    metrics: Metrics,
    *,
    form: str,
    parser: str,
    duration: Decimal | None,
    rate: Decimal | None,
    version: str | None = None,
    started: dt.datetime | None = None,
    thresholds: tuple[Threshold, ...] = (),
    checks: Checks | None = None,
    cautions: list[Caution] | None = None,
) -> Reading:
    requests = count(_sent(metrics).get("count"), "http_reqs count")
    failures, share = _failures(metrics, requests)
    latency = _latency(metrics.get("http_req_duration", {}))
    absent = (latency.p50, latency.p90, latency.p95, latency.p99) == (None,) * 4
    dropped = metrics.get("dropped_iterations")
    return Reading(
        tool="k6",
        format=form,
        parser=parser,
        tool_version=version,
        started_at=started,
        requests=requests,
        failures=failures,
        error_rate=share,
        duration_s=duration,
        rps_mean=rate,
        users_max=_users(metrics),
        latency_ms=latency,
        percentile_quality=Quality.ABSENT if absent else Quality.EXACT,
        transactions=_transactions(metrics),
        thresholds=thresholds,
        checks=checks or _checks(metrics),
        dropped=None if dropped is None else count(dropped.get("count"), "dropped_iterations"),
        warnings=tuple(cautions or ()),
    )


def _sent(metrics: Metrics) -> Values:
    if "http_reqs" not in metrics:
        raise Unreadable(NO_REQUESTS)
    return metrics["http_reqs"]


def _listed(metrics: object) -> Metrics:
    """Metrics that stand in a list, by name."""
    if not isinstance(metrics, list):
        raise Unreadable("The file has no “metrics”.")
    found = {}
    for one in metrics:
        name = mapping(one, "a metric").get("name")
        if isinstance(name, str):
            found[name] = mapping(one.get("values"), "values")
    return found


def _failures(metrics: Metrics, requests: int) -> tuple[int, Decimal | None]:
    values = metrics.get("http_req_failed")
    if values is None:
        raise Unreadable("The file does not say how many requests failed (http_req_failed).")
    if "matches" in values:
        failed = count(values["matches"], "http_req_failed matches")
        judged = count(values.get("total"), "http_req_failed total")
    else:
        failed = count(values.get("passes"), "http_req_failed passes")
        judged = failed + count(values.get("fails"), "http_req_failed fails")
    if failed > min(requests, judged):
        raise Unreadable("The file counts more failures than requests.")
    return failed, Decimal(failed) / judged if judged else None


def _latency(values: Values) -> Latency:
    def of(*names: str) -> Decimal | None:
        for name in names:
            found = positive(values.get(name), name)
            if found is not None:
                return found
        return None

    return Latency(
        min=of("min"),
        mean=of("avg"),
        p50=of("med", "p(50)", "p50"),
        p90=of("p(90)", "p90"),
        p95=of("p(95)", "p95"),
        p99=of("p(99)", "p99"),
        max=of("max"),
    )


def _users(metrics: Metrics) -> int | None:
    for name in ("vus", "vus_max"):
        most = number(metrics[name].get("max"), f"{name} max") if name in metrics else None
        if most is not None:
            return count(most, f"{name} max")
    return None


def _transactions(metrics: Metrics) -> tuple[Transaction, ...]:
    """Sub-metrics of the duration. Only tags that name a part of the test are kept, no addresses."""
    found = []
    for name, values in metrics.items():
        tags = name.removeprefix("http_req_duration{")
        if tags != name and tags.startswith(TRANSACTION_TAGS) and values:
            found.append(Transaction(label(tags.removesuffix("}")), None, None, _latency(values)))
    return tuple(found[:MOST_TRANSACTIONS])


def _thresholds(
    metrics: Mapping[str, Any], held: Callable[[object], bool | None]
) -> Iterator[Threshold]:
    left = MOST_THRESHOLDS
    for name, metric in metrics.items():
        limits = mapping(metric, "a metric").get("thresholds")
        if limits is None:
            continue
        for expression, outcome in mapping(limits, "thresholds").items():
            passed = held(outcome)
            if passed is None:
                raise Unreadable("The file does not say of each of its limits whether it held.")
            if left:
                left -= 1
                yield Threshold(label(name), label(expression), passed)


def _held(outcome: object) -> bool | None:
    """As handleSummary says it: {"ok": true} held."""
    ok = outcome.get("ok") if isinstance(outcome, dict) else None
    return ok if isinstance(ok, bool) else None


def _not_missed(outcome: object) -> bool | None:
    """As the older export says it: true was missed."""
    return not outcome if isinstance(outcome, bool) else None


def _checks(metrics: Metrics) -> Checks | None:
    values = metrics.get("checks")
    if values is None:
        return None
    return Checks(
        count(values.get("passes"), "checks passes"), count(values.get("fails"), "checks fails")
    )


def _checks_listed(checks: object) -> Checks | None:
    if not isinstance(checks, dict) or not checks.get("metrics"):
        return None
    metrics = _listed(checks["metrics"])
    if "checks_succeeded" not in metrics or "checks_failed" not in metrics:
        return None
    return Checks(
        count(metrics["checks_succeeded"].get("matches"), "checks_succeeded matches"),
        count(metrics["checks_failed"].get("matches"), "checks_failed matches"),
    )


def _version(text: object) -> str | None:
    return text if isinstance(text, str) and _VERSION.fullmatch(text) else None


def _instant(text: object) -> dt.datetime | None:
    """An instant with its zone; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        # Nanoseconds are more than a date can hold.
        found = dt.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text[:60]))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _before(ended: dt.datetime | None, duration: Decimal) -> dt.datetime | None:
    try:
        return ended - dt.timedelta(seconds=float(duration)) if ended else None
    except OverflowError:
        return None
