"""Load-test files give their figures to the digit, or say what they are instead."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.loadtests import (
    Checks,
    Latency,
    Point,
    Quality,
    Reading,
    Refusal,
    Series,
    Threshold,
    Transaction,
    read,
    stale,
)

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
D = Decimal


def bytes_of(name: str) -> bytes:
    return (FILES / name).read_bytes()


def k6(**changes) -> dict:
    data = json.loads(bytes_of("k6_handle_summary.json"))
    data.update(changes)
    return data


def read_json(data) -> Reading | Refusal:
    return read([("summary.json", json.dumps(data).encode())])


def locust(*kinds: str) -> list[tuple[str, Path]]:
    return [(f"locust_{kind}.csv", FILES / f"locust_{kind}.csv") for kind in kinds]


OTHER_STATISTICS = bytes_of("locust_stats.csv").replace(b"365,150", b"364,150")


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.warnings]


def test_k6_summary_to_the_digit():
    found = read([("summary.json", FILES / "k6_handle_summary.json")])
    assert (found.tool, found.format, found.parser) == (
        "k6",
        "k6 handleSummary",
        "k6-handle-summary/2",
    )
    assert (found.requests, found.failures, found.error_rate) == (4_320_000, 21_600, D("0.005"))
    assert (found.duration_s, found.rps_mean, found.rps_peak) == (1800, 2400, None)
    assert (found.users_max, found.dropped, found.generators) == (9000, 240, None)
    assert found.latency_ms == Latency(
        D("18.2"), D("210.4"), D("164.9"), D("402.1"), D("611.8"), D("1490.2"), D("9021.7")
    )
    assert found.percentile_quality is Quality.EXACT
    assert found.checks == Checks(358_200, 1800)
    assert found.thresholds == (
        Threshold("http_req_failed", "rate<0.01", passed=True),
        Threshold("http_req_duration", "p(95)<500", passed=False),
        Threshold("http_req_duration", "p(99)<2000", passed=True),
    )
    assert [one.name for one in found.transactions] == ["expected_response:true"]
    assert codes(found) == ["dropped", "threshold_failed", "no_date"]
    assert found.proved_rps == 2400
    assert (found.started_at, found.tool_version) == (None, None)


def test_locust_files_to_the_digit():
    found = read(locust("stats", "stats_history", "failures", "exceptions"))
    assert (found.tool, found.parser) == ("Locust", "locust-csv/2")
    assert (found.requests, found.failures) == (365, 150)
    assert found.error_rate == D(150) / D(365)
    assert found.rps_mean == D("52.0971676291982")
    assert found.rps_peak == D("44.400000")
    assert found.started_at == dt.datetime.fromtimestamp(1795449091, dt.UTC)
    assert found.duration_s == 7
    assert (found.users_max, found.generators) == (3, 1)
    assert found.latency_ms == Latency(
        D("1.1487550000310875"),
        D("6.681707605479435"),
        D(5),
        D(9),
        D(12),
        D(76),
        D("100.28129700003774"),
    )
    assert found.percentile_quality is Quality.ROUNDED
    assert [(one.name, one.requests, one.failures) for one in found.transactions] == [
        ("POST book", 74, 74),
        ("GET home", 215, 0),
        ("GET missing", 76, 76),
    ]
    assert codes(found) == ["tail_lost", "failures", "short"]
    assert found.proved_rps is None
    assert found.proves_nothing == "The test ran for less than 60 seconds."


def test_locust_history_is_the_course_of_the_test():
    found = read(locust("stats", "stats_history")).series
    assert found.bucket_s == 1
    assert [int(point.at_s) for point in found.points] == list(range(7))
    assert [point.rps for point in found.points] == [49, 53, 51, 54, 50, 54, 54]
    assert [point.failures_per_s for point in found.points] == [20, 18, 24, 20, 19, 24, 25]
    assert [point.p95_ms for point in found.points] == [None, 12, 12, 12, 12, 11, 11]
    assert {point.users for point in found.points} == {3}


def history_of(*totals: tuple[int, int]) -> bytes:
    header, first = bytes_of("locust_stats_history.csv").decode().split("\n")[:2]
    row = first.split(",")
    lines = [header]
    for at, total in totals:
        row[0], row[17] = str(1795449091 + at), str(total)
        lines.append(",".join(row))
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("totals", "length", "rates"),
    [
        # Lines that are missing are bridged evenly.
        ([(0, 0), (1, 10), (5, 50)], 1, [10] * 5),
        # Statistics that were set back to 0 once all users were there go on growing.
        ([(0, 0), (1, 10), (2, 20), (3, 6), (4, 12)], 1, [10, 10, 6, 6]),
        # A long test has longer stretches; the last is not full.
        ([(at * 7, at * 70) for at in range(40)], 5, [10] * 54 + [6]),
        ([(0, 0), (241, 241)], 5, [1] * 48 + [D("0.2")]),
    ],
)
def test_running_totals_become_rates(totals, length, rates):
    files = [*locust("stats"), ("history.csv", history_of(*totals))]
    found = read(files).series
    assert (found.bucket_s, [point.rps for point in found.points]) == (length, rates)


def test_rounded_percentiles_are_told_where_it_is_felt():
    slow = bytes_of("locust_stats.csv").replace(b",5,6,6,8,9,12,18,76,", b",5,6,6,8,9,3400,18,76,")
    found = read([("a.csv", slow)])
    assert "one of 3,400 ms may be up to 5 % off" in next(
        one.text for one in found.warnings if one.code == "percentiles_rounded"
    )
    assert "percentiles_rounded" not in codes(read(locust("stats")))


def test_locust_before_version_1_is_named():
    found = read([("a.csv", b'"Type","Name","# requests","# failures"\n"GET","/",1,0\n')])
    assert found.reason == (
        "This is a table of a Locust before version 1.0. Run the test again with a newer Locust."
    )


def test_a_table_that_went_through_a_spreadsheet_is_read():
    data = bytes_of("locust_stats.csv").replace(b",", b";")
    assert read([("a.csv", b"\xef\xbb\xbf" + data)]).requests == 365


def test_files_in_utf_16_are_read():
    text = bytes_of("k6_handle_summary.json").decode()
    assert read([("a.json", text.encode("utf-16"))]).requests == 4_320_000
    assert read([("a.csv", bytes_of("locust_stats.csv").decode().encode("utf-16"))]).requests == 365


@pytest.mark.parametrize(
    ("failed", "rate", "why"),
    [
        (43_200, 2400, ""),
        (43_201, None, "1.0001 % of the requests failed. A rate counts only if at most 1 % fail."),
        (432_000, None, "10.0 % of the requests failed. A rate counts only if at most 1 % fail."),
    ],
)
def test_a_rate_counts_only_if_at_most_one_in_a_hundred_fails(failed, rate, why):
    found = read_json(metric_changed("http_req_failed", passes=failed, fails=4_320_000 - failed))
    assert (found.proved_rps, found.proves_nothing) == (rate, why)


@pytest.mark.parametrize(("seconds", "rate"), [(60, 72_000), (59.999, None)])
def test_a_rate_counts_only_if_it_was_held_for_a_minute(seconds, rate):
    data = metric_changed("http_reqs", rate=72_000)
    data["state"]["testRunDurationMs"] = seconds * 1000
    assert read_json(data).proved_rps == rate


def test_a_rate_that_the_counts_do_not_bear_out_proves_nothing():
    found = read_json(metric_changed("http_reqs", rate=3000))
    assert (found.rps_mean, found.proved_rps) == (3000, None)
    assert next(one.text for one in found.warnings if one.code == "contradiction") == (
        "The file states 3,000.0 requests per second, but its number of requests and its duration "
        "make 2,400.0."
    )


def test_order_of_files_does_not_matter():
    kinds = ("stats", "stats_history", "failures", "exceptions")
    first, second = read(locust(*kinds)), read(locust(*reversed(kinds)))
    assert first.raw_sha256 == tuple(reversed(second.raw_sha256))
    assert first.to_dict() | {"raw_sha256": []} == second.to_dict() | {"raw_sha256": []}


def test_locust_without_history_works_the_duration_out():
    found = read(locust("stats"))
    assert round(found.duration_s, 3) == D("7.006")
    assert (found.rps_peak, found.started_at) == (None, None)
    assert codes(found)[0] == "duration_computed"


def test_locust_without_statistics_asks_for_them():
    found = read(locust("stats_history", "failures"))
    assert "_stats.csv" in found.reason


def test_files_of_different_tests_are_noticed():
    shorter = b"Method,Name,Error,Occurrences\nGET,missing,boom,76\n"
    found = read([*locust("stats", "stats_history"), ("f.csv", shorter)])
    assert "failures_differ" in codes(found)
    history = bytes_of("locust_stats_history.csv").decode().rsplit("\n", 5)[0]
    found = read([*locust("stats"), ("h.csv", history.encode())])
    assert next(one.text for one in found.warnings if one.code == "tail_lost").startswith(
        "The statistics count 365 requests, the history "
    )


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "No file was given."),
        ([("a", b" \n")], "The file is empty."),
        (
            [("a.json", b'{"type":"Point","metric":"http_reqs","data":{}}\n{"type":"Point"}\n')],
            "This is k6’s stream of single samples. It holds every single sample and no totals. "
            "Attach the summary that k6 writes at the end: k6 run --summary-export=summary.json, "
            "or handleSummary.",
        ),
        (
            [("a.csv", b"metric_name,timestamp,metric_value,method\n")],
            "This is k6’s list of single samples. It holds every single sample and no totals. "
            "Attach the summary that k6 writes at the end: k6 run --summary-export=summary.json, "
            "or handleSummary.",
        ),
        (
            [("a.pdf", b"%PDF-1.7 ...")],
            "This is a PDF. Attach the result file that the load-test tool wrote.",
        ),
        (
            [("a.html", b"<!DOCTYPE html><html>")],
            "This is a web page, perhaps a report. Attach the data file behind the report.",
        ),
        (
            [("a.json", b'{"state": 1')],
            "This is not a complete JSON file. Attach it as the tool wrote it.",
        ),
        (
            [("a.txt", b"\xffa\x00b")],
            "This is not a text file in UTF-8. Attach it as the load-test tool wrote it.",
        ),
        (
            [
                ("a.json", FILES / "k6_handle_summary.json"),
                ("b.csv", FILES / "locust_stats.csv"),
            ],
            "One of these files is a test of its own. Attach the files of one test at a time.",
        ),
        (
            [("a.csv", FILES / "locust_stats.csv"), ("b.csv", OTHER_STATISTICS)],
            "Two of the files hold Locust’s statistics. Attach the files of one test at a time.",
        ),
        (
            [("a.json", FILES / "nowhere.json")],
            "The file could not be opened. Try again, or attach it again.",
        ),
    ],
)
def test_refusals_name_what_was_recognised_and_what_to_do(files, reason):
    found = read(files)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_a_summary_above_the_limit_is_refused_before_it_is_read():
    found = read([("a.csv", bytes_of("locust_stats.csv") * 40_000)])
    assert found.reason == (
        "This CSV file is larger than 25 MB, and a summary is far smaller. Attach the summary that "
        "the tool writes at the end, as it wrote it."
    )
    assert "larger than 25 MB" in read([("a.json", b"{" + b" " * (26 << 20))]).reason


def test_secrets_of_the_set_up_are_never_kept():
    found = read_json(k6(setup_data={"token": "hunter2-secret"}))
    assert found.requests == 4_320_000
    assert "hunter2" not in json.dumps(found.to_dict())


def test_addresses_in_tags_are_not_kept():
    data = k6()
    trend = data["metrics"]["http_req_duration"]
    data["metrics"]["http_req_duration{url:https://x.test/?key=hunter2}"] = {
        "values": trend["values"]
    }
    data["metrics"]["http_req_duration{name:GET slots}"] = {"values": trend["values"]}
    found = read_json(data)
    assert [one.name for one in found.transactions] == ["expected_response:true", "name:GET slots"]
    assert "hunter2" not in json.dumps(found.to_dict())


def test_a_summary_without_percentiles_leaves_them_out():
    data = k6()
    values = data["metrics"]["http_req_duration"]["values"]
    for name in ("med", "p(90)", "p(95)", "p(99)"):
        del values[name]
    found = read_json(data)
    assert found.latency_ms.p95 is None
    assert found.percentile_quality is Quality.ABSENT


def metric_changed(name, **values):
    data = k6()
    data["metrics"][name]["values"] |= values
    return data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (metric_changed("http_req_failed", passes=43_201, fails=4_276_799), "failures"),
        (metric_changed("http_req_duration", min=5, max=5), "equal_latencies"),
        (k6(state={"testRunDurationMs": 59_999}), "short"),
    ],
)
def test_cautions(data, code):
    assert code not in codes(read_json(k6()))
    assert code in codes(read_json(data))


def test_a_test_grows_stale_after_twelve_months():
    found = read(locust("stats", "stats_history"))
    ran = found.started_at
    assert stale(found, at=ran.replace(year=ran.year + 1)) is None
    caution = stale(found, at=ran.replace(year=ran.year + 1) + dt.timedelta(days=1))
    assert caution.text == "The test is more than 12 months old."
    assert stale(read_json(k6()), at=ran) is None


@pytest.mark.parametrize(
    "data",
    [
        k6(state={}),
        k6(state={"testRunDurationMs": 0}),
        k6(state={"testRunDurationMs": True}),
        k6(metrics={}),
        metric_changed("http_reqs", count=-1),
        metric_changed("http_reqs", count=1.5),
        metric_changed("http_reqs", count=10),
        metric_changed("http_req_duration", avg=-3),
        metric_changed("http_req_duration", avg="fast"),
    ],
)
def test_summaries_that_make_no_sense_are_refused(data):
    assert isinstance(read_json(data), Refusal)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999999999", "1e-999999999", "9" * 5000])
def test_monstrous_numbers_are_refused(number):
    text = json.dumps(k6()).replace("4320000", number)
    assert isinstance(read([("a.json", text.encode())]), Refusal)


def test_deep_nesting_is_refused():
    assert isinstance(read([("a.json", b"[" * 200_000)]), Refusal)
    assert isinstance(read([("a.json", b'{"a":' * 200_000)]), Refusal)


@pytest.mark.parametrize(
    "files",
    [
        [("k6.json", FILES / "k6_handle_summary.json")],
        locust("stats", "stats_history", "failures", "exceptions"),
    ],
)
def test_storage_loses_nothing(files):
    found = read(files)
    assert Reading.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_the_course_of_a_test_is_stored_as_text():
    course = Series(
        D(10),
        (Point(D(0), D("12.5"), D(0), D(310), 40), Point(D(10), D("0.1"), D("0.1"), None, None)),
    )
    found = replace(read_json(k6()), series=course)
    stored = json.loads(json.dumps(found.to_dict()))
    assert stored["series"] == {
        "bucket_s": "10",
        "points": [
            {"at_s": "0", "rps": "12.5", "failures_per_s": "0", "p95_ms": "310", "users": 40},
            {"at_s": "10", "rps": "0.1", "failures_per_s": "0.1", "p95_ms": None, "users": None},
        ],
    }
    assert Reading.from_dict(stored) == found


def test_records_of_earlier_versions_are_read():
    found = read_json(k6())
    stored = found.to_dict()
    del stored["series"]
    stored["thresholds"] = [
        {"expr": f"{one.metric}: {one.expr}", "passed": one.passed} for one in found.thresholds
    ]
    assert Reading.from_dict(stored) == found


def test_reading_keeps_transactions_as_they_are():
    found = read(locust("stats"))
    assert found.transactions[1] == Transaction(
        "GET home",
        215,
        0,
        Latency(
            D("1.1487550000310875"),
            D("6.034461330236175"),
            D(5),
            D(9),
            D(11),
            D(15),
            D("88.89581299990823"),
        ),
    )


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_give_a_refusal(data):
    assert isinstance(read([("any", data)]), Refusal)


def test_names_that_hold_commas_and_lines_are_one_name():
    rows = list(csv.reader(io.StringIO(bytes_of("locust_stats.csv").decode())))
    rows[1][1] = 'book, then\n"wait"'
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    found = read([("s.csv", text.getvalue().encode())])
    assert found.transactions[0].name == 'POST book, then "wait"'
