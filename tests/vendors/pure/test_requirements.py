"""Needs in words, and promise and proof held against each of them."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.declared import Declared
from vendors.demand import UNKNOWN_PEAK, PeakKind, RequiredPeak, stated_peak
from vendors.requirements import (
    NOT_FIXED,
    NOT_STATED,
    Requirements,
    Support,
    Verdict,
    from_dict,
    lines,
    needs,
    span,
)

D = Decimal
MET, MISSED, UNKNOWN = Verdict.MET, Verdict.MISSED, Verdict.UNKNOWN
WANTED = Requirements(
    uptime=D("99.9"),
    repair_s=4 * 3600,
    data_loss_s=300,
    support=Support.ALWAYS,
    downtime_notice_s=7 * 86_400,
    event_notice_s=2 * 86_400,
)
PEAK = RequiredPeak(PeakKind.COMPUTED, D("3333.33"), high=D("6666.67"))
SAID = Declared(
    uptime_promise=D("99.95"),
    uptime_window="a calendar month",
    availability=D("99.8799"),
    availability_months=12,
    repair_promised_s=2 * 3600,
    repair_achieved_s=D(2900),
    longest_outage_s=D(5700),
    outages=3,
    data_loss_s=300,
    data_loss_tried_s=60,
    restore_tested=date(2027, 1, 31),
    support="Phone, 24x7, reply within 15 minutes",
    downtime_notice="Sundays at 2 am, announced two weeks before",
    notice_s=10 * 86_400,
    stated_rps=D(5000),
    proved_rps=D(2400),
    proved_note="Spring run, February 3, 2027, Copy of production",
)


def test_all_lines_in_words():
    assert [(one.key, one.need, one.promise, one.proof) for one in lines(WANTED, PEAK, SAID)] == [
        (
            "rate",
            "3,333.33 requests a second",
            "5,000 requests a second",
            "2,400 requests a second: Spring run, February 3, 2027, Copy of production",
        ),
        (
            "uptime",
            "99.9 %",
            "99.95 %, counted over a calendar month",
            "99.879 % over 12 months",
        ),
        (
            "repair",
            "within 4 hours",
            "within 2 hours",
            "48.4 minutes on average, longest 95 minutes (3 outages)",
        ),
        (
            "data_loss",
            "at most 5 minutes",
            "at most 5 minutes",
            "At most 1 minute when failover was tried; restore tested on January 31, 2027",
        ),
        (
            "support",
            "24 hours, every day",
            "Phone, 24x7, reply within 15 minutes",
            "A promise only",
        ),
        (
            "downtime_notice",
            "at least 7 days before",
            "Sundays at 2 am, announced two weeks before",
            "A promise only",
        ),
        ("event_notice", "we give 2 days", "needs 10 days", "A promise only"),
    ]  # fmt: skip


def test_promise_and_proof_are_judged_by_themselves():
    found = {one.key: (one.promised, one.proved, one.verdict) for one in lines(WANTED, PEAK, SAID)}
    assert found == {
        "rate": (MET, MISSED, MISSED),
        "uptime": (MET, MISSED, MISSED),
        "repair": (MET, MET, MET),
        "data_loss": (MET, MET, MET),
        "support": (MET, UNKNOWN, MET),
        "downtime_notice": (UNKNOWN, UNKNOWN, UNKNOWN),
        "event_notice": (MISSED, UNKNOWN, MISSED),
    }
    rate = lines(WANTED, PEAK, SAID)[0]
    assert rate.percent == "72 %"


@pytest.mark.parametrize(
    ("change", "key", "promised", "proved"),
    [
        ({"uptime_promise": D("99.9")}, "uptime", MET, MISSED),
        ({"uptime_promise": D("99.89")}, "uptime", MISSED, MISSED),
        ({"availability": D("99.9")}, "uptime", MET, MET),
        ({"availability": D("99.8999")}, "uptime", MET, MISSED),
        ({"availability": None, "uptime_promise": None}, "uptime", UNKNOWN, UNKNOWN),
        ({"repair_promised_s": 14_401}, "repair", MISSED, MET),
        ({"longest_outage_s": D(14_401)}, "repair", MET, MISSED),
        ({"longest_outage_s": None, "repair_achieved_s": D(14_400)}, "repair", MET, MET),
        ({"longest_outage_s": None, "repair_achieved_s": None}, "repair", MET, UNKNOWN),
        ({"data_loss_s": 301, "data_loss_tried_s": None}, "data_loss", MISSED, UNKNOWN),
        ({"support": "E-mail, office hours"}, "support", UNKNOWN, UNKNOWN),
        ({"support": "Phone, 24 hours, 7 days a week"}, "support", MET, UNKNOWN),
        ({"notice_s": 2 * 86_400}, "event_notice", MET, UNKNOWN),
        ({"proved_rps": D("3333.33")}, "rate", MET, MET),
        ({"proved_rps": D("3333.32")}, "rate", MET, MISSED),
        ({"proved_rps": None, "stated_rps": D(1)}, "rate", MISSED, UNKNOWN),
    ],
)
def test_what_is_enough(change, key, promised, proved):
    line = next(one for one in lines(WANTED, PEAK, replace(SAID, **change)) if one.key == key)
    assert (line.promised, line.proved) == (promised, proved)


def test_rate_uptime_and_repair_are_there_whatever_is_required():
    nothing = lines(Requirements(), UNKNOWN_PEAK, SAID)
    assert [(one.key, one.need) for one in nothing] == [
        ("rate", NOT_FIXED), ("uptime", NOT_FIXED), ("repair", NOT_FIXED),
    ]  # fmt: skip
    assert {one.verdict for one in nothing} == {UNKNOWN}
    assert nothing[1].proof == "99.879 % over 12 months"
    silent = lines(WANTED, PEAK, None)
    assert {one.promise for one in silent} == {NOT_STATED}
    assert {one.verdict for one in silent} == {UNKNOWN}
    assert [one.key for one in silent] == [one.key for one in lines(WANTED, PEAK, Declared())]


def test_needs_say_what_they_come_to():
    found = {one.key: one for one in needs(WANTED, PEAK)}
    assert found["rate"].note == "6,666.67 if it comes high"
    assert found["uptime"].note == "allows 43.2 minutes of downtime in 30 days"
    assert needs(Requirements(data_loss_s=0), stated_peak(10))[3].need == "none"
    # 99.8999 is not 99.9: what was reached is rounded down, with the digits of need and promise.
    exact = replace(SAID, availability=D("99.89999"))
    assert lines(WANTED, PEAK, exact)[1].proof == "99.899 % over 12 months"


def test_long_words_of_a_vendor_are_cut_at_a_word():
    long = replace(SAID, downtime_notice="Announced  by mail\n" * 40)
    line = next(one for one in lines(WANTED, PEAK, long) if one.key == "downtime_notice")
    assert line.promise.startswith("Announced by mail Announced by mail")
    assert line.promise.endswith("Announced by …")
    assert len(line.promise) <= 161


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"), (1, "1 second"), (60, "1 minute"), (90, "90 seconds"),
        (3600, "1 hour"), (5400, "90 minutes"), (86_400, "1 day"), (14_401, "4.1 hours"),
        (D("2900.001"), "48.4 minutes"),
    ],
)  # fmt: skip
def test_spans_read_well_and_never_flatter(seconds, words):
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"uptime": D(100)}, "uptime"),
        ({"uptime": D(0)}, "uptime"),
        ({"repair_s": 0}, "repair_s"),
        ({"data_loss_s": -1}, "data_loss_s"),
        ({"repair_s": 10**9}, "repair_s"),
        ({"support": Support.OTHER}, "support_text"),
    ],
)
def test_what_cannot_be_required_is_named(change, field):
    assert [name for name, _sentence in replace(WANTED, **change).problems()] == [field]
    assert not WANTED.problems()


seconds = st.none() | st.integers(0, 10**7)
amounts = st.none() | st.decimals(0, 100, places=4)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Requirements, uptime=amounts, repair_s=seconds, data_loss_s=seconds,
        support=st.none() | st.sampled_from(Support), support_text=st.text(max_size=20),
        downtime_notice_s=seconds, event_notice_s=seconds, shown=st.booleans(),
    ),
    st.builds(
        Declared, uptime_promise=amounts, availability=amounts, repair_promised_s=seconds,
        repair_achieved_s=amounts, longest_outage_s=amounts, data_loss_s=seconds,
        data_loss_tried_s=seconds, notice_s=seconds, stated_rps=amounts, proved_rps=amounts,
    ),
)  # fmt: skip
def test_nothing_unknown_is_missed_and_storage_loses_nothing(wanted, said):
    assert from_dict(wanted.to_dict()) == wanted
    for line in lines(wanted, stated_peak(50), said):
        if line.need == NOT_FIXED or line.promise == NOT_STATED:
            assert line.promised is UNKNOWN
        assert (line.need == NOT_FIXED) <= (line.verdict is UNKNOWN)


@pytest.mark.parametrize("junk", [None, "much", 1.5, True, [], {}, "NaN", "Infinity", -5])
def test_what_cannot_be_read_was_not_fixed(junk):
    stored = {one.name: junk for one in fields(Requirements) if one.name != "shown"}
    found = from_dict(stored)
    assert found.uptime is None
    assert found.support is None
    assert found.repair_s in {None, -5}
