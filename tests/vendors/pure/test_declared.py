"""A submission's content becomes figures; nothing that can be stored there raises."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import TODAY, full_raw
from tests.vendors.questionnaire.test_values import hostile
from vendors.declared import Declared, declared_by
from vendors.loadtests.reading import Reading
from vendors.questionnaire.reading import standard
from vendors.questionnaire.rows import Tier
from vendors.questionnaire.values import clean_value

D = Decimal
Q = standard()
AT = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)


def content(evidence: list[Any] | None = None, **answers: Any) -> dict[str, Any]:
    return {
        "answers": {key.replace("__", "."): {"value": value} for key, value in answers.items()},
        "evidence": evidence or [],
    }


def minutes(amount: int) -> dict[str, Any]:
    return {"seconds": amount * 60, "unit": "minutes"}


def outage(day: int, *after: int, **more: Any) -> dict[str, Any]:
    start = dt.datetime(2027, 1, day, 8, tzinfo=dt.UTC)
    names = ("detected", "acknowledged", "mitigated")
    stamps = {
        name: (start + dt.timedelta(minutes=one)).isoformat()
        for name, one in zip(names, after, strict=True)
    }
    return {"started": start.isoformat(), "planned": False} | stamps | more


def reading(rps: str, seconds: str = "600", **more: Any) -> dict[str, Any]:
    return Reading(
        tool="k6",
        format="summary",
        parser="k6/1",
        requests=600_000,
        failures=0,
        error_rate=D(0),
        duration_s=D(seconds),
        rps_mean=D(rps),
        started_at=dt.datetime(2027, 2, 3, 9, tzinfo=dt.UTC),
        **more,
    ).to_dict()


def test_every_standard_answer_is_read():
    answers = {
        item.key: {"value": clean_value(item, full_raw(item), today=TODAY)[0]} for item in Q.items
    }
    answers["posture.mttr_log"]["value"]["outages"][0]["planned"] = False
    found = declared_by({"answers": answers, "evidence": []}, at=AT)
    missing = {name for name in Declared.__dataclass_fields__ if getattr(found, name) is None}
    assert missing == {"proved_rps", "proved_on"}
    assert (found.uptime_promise, found.uptime_window) == (D("99.95"), "a calendar month")
    assert (found.repair_promised_s, found.repair_achieved_s) == (4 * 3600, 38 * 60)
    assert (found.detect_s, found.acknowledge_s) == (4 * 60, 5 * 60)
    assert (found.data_loss_s, found.data_loss_tried_s) == (300, 300)
    assert found.drill == found.restore_tested == found.failover_tried == dt.date(2027, 1, 31)
    assert found.support == "Booking, Booking, reply within 5 minutes"
    assert found.credit_tiers[0] == Tier(D(0), D(95), D(25), 3)


def test_reached_availability_leaves_out_announced_maintenance_and_shows_it_too():
    rows = [
        {
            "month": month,
            "minutes_in_month": 43_200,
            "unplanned_down_min": down,
            "planned_down_min": "480",
        }
        for month, down in (("2027-02", "12.72"), ("2027-01", "30"))
    ]
    found = declared_by(content(posture__availability_history={"months": rows}))
    assert [one.month for one in found.months] == ["2027-01", "2027-02"]
    assert round(found.availability, 4) == D("99.9500")
    assert round(found.availability_seen, 4) == D("98.8394")
    assert (found.availability_months, found.availability_source) == (2, "Table of 2 months")


def test_list_of_outages_stands_in_for_a_missing_table():
    log = {"outages": [outage(11, 4, 9, 38), outage(12, 2, 3, 12), outage(13, 15, 20, 95)]}
    found = declared_by(content(posture__mttr_log=log), at=AT)
    assert (found.outages, found.detect_s, found.longest_outage_s) == (3, 420, 5700)
    assert round(found.acknowledge_s, 4) == D("220.0000")
    assert (found.repair_achieved_s, found.repair_source) == (2900, "List of outages")
    assert round(found.availability, 6) == D("99.972412")
    assert found.availability_source == "List of outages, 12 months"


@pytest.mark.parametrize(
    ("log", "outages", "availability"),
    [("none", 0, D(100)), ("unrecorded", None, None), ("", None, None)],
)
def test_no_outage_is_a_claim_only_where_it_is_made(log, outages, availability):
    found = declared_by(content(posture__mttr_log={"log": log}))
    assert (found.outages, found.availability) == (outages, availability)


def test_quarters_weigh_as_many_outages_as_they_had():
    rows = [
        {"quarter": "2026 Q4", "mean": minutes(10), "outages": 3},
        {"quarter": "2027 Q1", "mean": minutes(50), "outages": 1},
    ]
    found = declared_by(content(posture__mttr_track={"quarters": rows}))
    assert (found.repair_achieved_s, found.repair_source) == (
        1200,
        "Time to repair, quarter by quarter",
    )


def test_gravest_severity_has_the_strictest_restore_target():
    rows = [{"restore_target": minutes(240)}, {"restore_target": minutes(60)}, {"level": "3"}]
    assert declared_by(content(sla__mttr={"severities": rows})).repair_promised_s == 3600


def test_data_loss_counts_as_tried_only_with_a_trial():
    loss = {"loss": minutes(1)}
    assert declared_by(content(cloud__failover=loss)).data_loss_tried_s is None
    tried = loss | {"last_tried": "2027-01-31"}
    assert declared_by(content(cloud__failover=tried)).data_loss_tried_s == 60


def test_best_load_test_that_proves_a_rate_is_named():
    evidence = [
        {"title": "Short burst", "reading": reading("9000", "20")},
        {"title": "Spring run", "reading": reading("2400"), "environment": "same"},
        {"title": "Small run", "reading": reading("300")},
        {"title": "Broken", "reading": {"rps_mean": "90000"}},
        {"title": "Nothing", "reading": None},
    ]
    found = declared_by(content(evidence, prep__headroom={"rps": "5000"}))
    assert (found.stated_rps, found.proved_rps) == (5000, 2400)
    assert found.proved_on == dt.date(2027, 2, 3)
    assert (
        found.proved_note
        == "Spring run, February 3, 2027, on a copy of production of the same size"
    )


def test_fewest_zones_count():
    tiers = [{"tier": "Web", "zones": 3}, {"tier": "Database", "zones": 1}, {"tier": "Cache"}]
    assert declared_by(content(cloud__multi_zone={"tiers": tiers})).zones == 1


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_content_gives_figures(data: st.DataObject):
    answers: dict[str, Any] = {}
    for item in data.draw(st.lists(st.sampled_from(Q.items), max_size=6)):
        value: dict[str, Any] = {part.key: data.draw(hostile) for part in item.parts}
        for part in item.parts:
            if part.columns and data.draw(st.booleans()):
                value[part.key] = [{column.key: data.draw(stored) for column in part.columns}]
            elif data.draw(st.booleans()):
                value[part.key] = data.draw(stored)
        answers[item.key] = data.draw(st.sampled_from([{"value": value}, {}, None, value]))
    evidence = data.draw(
        hostile | st.lists(st.fixed_dictionaries({"title": hostile, "reading": readings}))
    )
    for at in (None, AT, dt.datetime.max.replace(tzinfo=dt.UTC)):
        assert isinstance(declared_by({"answers": answers, "evidence": evidence}, at=at), Declared)


@given(content=hostile)
def test_foreign_contents_give_no_figure(content: Any):
    assert declared_by(content) == declared_by({"answers": content, "evidence": content})


stored = (
    st.builds(lambda n: {"seconds": n}, st.integers() | st.none())
    | st.datetimes(timezones=st.sampled_from([dt.UTC, None])).map(lambda at: at.isoformat())
    | st.dates().map(str)
    | st.decimals(allow_nan=True).map(str)
    | st.sampled_from(["listed", "none", "2027-02", "1e999999", "9" * 5000, "0001-01-01T00:00+14"])
    | hostile
)
readings = hostile | st.builds(
    lambda key, value: reading("100") | {key: value},
    st.sampled_from(sorted(Reading.__dataclass_fields__)),
    stored,
)
