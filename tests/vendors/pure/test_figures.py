"""What an answer comes to is worked out to the digit, and nothing that is stored raises."""

import datetime as dt
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.pure.test_declared import content, minutes, outage, stored
from vendors.figures import figures_of, percent
from vendors.questionnaire.reading import standard

Q = standard()
AT = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
PROMISE = {"promise": "99.9", "window": "month"}
LOG = {
    "log": "listed",
    "outages": [
        outage(11, 4, 9, 38),
        outage(12, 2, 3, 12),
        outage(13, 15, 20, 95),
        outage(14, 0, 0, 480, planned=True),
    ],
}


def lines(key: str, **answers: Any) -> dict[str, str]:
    found = figures_of(key, content(**answers), at=AT)
    return {piece.label: piece.text for piece in found.pieces if not piece.is_table}


def table(key: str, **answers: Any) -> list[tuple[str, ...]]:
    found = figures_of(key, content(**answers), at=AT)
    return next(list(piece.rows) for piece in found.pieces if piece.is_table)


def test_list_of_outages():
    said = lines("posture.mttr_log", posture__mttr_log=LOG, sla__uptime=PROMISE)
    assert said == {
        "Counted": "3 unplanned outages, 145 minutes (2.4 hours) in all",
        "Mean time to notice (MTTD), from the start": "7 minutes",
        "Mean time to acknowledge (MTTA), from noticing": "3.67 minutes",
        "Mean time to repair (MTTR), from the start until residents could use it": "48.33 minutes",
        "Median time to repair": "38 minutes",
        "Longest": "95 minutes",
        "Mean time between failures (MTBF)": "121.6 days",
        "Availability in the 12 months to April 1, 2027": "99.972 %",
        "Error budget of the promise used in 12 months": "27.59 %: 145 minutes (2.4 hours) of "
        "525.6 minutes (8.8 hours) that 99.9 % allows",
    }
    assert table("posture.mttr_log", posture__mttr_log=LOG, sla__uptime=PROMISE) == [
        ("January 2027", "145", "480", "99.671 %", "328.35 %")
    ]


def test_outages_without_a_promise_use_no_budget():
    said = lines("posture.mttr_log", posture__mttr_log=LOG)
    assert not any("budget" in label for label in said)
    assert len(table("posture.mttr_log", posture__mttr_log=LOG)[0]) == 4


def test_outage_that_lacks_a_time_is_told():
    log = {"outages": [outage(11, 4, 9, 38), {"started": "2027-01-20T08:00:00Z"}]}
    said = lines("posture.mttr_log", posture__mttr_log=log)
    assert (
        said["Not counted everywhere"] == "1 outage lacks a time, and so is missing from some means"
    )


def test_timeline_says_in_words_what_it_draws():
    svg = figures_of("posture.mttr_log", content(posture__mttr_log=LOG), at=AT, key="7-").chart
    root = ElementTree.fromstring(svg)
    title = root.find("{*}title")
    assert title is not None
    assert title.text == (
        "Twelve months to April 1, 2027: 3 unplanned, 145 minutes (2.4 hours) in all, the longest "
        "95 minutes; 1 planned, 480 minutes (8 hours)."
    )
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    labels = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert labels[:3] == ["May", "Jun", "Jul"]
    assert "Jan 2027" in labels
    hatched = [one for one in root.iter() if one.attrib.get("fill", "").startswith("url(#chart-7-")]
    assert len(hatched) == 1


MONTHS = [
    {"month": "2027-01", "minutes_in_month": 44640, "unplanned_down_min": "44.64"},
    {
        "month": "2027-02",
        "minutes_in_month": 40320,
        "unplanned_down_min": "0",
        "planned_down_min": "60",
    },
]


def test_table_of_months():
    history = {"months": MONTHS}
    key = "posture.availability_history"
    assert lines(key, posture__availability_history=history, sla__uptime=PROMISE) == {
        "Availability over 2 months, as residents saw it": "99.876 %",
        "With announced maintenance left out": "99.947 %",
        "Error budget of the promise used in 2 months": "52.58 %: 44.64 minutes of 84.9 minutes "
        "that 99.9 % allows",
    }
    assert table(key, posture__availability_history=history, sla__uptime=PROMISE) == [
        ("January 2027", "44.7", "0", "99.9 %", "100 %"),
        ("February 2027", "0", "60", "100 %", "0 %"),
    ]
    chart = figures_of(key, content(posture__availability_history=history)).chart
    assert "44.64 minutes unplanned, most in January 2027 with 44.64 minutes" in chart


def test_reached_figures_are_never_rounded_up():
    assert percent(Decimal("99.8999")) == "99.899 %"
    assert percent(Decimal("99.99999")) == "99.999 %"
    assert percent(Decimal("99.89996"), Decimal("99.9999")) == "99.8999 %"


def test_promise_and_what_maintenance_makes_of_it():
    assert lines("sla.uptime", sla__uptime=PROMISE) == {
        "Downtime that this allows in 30 days": "43.2 minutes",
        "In a year": "525.6 minutes (8.8 hours)",
    }
    hidden = {"maintenance": {"seconds": 8 * 3600}}
    worst = lines("sla.definition", sla__uptime=PROMISE, sla__definition=hidden)
    assert worst == {
        "Most that residents may see in 30 days": "522.72 minutes (8.7 hours), because "
        "480 minutes (8 hours) of maintenance do not count",
        "In a year": "6359.76 minutes (106 hours)",
        "For residents the promise is worth": "98.79 %",
    }
    assert "98.79 %" in lines("sla.uptime", sla__uptime=PROMISE, sla__definition=hidden).values()
    assert lines("sla.definition", sla__definition=hidden) == {}


def test_one_repair_against_the_budget_of_a_month():
    severities = {"severities": [{"restore_target": minutes(240)}]}
    said = lines("sla.mttr", sla__mttr=severities, sla__uptime=PROMISE, posture__mttr_log=LOG)
    assert said == {
        "One repair that takes as long as promised": "240 minutes (4 hours), 555.56 % of the "
        "43.2 minutes that 99.9 % allows in 30 days",
        "Reached so far (list of outages)": "48.33 minutes",
    }


TIERS = {
    "tiers": [
        {"from": "99.9", "to": "100", "credit": "0"},
        {"from": "99", "to": "99.9", "credit": "5"},
        {"from": "95", "to": "99", "credit": "10"},
    ]
}


def test_declared_months_under_the_own_credit_tiers():
    months = [
        {"month": f"2027-0{n}", "minutes_in_month": 40320, "unplanned_down_min": down}
        for n, down in ((1, "40.32"), (2, "40.4"), (3, "423.36"), (4, "2056.32"))
    ]
    answers = {"sla__remedy": TIERS, "posture__availability_history": {"months": months}}
    assert table("sla.remedy", **answers) == [
        ("January 2027", "99.9 %", "0 %"),
        ("February 2027", "99.899 %", "5 %"),
        ("March 2027", "98.95 %", "10 %"),
        ("April 2027", "94.9 %", "no tier covers it"),
    ]
    assert lines("sla.remedy", **answers) == {
        "Months declared that would have earned a credit": "2 of 4"
    }
    assert lines("sla.remedy", sla__remedy=TIERS, sla__uptime={"promise": "99.5"}) == {
        "Credit for keeping the promise": "5 %: 99.5 % lies in a tier that pays"
    }


def test_chain_of_parts_against_the_promise():
    tiers = [
        {"tier": "Web", "zones": 2, "active": "all", "availability": "99"},
        {"tier": "Database", "zones": 1, "active": "one", "availability": "99.9"},
        {"tier": "Queue", "zones": 3, "active": "all", "availability": "99", "needed": 2},
        {"tier": "Mail", "zones": 2, "active": "all"},
    ]
    chain = {"cloud__multi_zone": {"tiers": tiers}, "sla__uptime": PROMISE}
    assert table("cloud.multi_zone", **chain)[:2] == [
        ("Web", "99 %", "1 of 2", "99.891 %"),
        ("Database", "99.9 %", "1 of 1", "99.9 %"),
    ]
    said = lines("cloud.multi_zone", **chain)
    assert said["All parts together, if zones fail independently"] == "99.86 %"
    assert said["If one failure in ten strikes all zones of a part at once"] == "99.668 %"
    assert said["Promised"] == "99.9 %, more than these parts give together"
    assert (
        said["Left out"] == "1 part has no availability, so that the chain is no better than this"
    )


@pytest.mark.parametrize(
    ("value", "share"), [({"changes": 120, "failed": 5}, ["4.16 %"]), ({"changes": 0}, [])]
)
def test_share_of_failed_changes(value, share):
    said = lines("posture.change_fail_rate", posture__change_fail_rate=value)
    assert list(said.values()) == share


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_answers_give_figures_or_none(data: st.DataObject):
    answers: dict[str, Any] = {}
    for key in FIGURED:
        value: dict[str, Any] = {}
        for part in Q.item(key).parts:
            rows = [{one.key: data.draw(stored) for one in part.columns}] if part.columns else None
            value[part.key] = data.draw(stored) if rows is None else rows
        answers[key.replace(".", "__")] = value
    for key in FIGURED:
        found = figures_of(key, content(**answers), at=data.draw(st.sampled_from([None, AT])))
        if found.chart:
            ElementTree.fromstring(found.chart)


FIGURED = (
    "posture.change_fail_rate",
    "posture.availability_history",
    "posture.mttr_log",
    "sla.uptime",
    "sla.definition",
    "sla.mttr",
    "sla.remedy",
    "cloud.multi_zone",
)
