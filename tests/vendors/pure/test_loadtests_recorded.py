"""Runs that were recorded from the tools themselves, counted a second time in another way.

How each was made is written down beside the files.
"""

import csv
import datetime as dt
import json
import math
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from vendors.loadtests import Reading, read

RECORDED = Path(__file__).parents[2] / "fixtures" / "loadtests" / "recorded"
JMETER = RECORDED / "jmeter-2.13"
D = Decimal
TRANSACTION = "Book an appointment"
# What JMeter itself said at the end of each run, transactions included.
SAID = {
    "default.jtl": (227, 57),
    "columns.csv": (226, 58),
    "semicolon.jtl": (88, 21),
    "tab.jtl": (34, 7),
    "tree.jtl": (35, 8),
    "long.jtl": (584, 152),
    "grouped.jtl": (81, 22),
}


def files_of(folder: str, *names: str) -> list[tuple[str, Path]]:
    return [
        (path.name, path)
        for path in sorted((RECORDED / folder).iterdir())
        if not names or path.name in names
    ]


def rows_of(name: str) -> list[tuple[int, int, str, bool]]:
    """Time stamp, duration, label and success of each line, read without a line of ours."""
    if name == "tree.jtl":
        return [
            (
                int(one.get("ts", "")),
                int(one.get("t", "")),
                one.get("lb", ""),
                one.get("s") == "true",
            )
            for one in ET.parse(JMETER / name).getroot()
        ]
    delimiter = {"semicolon.jtl": ";", "tab.jtl": "\t"}.get(name, ",")
    with (JMETER / name).open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    success = 7
    if not rows[0][0].isdigit():
        success = rows.pop(0).index("success")
    found = []
    for row in rows:
        if name == "semicolon.jtl":
            moment = dt.datetime.strptime(f"{row[0]}000 +0000", "%Y/%m/%d %H:%M:%S.%f %z")
            at = round(moment.timestamp() * 1000)
        else:
            at = int(row[0])
        found.append((at, int(row[1]), row[2], row[success] == "true"))
    return found


@pytest.mark.parametrize("name", [name for name in SAID if name != "grouped.jtl"])
def test_jmeter_results_say_what_jmeter_said_and_what_their_rows_add_up_to(name):
    rows = rows_of(name)
    assert (len(rows), sum(not good for *_, good in rows)) == SAID[name]
    requests = [row for row in rows if row[2] != TRANSACTION]
    found = read([(name, JMETER / name)])
    assert isinstance(found, Reading), found
    assert found.requests == len(requests)
    assert found.failures == sum(not good for *_, good in requests)
    spent = sorted(elapsed for _, elapsed, *_ in requests)
    assert found.latency_ms.mean == D(sum(spent)) / len(spent)
    for percent in (50, 90, 95, 99):
        rank = math.ceil(len(spent) * percent / 100)
        assert getattr(found.latency_ms, f"p{percent}") == spent[rank - 1]
    first = min(at for at, *_ in requests)
    last = max(at + elapsed for at, elapsed, *_ in requests)
    assert found.duration_s == D(last - first) / 1000
    assert found.started_at == dt.datetime.fromtimestamp(first / 1000, dt.UTC)
    assert found.users_max == {"long.jtl": 2, "tab.jtl": 2, "tree.jtl": 2, "semicolon.jtl": 3}.get(
        name, 4
    )
    assert {one.name for one in found.transactions} == {
        "GET slots",
        'POST hold, then "wait"',
        "GET missing",
    }
    assert "canary" not in json.dumps(found.to_dict())


def test_sums_that_a_load_generator_sent_are_counted_but_prove_nothing():
    found = read([("grouped.jtl", JMETER / "grouped.jtl")])
    assert (found.requests, found.failures) == SAID["grouped.jtl"]
    assert round(found.latency_ms.mean) == 73
    assert found.latency_ms.p95 is None
    assert found.proved_rps is None


@pytest.mark.parametrize(
    ("folder", "requests", "failures", "users", "duration"),
    [("locust-2.47", 1097, 4, 12, "65.798"), ("locust-2.20", 162, 3, 6, "19.763")],
)
def test_locust_in_two_versions(folder, requests, failures, users, duration):
    found = read(files_of(folder))
    assert isinstance(found, Reading), found
    raw = json.loads((RECORDED / folder / "run.json").read_text())
    assert found.requests == requests == sum(one["num_requests"] for one in raw)
    assert (found.failures, found.users_max) == (failures, users)
    assert round(found.duration_s, 3) == D(duration)
    assert found.series.bucket_s == 1
    assert sum(point.rps for point in found.series.points) == requests
    assert sum(point.failures_per_s for point in found.series.points) == failures
    assert {one.name for one in found.transactions} == {"GET /slots", "GET home", "POST book"}
    assert "canary" not in json.dumps(found.to_dict())


@pytest.mark.parametrize(
    ("folder", "requests", "duration"),
    [("locust-2.47", 1083, "65"), ("locust-2.20", 153, "18.755")],
)
def test_locust_without_the_json_lacks_the_end(folder, requests, duration):
    tables = ("run_stats.csv", "run_stats_history.csv", "run_failures.csv", "run_exceptions.csv")
    found = read(files_of(folder, *tables))
    assert (found.format, found.requests) == ("Locust CSV", requests)
    assert round(found.duration_s, 3) == D(duration)
    # The history of the older one was written half-way only.
    assert ("duration_computed" in {one.code for one in found.warnings}) is (
        folder != "locust-2.47"
    )
    assert len(found.series.points) <= 65


@pytest.mark.parametrize("folder", ["locust-2.47", "locust-2.20"])
def test_locust_json_gives_the_percentiles_that_locust_gives(folder):
    """The tables were written a moment earlier, so nearly all requests are in both."""
    from_json = read(files_of(folder, "run.json"))
    from_tables = read(files_of(folder, "run_stats.csv"))
    assert from_json.format == "Locust JSON"
    for name in ("p50", "p90", "p95", "p99", "max"):
        one, other = getattr(from_json.latency_ms, name), getattr(from_tables.latency_ms, name)
        assert abs(one - other) <= max(D(3), one / 20)
    assert from_json.users_max is None
    assert abs(from_json.rps_mean - from_tables.rps_mean) < D("0.1")
