"""What a test proves of a required rate, and what is said where it proves none."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.records import HELD, point, record
from vendors.demand import UNKNOWN_PEAK, stated_peak
from vendors.loadtest_proof import load_test, proof_of, reading_of, times
from vendors.loadtests.reading import Latency

D = Decimal


@pytest.mark.parametrize(
    ("needed", "sentence", "advice", "tone"),
    [
        ("250", "Proves 1.8 × the required rate: 450 of 250 requests a second.", "", "success"),
        ("450", "Proves 1.0 × the required rate: 450 of 450 requests a second.", "", "success"),
        (
            "600",
            "Proves 0.75 × the required rate: 450 of 600 requests a second.",
            "150 requests a second are missing.",
            "warning",
        ),
        (
            "451",
            "Proves 0.99 × the required rate: 450 of 451 requests a second.",
            "1 request a second is missing.",
            "warning",
        ),
    ],
)
def test_a_rate_is_held_against_what_is_required(needed, sentence, advice, tone):
    test = load_test(record(), stated_peak(D(needed)))
    assert test is not None
    assert (test.proof.sentence, test.proof.advice, test.proof.tone) == (sentence, advice, tone)


def test_without_a_required_rate_the_page_says_so():
    proof = proof_of(HELD, UNKNOWN_PEAK)
    assert (proof.rps, proof.held, proof.tone) == (450, None, "info")
    assert proof.sentence == "Proves 450 requests a second."
    assert "No required rate" in proof.advice


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"duration_s": D(59)}, "the test ran for less than 60 seconds"),
        ({"duration_s": None}, "the file does not say how long the test ran"),
        ({"rps_mean": None}, "the file does not say how many requests"),
        ({"error_rate": D("0.0234")}, "2.3 % of the requests failed. A rate counts only if"),
    ],
)
def test_what_is_missing_is_named_and_nothing_counts(changes, words):
    test = load_test(record(**changes), stated_peak(10))
    assert test is not None
    assert test.proof.sentence.startswith(f"Proves no rate: {words}")
    assert (test.proof.rps, test.proof.tone) == (None, "warning")
    assert test.proof.advice.endswith(".")


def test_one_percent_of_failures_is_still_a_proof():
    assert proof_of(reading_of(record(error_rate=D("0.01"))), UNKNOWN_PEAK).rps == 450


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [("1.849", "1.8"), ("0.999", "0.99"), ("0.7", "0.7"), ("0", "0"), ("12.5", "12.5")],
)
def test_ratios_are_rounded_down(ratio, shown):
    assert times(D(ratio)) == shown


def test_all_that_is_shown():
    stored = record(points=3)
    stored["thresholds"] = [
        {"metric": "http_req_duration", "expr": "p(95)<500", "passed": False},
        {"expr": "rate<0.01", "passed": True},
    ]
    stored["warnings"] = [{"code": "x", "text": "Mind this."}]
    test = load_test(stored, stated_peak(250), at=dt.datetime(2028, 6, 1, tzinfo=dt.UTC))
    assert test is not None
    assert test.brief == "450 requests a second, for 30 min, 0.1% failed, 95% within 310 ms"
    facts = dict(test.facts)
    assert facts["Highest rate"] == "512 (10 s)"
    assert facts["Failed"] == "0.1% (810)"
    assert facts["Percentiles"] == "As exact as the tool measures them"
    assert facts["Tool"] == "k6 1.2"
    assert "Load generators" not in facts
    assert [(one.words, one.passed) for one in test.limits] == [
        ("http_req_duration: p(95)<500", False),
        ("rate<0.01", True),
    ]
    assert test.warnings == ("Mind this.", "The test is more than 12 months old.")
    assert [one.at_s for one in test.course] == [0, 10, 20]
    assert test.latency[0].value is None
    assert test.has_latency


def test_old_records_have_no_course():
    test = load_test(record(), UNKNOWN_PEAK)
    assert test is not None
    assert test.course == ()
    assert not test.has_latency


@pytest.mark.parametrize(
    "series",
    [
        [],
        "x",
        {"points": None},
        {"points": ["x", None, {}, {"at_s": "NaN"}, {"at_s": "-1"}, {"at_s": "1e400"}]},
    ],
)
def test_a_course_that_is_none_is_left_out(series):
    test = load_test(record() | {"series": series}, UNKNOWN_PEAK)
    assert test is not None
    assert test.course == ()


def test_a_course_is_in_order_and_bounded():
    points = [point(n) for n in range(200, 0, -1)]
    test = load_test(record() | {"series": {"points": points}}, UNKNOWN_PEAK)
    assert test is not None
    assert len(test.course) == 120
    assert list(test.course) == sorted(test.course, key=lambda one: one.at_s)


@pytest.mark.parametrize("stored", [None, {}, {"tool": "k6", "rps_mean": "450"}, {"requests": 1}])
def test_what_is_no_record_proves_nothing(stored):
    assert load_test(stored, stated_peak(1)) is None


@settings(max_examples=60)
@given(st.sampled_from(sorted(record())), st.one_of(st.none(), st.text(), st.integers()))
def test_a_record_with_anything_in_a_place_breaks_no_page(key, value):
    test = load_test(record(points=2) | {key: value}, stated_peak(250))
    assert test is None or test.proof.sentence.endswith(".")


def test_a_test_without_a_course_is_drawn_as_a_whole():
    test = load_test(record(), stated_peak(600))
    assert test is not None
    assert test.rates == (("Mean of the test", D(450)), ("Highest", D(512)), ("Needed", D(600)))
    assert test.times == (("Half within", D(120)), ("95% within", D(310)), ("99% within", D(640)))
    bare = load_test(record(rps_peak=None, latency_ms=Latency()), UNKNOWN_PEAK)
    assert bare is not None
    assert (bare.rates, bare.times) == ((("Mean of the test", D(450)),), ())
