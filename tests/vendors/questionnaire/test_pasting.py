"""Rows of other tools find their columns and their times, and what can't be read stays as typed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import TODAY
from vendors.questionnaire.moments import day_comes_first, in_utc
from vendors.questionnaire.pasting import read_rows, rows_from_text, same_rows
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import Mode, clean_value

OUTAGES = standard().item("posture.mttr_log").parts[1]
MONTHS = standard().item("posture.availability_history").parts[0]


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2027-03-18 16:00", "UTC", "2027-03-18T16:00"),
        ("2027-03-18T16:00:30Z", "America/Chicago", "2027-03-18T16:00:30"),
        ("2027-03-18T16:00:00.123+02:00", "UTC", "2027-03-18T14:00"),
        ("2027-03-18 16:00", "America/New_York", "2027-03-18T20:00"),
        ("2027-01-18 16:00", "America/New_York", "2027-01-18T21:00"),
        ("3/18/2027 4:05 PM", "UTC", "2027-03-18T16:05"),
        ("3/18/2027 12:05 am", "UTC", "2027-03-18T00:05"),
        ("03/18/2027 16:05 PST", "UTC", "2027-03-19T00:05"),
        ("18.03.2027 16:05", "UTC", "2027-03-18T16:05"),
        ("2027/03/18 16:05", "UTC", "2027-03-18T16:05"),
        ("Mar 18, 2027 4:05 PM", "UTC", "2027-03-18T16:05"),
        ("Thursday, March 18, 2027, 16:05 UTC", "UTC", "2027-03-18T16:05"),
        ("18 March 2027 16:05", "UTC", "2027-03-18T16:05"),
        ("1805385600", "UTC", "2027-03-18T16:00"),
        ("1805385600000", "UTC", "2027-03-18T16:00"),
        # A clock never showed this time: daylight saving time began.
        ("2027-03-14 02:30", "America/New_York", None),
        ("13/13/2027 10:00", "UTC", None),
        ("2027-02-30 10:00", "UTC", None),
        ("13:00 pm", "UTC", None),
        ("3/18/2027 13:00 pm", "UTC", None),
        ("2027-03-18 16:00 XYZ", "UTC", None),
        ("yesterday 10:00", "UTC", None),
        ("2027-03-18", "UTC", None),
        ("", "UTC", None),
    ],
)
def test_moments_in_usual_spellings(text: str, zone: str, utc: str | None) -> None:
    assert in_utc(text, zone) == utc


def test_day_first_is_told_by_the_column() -> None:
    assert day_comes_first(["03/04/2027 10:00", "18/04/2027 10:00"])
    assert not day_comes_first(["03/04/2027 10:00", "04/18/2027 10:00", "soon"])
    assert in_utc("03/04/2027 10:00", day_first=True) == "2027-04-03T10:00"


EXPORT = """\
Incident,Start time,Alerted,Ack,Restored,Closed at,Type,Detected by,Impact,Root cause
INC-1,01/05/2027 04:00 AM,01/05/2027 04:04 AM,01/05/2027 04:09 AM,01/05/2027 04:38 AM,\
01/05/2027 05:00 AM,incident,Alert,partial,Deployment
"INC-2, again",01/06/2027 04:00 AM,,,,01/06/2027 04:12 AM,maintenance,engineer,all,other
"""


def test_export_of_an_incident_tool() -> None:
    found = read_rows(OUTAGES, EXPORT, "America/New_York")
    assert found.columns[0] == ("Incident", "")
    assert dict(found.columns[1:4]) == {
        "Start time": "Started",
        "Alerted": "Noticed",
        "Ack": "Acknowledged",
    }
    value, problems = clean_value(
        standard().item("posture.mttr_log"),
        {"log": "listed", "outages": list(found.rows)},
        today=TODAY,
        mode=Mode.COMPLETE,
    )
    assert problems == ()
    assert value["outages"] == [
        {
            "started": "2027-01-05T09:00:00Z",
            "detected": "2027-01-05T09:04:00Z",
            "acknowledged": "2027-01-05T09:09:00Z",
            "mitigated": "2027-01-05T09:38:00Z",
            "resolved": "2027-01-05T10:00:00Z",
            "planned": False,
            "found_by": "monitoring",
            "scope": "part",
            "cause_class": "change",
        },
        {
            "started": "2027-01-06T09:00:00Z",
            "resolved": "2027-01-06T09:12:00Z",
            "planned": True,
            "found_by": "staff",
            "scope": "all",
            "cause_class": "unknown",
        },
    ]


@pytest.mark.parametrize(
    ("length", "end"), [("38", "T08:38"), ("0:38", "T08:38"), ("1:05:30", "T09:05:30")]
)
def test_length_gives_the_end(length: str, end: str) -> None:
    text = f"Started;Duration (min)\n2027-01-05 08:00;{length}"
    assert read_rows(OUTAGES, text).rows[0]["resolved"] == f"2027-01-05{end}"


def test_length_that_is_none_gives_no_end() -> None:
    text = "Started\tEnd\tDuration\n2027-01-05 08:00\t\tlong\nsoon\t\t38"
    assert [row["resolved"] for row in read_rows(OUTAGES, text).rows] == ["", ""]


def test_dates_with_the_day_first_are_told() -> None:
    text = "start\tend\n03/01/2027 08:00\t03/01/2027 09:00\n18/01/2027 08:00\t18/01/2027 09:00"
    found = read_rows(OUTAGES, text)
    assert [row["started"] for row in found.rows] == ["2027-01-03T08:00", "2027-01-18T08:00"]
    assert "Dates in “Started” were read as day/month/year." in found.notes


def test_what_cannot_be_read_stays_as_typed() -> None:
    found = rows_from_text(OUTAGES, "start\timpact\nlast week\tMoon")
    assert (found[0]["started"], found[0]["scope"]) == ("last week", "Moon")


def test_months_by_other_names() -> None:
    found = read_rows(MONTHS, "Period,Downtime (minutes),Maintenance\n2027-01,12.5,30")
    assert found.rows == (
        {"month": "2027-01", "unplanned_down_min": "12.5", "planned_down_min": "30"},
    )


def test_rows_without_a_head_line_keep_the_order_of_the_columns() -> None:
    found = read_rows(OUTAGES, "2027-01-05 08:00\t2027-01-05 08:04")
    assert found.columns == ()
    assert found.rows[0]["detected"] == "2027-01-05T08:04"


def test_row_that_begins_like_another_is_known() -> None:
    rows = [{"started": "2027-01-05 08:00"}]
    assert same_rows(OUTAGES, {"started": "2027-01-05T08:00"}, rows)
    assert not same_rows(OUTAGES, {"started": "2027-01-05T08:01"}, rows)
    assert not same_rows(OUTAGES, {"started": ""}, [{"started": ""}])


def test_endless_text_is_cut_and_told() -> None:
    found = read_rows(OUTAGES, "2027-01-05 08:00\n" * 40_000)
    assert len(found.rows) == 500
    assert len(found.notes) == 2


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.characters(), max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "start",
                "end",
                "duration",
                "2027-01-05 08:00",
                "1/2/2027 9:00 am",
                ",",
                "\t",
                "\n",
                '"',
                "0001-01-01 00:00+14:00",
                "9999-12-31 23:59-12:00",
                "99:99",
                "999999999999999",
            ]
        ),
        max_size=20,
    ).map("".join),
    zone=st.sampled_from(["UTC", "America/New_York", "Nowhere"]),
)
def test_any_text_gives_rows(text: str, zone: str) -> None:
    for part in (OUTAGES, MONTHS):
        found: Any = read_rows(part, text, zone)
        columns = {column.key for column in part.columns}
        assert all(set(row) <= columns for row in found.rows)
        assert all(isinstance(cell, str) for row in found.rows for cell in row.values())
