"""JMeter's files: every column set, every delimiter, both forms, and what it says of a whole test."""

import csv
import datetime as dt
import io
import json
import math
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.loadtests import Latency, Quality, Reading, Refusal, read, sources, tally
from vendors.loadtests.jtl import COLUMNS

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
D = Decimal
START = 1_777_906_800_000
COMMON = COLUMNS[:8]


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.warnings]


def row(at: int = 0, elapsed: int = 100, **more: Any) -> dict[str, str]:
    usual = {
        "timeStamp": START + at, "elapsed": elapsed, "label": "GET slots", "responseCode": "200",
        "responseMessage": "OK", "threadName": "Residents 1-1", "dataType": "text",
        "success": "true", "failureMessage": "", "bytes": 18321, "sentBytes": 402, "grpThreads": 1,
        "allThreads": 1, "URL": "https://example.test/slots", "Filename": "", "Latency": 90,
        "Encoding": "UTF-8", "SampleCount": 1, "ErrorCount": 0, "Hostname": "one", "IdleTime": 0,
        "Connect": 4,
    }  # fmt: skip
    return {name: str(value) for name, value in {**usual, **more}.items()}


def table(
    rows: list[dict[str, str]],
    columns: tuple[str, ...] = COLUMNS[:13],
    *,
    delimiter: str = ",",
    header: bool = True,
    end: str = "\n",
) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    if header:
        writer.writerow(columns)
    writer.writerows([one[name] for name in columns] for one in rows)
    return text.getvalue().encode()


def jtl(rows: list[dict[str, str]], *columns: Any, **how: Any) -> Reading:
    found = read([("results.jtl", table(rows, *columns, **how))])
    assert isinstance(found, Reading), found
    return found


def refused(data: bytes) -> str:
    found = read([("results.jtl", data)])
    assert isinstance(found, Refusal)
    return found.reason


def test_results_file_to_the_digit():
    found = read([("a.jtl", FILES / "jmeter_results.jtl")])
    assert (found.tool, found.format, found.parser) == (
        "JMeter",
        "JMeter results (CSV)",
        "jmeter-jtl/1",
    )
    assert (found.requests, found.failures, found.error_rate) == (5, 3, D("0.6"))
    assert found.started_at == dt.datetime(2026, 5, 4, 15, tzinfo=dt.UTC)
    assert found.duration_s == D("61.31")
    assert round(found.rps_mean, 5) == D("0.08155")
    assert found.latency_ms == Latency(
        D(96), D("13100.6"), D(210), D(60012), D(60012), D(60012), D(60012)
    )
    assert found.percentile_quality is Quality.EXACT
    assert (found.users_max, found.generators) == (3, None)
    assert (found.rps_peak, found.rps_peak_bucket) == (D("0.4"), "10 seconds")
    assert [(one.name, one.requests, one.failures) for one in found.transactions] == [
        ("GET slots", 3, 2),
        ("POST hold", 2, 1),
    ]
    assert codes(found) == ["window", "transactions_left_out", "failures"]
    assert found.series.bucket_s == 1
    assert [int(point.rps) for point in found.series.points if point.rps] == [3, 1, 1]
    assert (
        found.proves_nothing
        == "60.0 % of the requests failed. A rate counts only if at most 1 % fail."
    )


def test_statistics_of_a_dashboard_to_the_digit():
    found = read([("a.json", FILES / "jmeter_statistics.json")])
    assert (found.format, found.parser) == ("JMeter statistics.json", "jmeter-statistics/1")
    assert (found.requests, found.failures, found.error_rate) == (5, 3, D("0.6"))
    assert (found.rps_mean, found.started_at, found.users_max) == (D("0.0815"), None, None)
    assert round(found.duration_s, 2) == D("61.35")
    assert found.latency_ms == Latency(
        D(96), D("13100.6"), D(210), D(60012), D(60012), D(60012), D(60012)
    )
    assert [(one.name, one.requests, one.failures) for one in found.transactions] == [
        ("GET slots", 3, 2)
    ]
    assert codes(found) == ["duration_computed", "percentiles_default", "failures", "no_date"]
    assert found.series is None


def test_a_dashboard_of_many_requests_takes_percentiles_of_the_last_only():
    data = json.loads((FILES / "jmeter_statistics.json").read_text())
    data["Total"] |= {"sampleCount": 20_001}
    found = read([("a.json", json.dumps(data).encode())])
    assert found.percentile_quality is Quality.ROUNDED
    assert "percentiles_of_a_part" in codes(found)


AGGREGATE = (
    "Label,# Samples,Average,Median,90% Line,95% Line,99% Line,Min,Max,Error %,Throughput,"
    "Received KB/sec,Sent KB/sec\n"
    "GET slots,400,20,19,40,50,90,2,120,0.250%,4.00000,1.5,.53\n"
    "TOTAL,1000,31,25,60,75,130,2,450,0.500%,10.00000,4.1,1.2\n"
)


def report(text: str) -> Reading:
    found = read([("report.csv", text.encode())])
    assert isinstance(found, Reading), found
    return found


def test_aggregate_report_to_the_digit():
    found = report(AGGREGATE)
    assert (found.format, found.parser) == ("JMeter Aggregate Report", "jmeter-report/1")
    assert (found.requests, found.failures, found.error_rate) == (1000, 5, D("0.005"))
    assert (found.rps_mean, found.duration_s, found.started_at) == (10, 100, None)
    assert found.latency_ms == Latency(D(2), D(31), D(25), D(60), D(75), D(130), D(450))
    assert [(one.name, one.requests, one.failures) for one in found.transactions] == [
        ("GET slots", 400, 1)
    ]
    assert codes(found) == ["duration_computed", "transactions_included", "no_date"]


def test_summary_report_has_no_percentiles():
    found = report(
        "Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput,Received KB/sec,"
        "Sent KB/sec,Avg. Bytes\nTOTAL,71,31,2,450,12.10,1.408%,.53244,4.1,1.2,300.0\n"
    )
    assert found.format == "JMeter Summary Report"
    assert (found.requests, found.failures, found.rps_mean) == (71, 1, D("0.53244"))
    assert found.latency_ms == Latency(min=D(2), mean=D(31), max=D(450))
    assert found.percentile_quality is Quality.ABSENT
    assert {"percentiles_absent", "failures_rounded"} <= set(codes(found))


@pytest.mark.parametrize(
    "text",
    [
        AGGREGATE.replace(",", ";").replace(".", ","),
        AGGREGATE.replace("0.250%", '"0,250%"')
        .replace("4.00000", '"4,00000"')
        .replace("0.500%", '"0,500%"')
        .replace("10.00000", '"10,00000"'),
        AGGREGATE.replace(",", "\t"),
        AGGREGATE.replace("0.250%", "0.0025").replace("0.500%", "0.005"),
        AGGREGATE.replace("10.00000", "600.0/min").replace("4.00000", "4.0/sec"),
        AGGREGATE.replace("Min,Max", "Minimum,Maximum"),
        AGGREGATE.replace("\n", "\r\n"),
        "\ufeff" + AGGREGATE,
        AGGREGATE.replace("Label,# Samples", "sampler_label,aggregate_report_count")
        .replace("Median,90% Line", "aggregate_report_median,aggregate_report_90%_line")
        .replace("95% Line,99% Line", "aggregate_report_95%_line,aggregate_report_99%_line")
        .replace("Min,Max,Error %", "aggregate_report_min,aggregate_report_max,aggregate_report_error%")
        .replace("Throughput", "aggregate_report_rate"),
    ],
    ids=["comma", "quoted", "tab", "share", "units", "spelt", "windows", "mark", "plug-in"],
)  # fmt: skip
def test_a_report_says_the_same_in_every_number_format(text):
    usual = report(AGGREGATE)
    assert replace(report(text), raw_sha256=()) == replace(usual, raw_sha256=())


@pytest.mark.parametrize(
    "text",
    [
        AGGREGATE.replace("TOTAL,1000", 'TOTAL,"1,000"'),
        AGGREGATE.replace("TOTAL", "GESAMT"),
        AGGREGATE + "TOTAL,1000,31,25,60,75,130,2,450,0.500%,10.00000,4.1,1.2\n",
        AGGREGATE.replace("0.500%", "101%"),
        AGGREGATE.replace("10.00000", "-1"),
        AGGREGATE.replace("10.00000", "0.0000001"),
        AGGREGATE.replace(",1.2\n", "\n"),
    ],
)
def test_reports_that_cannot_be_trusted_are_refused(text):
    assert refused(text.encode()).endswith(".")


HEADERLESS = {
    "2.13": (*COMMON, "bytes", "grpThreads", "allThreads", "Latency"),
    "2.13 with messages": (*COMMON, "failureMessage", "bytes", "grpThreads", "allThreads", "Latency"),
    "3.0": (*COMMON, "failureMessage", "bytes", "grpThreads", "allThreads", "Latency", "IdleTime", "Connect"),
    "4.0": (*COMMON, "failureMessage", "bytes", "sentBytes", "grpThreads", "allThreads", "Latency", "IdleTime", "Connect"),
    "5.6": (*COMMON, "failureMessage", "bytes", "sentBytes", "grpThreads", "allThreads", "URL", "Latency", "IdleTime", "Connect"),
}  # fmt: skip


@pytest.mark.parametrize("columns", HEADERLESS.values(), ids=HEADERLESS)
def test_without_a_header_columns_are_told_by_their_number_and_kind(columns):
    rows = [
        row(at * 40, 20 + at, success="false" if at % 9 == 0 else "true", grpThreads=at % 5 + 1,
            allThreads=at % 5 + 3, failureMessage="no, never" if at % 9 == 0 else "",
            bytes=900 + at, sentBytes=400)
        for at in range(60)
    ]  # fmt: skip
    with_header, without = jtl(rows, columns), jtl(rows, columns, header=False)
    assert without.users_max == 7
    assert replace(without, raw_sha256=()) == replace(with_header, raw_sha256=())


def test_a_headerless_file_whose_columns_cannot_be_told_is_refused():
    short = table([row()], ("timeStamp", "elapsed", "label", "success"), header=False)
    assert "print_field_names=true" in refused(short)
    odd = table([row(grpThreads=9, allThreads=2)], HEADERLESS["5.6"], header=False)
    assert "print_field_names=true" in refused(odd)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":", "^"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_delimiter(delimiter, end):
    rows = [row(at * 100, at, label='a, "b"; c|d') for at in range(30)]
    found = jtl(rows, delimiter=delimiter, end=end)
    assert (found.requests, found.transactions[0].name) == (30, 'a, "b"; c|d')
    assert found.latency_ms.p95 == 28


@pytest.mark.parametrize(
    ("pattern", "warned"),
    [
        ("%Y/%m/%d %H:%M:%S.%f", "zone_unknown"),
        ("%Y-%m-%dT%H:%M:%S.%f+00:00", ""),
        ("%Y-%m-%d %H:%M:%S.%fZ", ""),
        ("%d.%m.%Y %H:%M:%S.%f", "zone_unknown"),
        ("%m/%d/%y %I:%M:%S.%f %p", "zone_unknown"),
    ],
)
def test_time_stamps_in_the_pattern_of_the_tester(pattern, warned):
    instants = [
        dt.datetime(2026, 11, 25, 23, 59, 50, tzinfo=dt.UTC) + dt.timedelta(seconds=at * 0.25)
        for at in range(80)
    ]
    rows = [
        row(timeStamp=moment.strftime(pattern.replace("%f", f"{moment.microsecond // 1000:03}")))
        for moment in instants
    ]
    found = jtl(rows)
    assert found.duration_s == D("19.85")
    assert found.started_at == instants[0]
    assert [code for code in codes(found) if code in {"zone_unknown", "date_unsure"}] == (
        [warned] if warned else []
    )


def test_a_day_that_may_be_a_month_is_not_guessed():
    found = jtl([row(timeStamp=f"03/04/2026 10:00:{second:02}") for second in range(60)])
    assert (found.started_at, found.duration_s) == (None, D("59.1"))
    assert "date_unsure" in codes(found)
    known = jtl([row(timeStamp="25/04/2026 10:00:00"), row(timeStamp="25/04/2026 10:01:00")])
    assert known.started_at == dt.datetime(2026, 4, 25, 10, tzinfo=dt.UTC)


MESSAGE = "Number of samples in transaction : 2, number of failing samples : 0"


def test_transactions_are_not_counted_a_second_time():
    rows = [row(0, 10), row(20, 30), row(0, 50, label="Book", responseMessage=MESSAGE)]
    found = jtl(rows)
    assert (found.requests, found.latency_ms.max) == (2, 30)
    assert [one.name for one in found.transactions] == ["GET slots"]
    without = tuple(name for name in COLUMNS[:13] if name != "responseMessage")
    assert jtl(rows, without).requests == 3
    assert "transactions_unknown" in codes(jtl(rows, without))
    assert "Generate parent sample" in refused(table(rows[2:]))


def test_sums_of_requests_give_no_percentiles_and_prove_nothing():
    rows = [
        row(at * 20_000, 1000, SampleCount=20, ErrorCount=at % 2, success=["true", "false"][at % 2])
        for at in range(10)
    ]
    found = jtl(rows, COLUMNS)
    assert (found.requests, found.failures) == (200, 5)
    assert found.latency_ms == Latency(mean=D(50))
    assert (found.percentile_quality, found.series) == (Quality.ABSENT, None)
    assert found.duration_s > 60
    assert (found.proved_rps, "grouped" in codes(found)) == (None, True)


@pytest.mark.parametrize(
    ("missing", "left_out"),
    [
        ("timeStamp", {"duration_s", "rps_mean", "rps_peak", "started_at", "series"}),
        ("elapsed", {"latency_ms"}),
        ("label", {"transactions"}),
        ("allThreads", {"users_max"}),
    ],
)
def test_a_column_that_is_missing_takes_only_its_own_figures(missing, left_out):
    rows = [row(at * 700, at + 5, allThreads=at) for at in range(120)]
    full = jtl(rows).to_dict()
    found = jtl(rows, tuple(name for name in COLUMNS[:13] if name != missing)).to_dict()
    assert found["requests"] == full["requests"] == 120
    for name in left_out:
        value = found[name]
        assert not (any(value.values()) if name == "latency_ms" else value)


def test_without_outcomes_the_codes_of_the_answers_tell_failures():
    columns = tuple(name for name in COLUMNS[:13] if name != "success")
    rows = [
        row(responseCode=code)
        for code in ("200", "302", "404", "503", "Non HTTP response code: java.net.Timeout", "")
    ]
    found = jtl(rows, columns)
    assert (found.failures, "failures_by_code" in codes(found)) == (4, True)
    neither = tuple(name for name in columns if name != "responseCode")
    assert "jmeter.save.saveservice.successful=true" in refused(table(rows, neither))


def test_load_generators_are_counted_and_not_named():
    rows = [row(threadName=f"10.0.0.{at % 3}:1099-Residents 1-{at}") for at in range(9)]
    found = jtl(rows)
    assert (found.generators, "users_of_one" in codes(found)) == (3, True)
    assert "10.0.0" not in json.dumps(found.to_dict())
    assert jtl([row(Hostname="a"), row(Hostname="b")], COLUMNS).generators == 2


def test_several_tests_in_one_file_are_noticed():
    data = table([row(at * 1000) for at in range(5)])
    found = read([("a.jtl", data + data)])
    assert (found.requests, "several_tests" in codes(found)) == (10, True)
    apart = [row(at * 1000) for at in range(60)] + [row(900_000 + at * 1000) for at in range(60)]
    assert "silence" in codes(jtl(apart))
    assert "silence" not in codes(jtl(apart[:60]))
    assert "Perhaps two tests" in refused(data + table([row()] * 2, COLUMNS[:9], header=False))


def test_a_file_that_was_cut_off_counts_what_is_whole():
    data = table([row(at * 1000) for at in range(5)])
    found = read([("a.jtl", data[:-30])])
    assert (found.requests, "cut_off" in codes(found)) == (4, True)


def test_stamps_that_are_ends_are_noticed():
    ends = [row(at * 10, (at * 37) % 400) for at in range(300)]
    starts = sorted(ends, key=lambda one: int(one["timeStamp"]) + int(one["elapsed"]))
    assert "stamps_are_ends" in codes(jtl(ends))
    assert "stamps_are_ends" not in codes(jtl(starts))


@pytest.mark.parametrize(
    "change",
    [
        {"timeStamp": "1777906800"},
        {"timeStamp": "0000000000000"},
        {"timeStamp": "yesterday"},
        {"timeStamp": "2026/13/40 10:00:00"},
        {"elapsed": "-5"},
        {"elapsed": "1_0"},
        {"elapsed": "NaN"},
        {"elapsed": "٣"},
        {"elapsed": "86400001"},
        {"elapsed": "9" * 5000},
        {"success": "maybe"},
        {"allThreads": "many"},
        {"SampleCount": "2", "ErrorCount": "3"},
    ],
)
def test_rows_that_make_no_sense_are_refused(change):
    assert isinstance(jtl([row(), row()], COLUMNS), Reading)
    assert refused(table([row(), row(**change)], COLUMNS)).endswith(".")


def test_a_line_without_end_is_refused():
    data = table([row()]) + b'1777906800000,5,"' + b"x" * (9 << 20)
    assert refused(data).endswith(".")


def test_more_names_than_can_be_listed():
    found = jtl([row(at, label=f"page {at:03}") for at in range(250)])
    assert (found.requests, len(found.transactions)) == (250, 200)
    assert "names_left_out" in codes(found)


def test_more_durations_than_can_be_told_apart_are_counted_to_a_thousandth(monkeypatch):
    rows = [row(at * 10, 1000 + at * 7, label=f"page {at % 3}") for at in range(3000)]
    exact = jtl(rows)
    assert exact.percentile_quality is Quality.EXACT
    monkeypatch.setattr(tally, "MOST_DURATIONS", 500)
    found = jtl(rows)
    assert found.percentile_quality is Quality.ROUNDED
    for name in ("min", "mean", "max"):
        assert getattr(found.latency_ms, name) == getattr(exact.latency_ms, name)
    for name in ("p50", "p90", "p95", "p99"):
        assert (
            0 <= 1 - getattr(found.latency_ms, name) / getattr(exact.latency_ms, name) < D("0.002")
        )
    assert [one.requests for one in found.transactions] == [1000] * 3
    assert found.transactions[0].latency_ms == Latency()


@pytest.mark.parametrize(("days", "length"), [(0.01, 10), (0.5, 600), (6, 7200)])
def test_the_course_of_a_test_of_any_length_has_at_most_120_points(days, length):
    step = int(days * 86_400_000 / 2000)
    found = jtl([row(at * step, 50 + at % 10, allThreads=at) for at in range(2000)])
    assert found.series.bucket_s == length
    assert len(found.series.points) <= 120
    assert sum(point.rps * length for point in found.series.points) == pytest.approx(2000)
    assert max(point.users or 0 for point in found.series.points) == 1999


def tree(rows: list[dict[str, str]]) -> bytes:
    names = {
        "t": "elapsed", "ts": "timeStamp", "s": "success", "lb": "label", "rc": "responseCode",
        "rm": "responseMessage", "tn": "threadName", "by": "bytes", "ng": "grpThreads",
        "na": "allThreads",
    }  # fmt: skip
    from xml.sax.saxutils import quoteattr

    samples = "\n".join(
        "<httpSample {}/>".format(" ".join(f"{a}={quoteattr(one[n])}" for a, n in names.items()))
        for one in rows
    )
    return f'<?xml version="1.0"?>\n<testResults version="1.2">\n{samples}\n</testResults>'.encode()


def test_xml_says_the_same_as_a_table():
    rows = [
        row(at * 40, at % 70, label=f"page <{at % 3}>", success="false" if at % 50 == 0 else "true")
        for at in range(2500)
    ]
    rows.append(row(0, 9, responseMessage=MESSAGE))
    found = read([("a.xml", tree(rows))])
    assert found.format == "JMeter results (XML)"
    assert replace(found, raw_sha256=(), format="") == replace(jtl(rows), raw_sha256=(), format="")


def test_samples_in_a_sample_are_part_of_it_unless_it_is_a_transaction():
    page = '<httpSample t="9" ts="1777906800000" s="true" lb="page"><httpSample t="1" ts="1777906800000" s="true" lb="picture"/></httpSample>'
    deal = f'<sample t="9" ts="1777906800000" s="true" lb="deal" rm="{MESSAGE}">{page}</sample>'
    for body in (page, deal):
        found = read([("a", f"<testResults>{body}</testResults>".encode())])
        assert [(one.name, one.requests) for one in found.transactions] == [("page", 1)]


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE testResults [<!ENTITY a "aaaa">]><testResults><sample lb="&a;"/></testResults>',
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><testResults/>',
        b"<testResults><sample></testResults>",
        b'<testResults><sample t="1" ts="1777906800000"/></testResults>',
        b"<testResults>" + b"<a>" * 60 + b"</testResults>",
        b"<testResults/>",
    ],
)
def test_xml_that_jmeter_does_not_write_is_refused(data):
    assert refused(data).endswith(".")


def test_xml_that_was_cut_off_counts_what_is_whole():
    data = tree([row(at * 1000) for at in range(5)])
    found = read([("a", data[:-40])])
    assert (found.requests, "cut_off" in codes(found)) == (4, True)


LABELS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=12,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "at": st.integers(0, 400_000),
            "elapsed": st.integers(0, 90_000) | st.integers(0, 40),
            "success": st.sampled_from(["true", "true", "true", "false"]),
            "label": st.sampled_from(["home", 'say "hi", please', "a;b\n c", "übersicht"]),
            "allThreads": st.integers(1, 5000),
            "failureMessage": st.sampled_from(["", 'expected "x",\ngot "y"', "a\r\nb"]),
            "responseMessage": st.sampled_from(["OK", "OK", MESSAGE]),
        }
    ),
    min_size=1,
    max_size=60,
)


def nearest_rank(values: list[int], percent: int) -> int:
    return sorted(values)[max(1, math.ceil(len(values) * percent / 100)) - 1]


@settings(max_examples=120, deadline=None)
@given(
    drawn=ROWS,
    optional=st.sets(st.sampled_from(["label", "threadName", "dataType", "failureMessage", "bytes",
                                      "sentBytes", "grpThreads", "URL", "Filename", "Latency",
                                      "Encoding", "SampleCount", "ErrorCount", "Hostname",
                                      "IdleTime", "Connect"])),
    order=st.randoms(use_true_random=False),
    delimiter=st.sampled_from(",;\t|"),
    piece=st.sampled_from([5, 40, 333, 65536]),
)  # fmt: skip
def test_whatever_columns_in_whatever_order_the_figures_are_those_of_the_rows(
    drawn, optional, order, delimiter, piece
):
    rows = [row(one.pop("at"), one.pop("elapsed"), **one) for one in map(dict, drawn)]
    needed = {"timeStamp", "elapsed", "success", "responseMessage", "allThreads"}
    columns = [name for name in COLUMNS if name in needed | optional]
    order.shuffle(columns)
    with pytest.MonkeyPatch.context() as patch:
        # Rows with line ends in them are cut by pieces at every place.
        patch.setattr(sources, "PIECE", piece)
        found = read([("a", table(rows, tuple(columns), delimiter=delimiter))])
    mine = [one for one in rows if one["responseMessage"] != MESSAGE]
    if not mine:
        assert isinstance(found, Refusal)
        return
    assert isinstance(found, Reading), found
    spent = [int(one["elapsed"]) for one in mine]
    starts = [int(one["timeStamp"]) for one in mine]
    window = max(map(sum, zip(starts, spent, strict=True))) - min(starts)
    assert found.requests == len(mine)
    assert found.failures == sum(one["success"] == "false" for one in mine)
    assert found.latency_ms == Latency(
        D(min(spent)),
        D(sum(spent)) / len(spent),
        *(D(nearest_rank(spent, percent)) for percent in (50, 90, 95, 99)),
        D(max(spent)),
    )
    assert found.duration_s == (D(window) / 1000 if window else None)
    assert found.users_max == max(int(one["allThreads"]) for one in mine)
    assert found.rps_mean == (len(mine) / (D(window) / 1000) if window else None)
    seconds = Counter((at - min(starts)) // 1000 for at in starts)
    total = sum(point.rps for point in found.series.points) * found.series.bucket_s
    assert round(total) == sum(seconds.values())
    assert Reading.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    if "label" in columns:
        kept = Counter(" ".join(one["label"].split()) for one in mine)
        assert {one.name: one.requests for one in found.transactions} == kept


@given(LABELS)
def test_a_name_that_is_no_secret_is_kept_as_it_is(name):
    from vendors.loadtests.labels import label

    if name[0] not in "=+-@" and not set(name) & set("@%?#;=:/"):
        assert label(name) == name
