"""Reads the summary that k6 hands to handleSummary, dumped as JSON.

Times are milliseconds whatever the summary's time unit. `http_req_failed` is a rate of failures:
its "passes" are the requests that failed. Of `setup_data` nothing is ever kept: it may hold what
a test signs in with.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from vendors.loadtests.figures import Unreadable, count, mapping, needed, number, positive
from vendors.loadtests.reading import (
    Checks,
    Latency,
    Quality,
    Reading,
    Threshold,
    Transaction,
)

PARSER = "k6-handle-summary/1"
LONGEST_NAME = 200
TRANSACTION_TAGS = ("name:", "group:", "scenario:", "expected_response:")


def read_summary(data: Mapping[str, Any]) -> Reading:
    """A reading of one summary; Unreadable where it lacks what every summary has."""
    state = mapping(data.get("state"), "state")
    metrics = mapping(data.get("metrics"), "metrics")
    milliseconds = needed(state.get("testRunDurationMs"), "testRunDurationMs")
    if milliseconds <= 0:
        raise Unreadable("The test lasted no time at all.")
    requests_made = _values(metrics, "http_reqs")
    if requests_made is None:
        raise Unreadable("This test made no HTTP requests, so there is no rate to read.")
    requests = count(requests_made.get("count"), "http_reqs count")
    duration = milliseconds / 1000
    failures, rate = _failures(metrics, requests)
    times = _values(metrics, "http_req_duration")
    latency = _latency(times) if times is not None else Latency()
    absent = (latency.p50, latency.p90, latency.p95, latency.p99) == (None,) * 4
    dropped = _values(metrics, "dropped_iterations")
    stated = positive(requests_made.get("rate"), "http_reqs rate")
    return Reading(
        tool="k6",
        format="k6 handleSummary",
        parser=PARSER,
        requests=requests,
        failures=failures,
        error_rate=rate,
        duration_s=duration,
        rps_mean=stated if stated is not None else requests / duration,
        users_max=_users(metrics),
        latency_ms=latency,
        percentile_quality=Quality.ABSENT if absent else Quality.EXACT,
        transactions=_transactions(metrics),
        thresholds=_thresholds(metrics),
        checks=_checks(metrics),
        dropped=None if dropped is None else count(dropped.get("count"), "dropped_iterations"),
    )


def _values(metrics: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    if name not in metrics:
        return None
    return mapping(mapping(metrics[name], name).get("values"), f"{name} values")


def _failures(metrics: Mapping[str, Any], requests: int) -> tuple[int, Decimal | None]:
    values = _values(metrics, "http_req_failed")
    if values is None:
        raise Unreadable("The file does not say how many requests failed (http_req_failed).")
    failed = count(values.get("passes"), "http_req_failed passes")
    good = count(values.get("fails"), "http_req_failed fails")
    if failed > requests:
        raise Unreadable("The file counts more failures than requests.")
    judged = failed + good
    return failed, Decimal(failed) / judged if judged else None


def _latency(values: Mapping[str, Any]) -> Latency:
    def of(*names: str) -> Decimal | None:
        for name in names:
            found = positive(values.get(name), name)
            if found is not None:
                return found
        return None

    return Latency(
        min=of("min"),
        mean=of("avg"),
        p50=of("med", "p(50)"),
        p90=of("p(90)"),
        p95=of("p(95)"),
        p99=of("p(99)"),
        max=of("max"),
    )


def _users(metrics: Mapping[str, Any]) -> int | None:
    for name in ("vus", "vus_max"):
        values = _values(metrics, name)
        most = number(values.get("max"), f"{name} max") if values is not None else None
        if most is not None:
            return count(most, f"{name} max")
    return None


def _transactions(metrics: Mapping[str, Any]) -> tuple[Transaction, ...]:
    """Sub-metrics of the duration. Only tags that name a part of the test are kept, no addresses."""
    found = []
    for name in metrics:
        tags = name.removeprefix("http_req_duration{")
        if tags == name or not tags.startswith(TRANSACTION_TAGS):
            continue
        values = _values(metrics, name)
        if values:
            label = tags.removesuffix("}")[:LONGEST_NAME]
            found.append(Transaction(label, None, None, _latency(values)))
    return tuple(found)


def _thresholds(metrics: Mapping[str, Any]) -> tuple[Threshold, ...]:
    found = []
    for name, metric in metrics.items():
        limits = mapping(metric, name).get("thresholds")
        if limits is None:
            continue
        for expression, outcome in mapping(limits, f"{name} thresholds").items():
            passed = mapping(outcome, expression).get("ok")
            if not isinstance(passed, bool):
                raise Unreadable(f"The file does not say whether “{expression[:80]}” held.")
            found.append(Threshold(name[:LONGEST_NAME], expression[:LONGEST_NAME], passed))
    return tuple(found)


def _checks(metrics: Mapping[str, Any]) -> Checks | None:
    values = _values(metrics, "checks")
    if values is None:
        return None
    return Checks(
        count(values.get("passes"), "checks passes"), count(values.get("fails"), "checks fails")
    )
