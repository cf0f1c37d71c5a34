"""What a table already says is offered for confirmation, with its source."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import TODAY, full_raw
from tests.vendors.questionnaire.test_values import hostile
from vendors.questionnaire.derived import suggestion
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import Mode, clean_value, raw_of

Q = standard()


def outage(start: str, detected: str, restored: str, found_by: str, **more: Any) -> dict[str, Any]:
    return {
        "started": f"2027-01-{start}:00Z",
        "detected": f"2027-01-{detected}:00Z",
        "mitigated": f"2027-01-{restored}:00Z",
        "resolved": f"2027-01-{restored}:00Z",
        "found_by": found_by,
        "planned": False,
    } | more


LOG = {
    "log": "listed",
    "outages": [
        outage("05T10:00", "05T10:04", "05T10:38", "monitoring"),
        outage("06T10:00", "06T10:02", "06T10:12", "monitoring"),
        outage("07T10:00", "07T10:15", "07T11:35", "resident"),
        outage("08T01:00", "08T01:00", "08T09:00", "staff", planned=True),
    ],
}


def test_outage_table_answers_how_early_outages_are_found() -> None:
    found = suggestion(Q.item("obs.early_detection"), {"posture.mttr_log": LOG})
    assert found is not None
    assert found.value == {
        "share": "66.66",
        "basis": "2 of 3 unplanned outages listed",
        "mean_detect": {"seconds": 420, "unit": "minutes"},
    }
    assert "list of outages" in found.sentence


def test_outage_table_answers_repair_times_by_quarter() -> None:
    found = suggestion(Q.item("posture.mttr_track"), {"posture.mttr_log": LOG})
    assert found is not None
    assert found.value["quarters"] == [
        {
            "quarter": "2027 Q1",
            "mean": {"seconds": 2900, "unit": "seconds"},
            "median": {"seconds": 2280, "unit": "minutes"},
            "p90": {"seconds": 5700, "unit": "minutes"},
            "outages": 3,
        }
    ]


def test_suggestions_are_answers_that_can_be_stored() -> None:
    answers: dict[str, Any] = {"posture.mttr_log": LOG}
    for key in ("sla.sli", "sla.mttr"):
        answers[key], _ = clean_value(Q.item(key), full_raw(Q.item(key)), today=TODAY)
    for key in ("obs.early_detection", "posture.mttr_track", "sla.slo", "prep.imp"):
        item = Q.item(key)
        found = suggestion(item, answers)
        assert found is not None
        stored, problems = clean_value(
            item, raw_of(item, found.value), today=TODAY, mode=Mode.DRAFT
        )
        assert stored == found.value
        assert problems == ()


def test_nothing_is_suggested_without_a_source() -> None:
    assert all(suggestion(item, {}) is None for item in Q.items)
    planned = {"outages": [LOG["outages"][3]]}
    assert suggestion(Q.item("obs.early_detection"), {"posture.mttr_log": planned}) is None


@settings(max_examples=80, deadline=None)
@given(item=st.sampled_from(Q.items), value=hostile)
def test_no_stored_value_raises(item: Any, value: Any) -> None:
    row = dict.fromkeys(("started", "resolved", "found_by", "month", "journey"), value)
    parts = ("outages", "months", "indicators", "severities", "changes", "failed", "promise")
    for stored in (value, dict.fromkeys(parts, value), {key: [row] for key in parts}):
        suggestion(item, dict.fromkeys((one.key for one in Q.items), stored))
