"""The two other forms of k6's summary, and figures that change with their files."""

import copy
import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.loadtests import Checks, Latency, Quality, Reading, Refusal, Threshold, read

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
D = Decimal
SUMMARY, EXPORT, MACHINE = (
    json.loads((FILES / f"k6_{name}.json").read_text())
    for name in ("handle_summary", "summary_export_legacy", "machine_readable")
)


def read_json(data: Any) -> Reading | Refusal:
    return read([("summary.json", json.dumps(data).encode())])


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.warnings]


def test_the_older_export_to_the_digit():
    found = read([("a.json", FILES / "k6_summary_export_legacy.json")])
    assert (found.tool, found.format, found.parser) == (
        "k6",
        "k6 --summary-export",
        "k6-summary-export/1",
    )
    assert (found.requests, found.failures, found.error_rate) == (4_320_000, 21_600, D("0.005"))
    assert (found.duration_s, found.rps_mean, found.users_max) == (1800, 2400, 9000)
    assert found.latency_ms == Latency(
        D("18.2"), D("210.4"), D("164.9"), D("402.1"), D("611.8"), D("1490.2"), D("9021.7")
    )
    # In this form "true" was missed.
    assert found.thresholds == (
        Threshold("http_req_failed", "rate<0.01", passed=True),
        Threshold("http_req_duration", "p(95)<500", passed=False),
        Threshold("http_req_duration", "p(99)<2000", passed=True),
    )
    assert (found.checks, found.dropped) == (Checks(358_200, 1800), 240)
    assert codes(found) == ["duration_computed", "dropped", "threshold_failed", "no_date"]
    assert found.proved_rps == 2400


def test_the_older_export_and_the_summary_it_was_made_of_say_the_same():
    summary, export = read_json(SUMMARY), read_json(EXPORT)
    alike = {"format": "", "parser": "", "warnings": (), "raw_sha256": ()}
    assert replace(summary, **alike) == replace(export, **alike)


def test_the_older_export_without_a_rate_has_no_duration():
    data = copy.deepcopy(EXPORT)
    del data["metrics"]["http_reqs"]["rate"]
    found = read_json(data)
    assert (found.duration_s, found.rps_mean, found.proved_rps) == (None, None, None)
    assert "no_duration" in codes(found)


def test_the_machine_readable_summary_to_the_digit():
    found = read([("a.json", FILES / "k6_machine_readable.json")])
    assert (found.format, found.parser) == ("k6 machine-readable summary", "k6-machine-readable/1")
    assert (found.requests, found.failures, found.error_rate) == (4_320_000, 21_600, D("0.005"))
    assert (found.duration_s, found.users_max, found.dropped) == (D("1800.02"), 10_000, 240)
    assert found.rps_mean == D(4_320_000) / D("1800.02")
    assert found.latency_ms == Latency(
        D("18.2"), D("210.4"), D("164.9"), D("402.1"), D("611.8"), None, D("9021.7")
    )
    assert found.checks == Checks(358_200, 1800)
    assert found.tool_version == "2.2.0"
    ended = dt.datetime(2026, 5, 4, 15, 4, 5, 123_456, tzinfo=dt.UTC)
    assert found.started_at == ended - dt.timedelta(seconds=1800.02)
    assert codes(found) == ["thresholds_unknown", "dropped"]


def test_both_spellings_of_the_machine_readable_summary():
    text = (FILES / "k6_machine_readable.json").read_text()
    for one, other in (
        ("generated_at", "generatedAt"),
        ("k6_version", "k6Version"),
        ('"p90"', '"p(90)"'),
        ('"p95"', '"p(95)"'),
    ):
        assert one in text
        text = text.replace(one, other)
    spelt = read([("a.json", text.encode())])
    assert replace(spelt, raw_sha256=()) == replace(read_json(MACHINE), raw_sha256=())


def test_a_version_or_date_that_is_none_is_left_out():
    data = copy.deepcopy(MACHINE)
    data["metadata"] = {"k6_version": "<b>hunter2</b>", "generated_at": "soon"}
    found = read_json(data)
    assert (found.tool_version, found.started_at) == (None, None)


def test_a_summary_without_its_state_says_what_to_do():
    data = {name: value for name, value in SUMMARY.items() if name != "state"}
    assert read_json(data).reason == (
        "The part “state” is missing, which says how long the test ran. Let handleSummary write all "
        "of its data: JSON.stringify(data)."
    )


@pytest.mark.parametrize(
    ("data", "path", "value"),
    [
        (EXPORT, ("metrics", "http_req_duration", "thresholds", "p(95)<500"), "yes"),
        (EXPORT, ("metrics", "http_req_failed", "passes"), 4_320_001),
        (EXPORT, ("metrics", "http_reqs", "rate"), 0.000001),
        (MACHINE, ("config", "duration"), 0),
        (MACHINE, ("config", "duration"), 0.0000001),
        (MACHINE, ("config", "duration"), "long"),
        (MACHINE, ("results", "metrics"), {}),
        (SUMMARY, ("metrics", "http_req_duration", "values", "min"), 10_000),
        (SUMMARY, ("metrics", "http_req_failed"), []),
    ],
)
def test_summaries_that_make_no_sense_are_refused(data, path, value):
    assert isinstance(read_json(changed(data, path, value)), Refusal)


def changed(data: Any, path: tuple[str, ...], value: Any) -> Any:
    found = copy.deepcopy(data)
    at = found
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return found


WHERE = {
    "summary": (SUMMARY, lambda metric, key: ("metrics", metric, "values", key)),
    "export": (EXPORT, lambda metric, key: ("metrics", metric, key)),
}


@settings(max_examples=40, deadline=None)
@given(
    form=st.sampled_from(sorted(WHERE)),
    requests=st.integers(50, 10**9),
    share=st.floats(0, 1),
    seconds=st.integers(1, 10**6),
    times=st.lists(st.decimals(0, 60_000, places=3, allow_nan=False), min_size=7, max_size=7).map(
        sorted
    ),
    users=st.integers(0, 10**6),
)
def test_a_file_that_differs_in_its_figures_gives_those_figures(
    form, requests, share, seconds, times, users
):
    data, at = WHERE[form]
    failures = int(requests * share)
    rate = float(requests / seconds)
    changes = {
        ("http_reqs", "count"): requests,
        ("http_reqs", "rate"): rate,
        ("http_req_failed", "passes"): failures,
        ("http_req_failed", "fails"): requests - failures,
        ("vus", "max"): users,
        **{
            ("http_req_duration", key): float(value)
            for key, value in zip(
                ("min", "avg", "med", "p(90)", "p(95)", "p(99)", "max"), times, strict=True
            )
        },
    }
    for (metric, key), value in changes.items():
        data = changed(data, at(metric, key), value)
    if form == "summary":
        data = changed(data, ("state", "testRunDurationMs"), seconds * 1000)
    found = read_json(data)
    assert isinstance(found, Reading), found
    assert (found.requests, found.failures, found.users_max) == (requests, failures, users)
    assert found.error_rate == D(failures) / requests
    assert found.rps_mean == D(str(rate))
    assert round(found.duration_s, 3) == seconds
    spread = found.latency_ms
    assert [
        spread.min, spread.mean, spread.p50, spread.p90, spread.p95, spread.p99, spread.max
    ] == times  # fmt: skip
    assert found.percentile_quality is Quality.EXACT
