"""Locust's JSON results: complete totals, alone or with the tables of the same test."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vendors.loadtests import Quality, Reading, Refusal, read

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
D = Decimal


def entry(**changes: Any) -> dict[str, Any]:
    usual = {
        "name": "home", "method": "GET", "start_time": 1795626405.5,
        "last_request_timestamp": 1795626505.5, "num_requests": 4, "num_none_requests": 0,
        "num_failures": 1, "total_response_time": 100.5, "max_response_time": 40.25,
        "min_response_time": 10.5, "total_content_length": 9,
        "response_times": {"10": 1, "20": 2, "40": 1},
        "num_reqs_per_sec": {"1795626405": 3, "1795626505": 1},
        "num_fail_per_sec": {"1795626505": 1},
    }  # fmt: skip
    return {**usual, **changes}


def results(*entries: dict[str, Any], **files: str) -> Reading | Refusal:
    tables = [(name, FILES / name) for name in files.values()]
    return read([("run.json", json.dumps(entries).encode()), *tables])


def codes(reading: Any) -> list[str]:
    return [one.code for one in reading.warnings]


def test_json_to_the_digit():
    found = results(entry(), entry(name="book", method="POST", response_times={"300": 4}))
    assert (found.requests, found.failures, found.duration_s) == (8, 2, 100)
    assert (found.rps_mean, found.rps_peak, found.rps_peak_bucket) == (
        D("0.08"), D("0.6"), "10 seconds",
    )  # fmt: skip
    spread = found.latency_ms
    assert (spread.min, spread.mean, spread.max) == (D("10.5"), D("25.125"), D("40.25"))
    assert (spread.p50, spread.p90) == (300, 300)
    assert [one.name for one in found.transactions] == ["GET home", "POST book"]
    assert found.transactions[0].latency_ms.p50 == 20
    assert found.percentile_quality is Quality.ROUNDED
    assert (found.users_max, found.series.bucket_s, len(found.series.points)) == (None, 1, 101)
    assert (found.series.points[0].rps, found.series.points[100].failures_per_s) == (6, 2)


def test_requests_without_a_time_are_counted_and_not_averaged():
    found = results(entry(num_none_requests=2, response_times={"10": 1, "40": 1}))
    assert (found.requests, found.latency_ms.mean) == (4, D("50.25"))
    none = results(entry(num_none_requests=4, response_times={}, total_response_time=0))
    assert (none.latency_ms.mean, none.percentile_quality) == (None, Quality.ABSENT)


def test_files_of_another_test_are_noticed():
    assert "mixed" in codes(results(entry(), stats="locust_stats.csv"))
    found = results(entry(), failures="locust_failures.csv")
    assert {"mixed", "failures_differ"} <= set(codes(found))


@pytest.mark.parametrize(
    "changes",
    [
        {"num_failures": 5},
        {"num_requests": -1},
        {"name": None},
        {"method": 7},
        {"response_times": {"fast": 1}},
        {"response_times": {"10": 0.5}},
        {"response_times": [1]},
        {"start_time": 1e15},
        {"start_time": None},
        {"num_reqs_per_sec": {"0": 1, "99999999999": 1}},
        {"last_request_timestamp": 1895626405.5},
    ],
)
def test_results_that_make_no_sense_are_refused(changes):
    assert isinstance(results(entry(**changes)), Refusal)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    times=st.lists(st.integers(0, 60_000), min_size=1, max_size=200),
    failures=st.integers(0, 200),
    seconds=st.integers(1, 100_000),
)
def test_percentiles_are_those_of_locust(times, failures, seconds):
    failed = min(failures, len(times))
    found = results(
        entry(
            num_requests=len(times),
            num_failures=failed,
            total_response_time=sum(times),
            response_times={str(key): count for key, count in Counter(times).items()},
            last_request_timestamp=1795626405.5 + seconds,
            min_response_time=min(times),
            max_response_time=max(times),
        )
    )
    assert (found.requests, found.failures, found.duration_s) == (len(times), failed, seconds)
    ordered = sorted(times)
    for percent in (50, 90, 95, 99):
        # Counted from the slowest: so many may be slower.
        slower = len(times) - len(times) * percent // 100
        assert getattr(found.latency_ms, f"p{percent}") == ordered[-slower]
    assert found.latency_ms.mean == D(sum(times)) / len(times)
