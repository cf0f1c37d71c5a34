"""How instants, sizes, scores and lists read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from portal.look import formats

NOON = datetime(2027, 3, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Los_Angeles", "Fri, March 19, 5:00 am PDT"),
        ("America/New_York", "Fri, March 19, 8:00 am EDT"),
        ("America/Sao_Paulo", "Fri, March 19, 9:00 am UTC-03"),
        ("UTC", "Fri, March 19, 12:00 pm UTC"),
    ],
)
def test_an_instant_names_its_zone(zone: str, expected: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert formats.in_words(NOON) == expected


def test_midnight_is_twelve_and_the_year_can_be_asked_for() -> None:
    with timezone.override(UTC):
        at = datetime(2027, 1, 4, 0, 5, tzinfo=UTC)
        assert formats.in_words(at, year=True) == "Mon, January 4, 2027, 12:05 am UTC"
        assert formats.day_in_words(date(2027, 1, 4)) == "Mon, January 4"


def test_the_day_of_an_instant_is_the_day_in_the_active_zone() -> None:
    late = datetime(2027, 3, 20, 3, 0, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert formats.day_in_words(late) == "Fri, March 19"


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(days=9), "9 days left"),
        (timedelta(days=2) - timedelta(seconds=1), "1 day left"),
        (timedelta(hours=24), "1 day left"),
        (timedelta(hours=24) - timedelta(seconds=1), "in 23 hours"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(hours=1) - timedelta(seconds=1), "in 59 minutes"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(0), "closed"),
        (timedelta(days=-3), "closed"),
    ],
)
def test_days_are_left_then_hours_then_minutes(ahead: timedelta, expected: str) -> None:
    with timezone.override(UTC):
        assert formats.left_in_words(NOON + ahead, NOON) == expected


@pytest.mark.parametrize(
    ("now", "until", "expected"),
    [
        # Clocks go forward on March 14, 2027, at 2:00 am, and back on November 7.
        ("2027-03-12 17:00", "2027-03-15 17:00", "3 days left"),
        ("2027-03-13 23:30", "2027-03-15 00:30", "1 day left"),
        ("2027-03-13 17:00", "2027-03-14 17:00", "in 23 hours"),
        ("2027-11-05 17:00", "2027-11-08 17:00", "3 days left"),
        ("2027-11-06 17:00", "2027-11-07 17:00", "1 day left"),
        ("2027-11-06 17:00", "2027-11-07 16:00", "in 24 hours"),
        ("2027-11-07 00:10", "2027-11-07 23:50", "in 24 hours"),
    ],
)
def test_a_night_on_which_clocks_change_is_one_day(now: str, until: str, expected: str) -> None:
    zone = ZoneInfo("America/Los_Angeles")
    here, there = (datetime.fromisoformat(one).replace(tzinfo=zone) for one in (now, until))
    with timezone.override(zone):
        assert formats.left_in_words(there.astimezone(UTC), here.astimezone(UTC)) == expected


def test_a_due_date_is_a_sentence_before_and_after() -> None:
    with timezone.override(UTC):
        due = NOON + timedelta(days=9)
        assert formats.due_in_words(due, NOON) == "Due Sun, March 28, 12:00 pm UTC (9 days left)"
        soon = NOON + timedelta(hours=5)
        assert formats.due_in_words(soon, NOON) == "Due Fri, March 19, 5:00 pm UTC (in 5 hours)"
        assert formats.due_in_words(NOON, NOON) == "Closed on Fri, March 19, 12:00 pm UTC"


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "today 9:00 am"),
        (timedelta(hours=20), "yesterday 4:00 pm"),
        (timedelta(days=3), "Tue, March 16, 12:00 pm UTC"),
        (timedelta(days=90), "Sat, December 19, 2026, 12:00 pm UTC"),
    ],
)
def test_how_long_ago(passed: timedelta, expected: str) -> None:
    with timezone.override(UTC):
        assert formats.ago_in_words(NOON - passed, NOON) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (2_411_724, "2.3 MB"),
        (25 * 1024**2, "25 MB"),
        (500 * 1024**2, "500 MB"),
        (3 * 1024**4, "3072 GB"),
    ],
)
def test_sizes(size: int, expected: str) -> None:
    assert formats.size_in_words(size) == expected


@pytest.mark.parametrize(
    ("value", "shown", "step"),
    [
        (Decimal("2.65"), "2.7", 3),
        (Decimal("2.649"), "2.6", 3),
        (Decimal("2.5"), "2.5", 3),
        (Decimal("0.49"), "0.5", 0),
        (4, "4.0", 4),
        (None, "\N{EN DASH}", None),
    ],
)
def test_scores_round_half_up_and_colour_the_nearest_step(
    value: Decimal | int | None, shown: str, step: int | None
) -> None:
    assert formats.score_figure(value) == shown
    assert formats.nearest_step(value) == step


def test_a_mean_between_steps_has_no_word() -> None:
    assert formats.scale_word(Decimal("3.0")) == "Solid"
    assert formats.scale_word(Decimal("2.5")) == ""
    assert formats.scale_word(None) == ""


def test_words_are_runs_of_what_is_not_white_space() -> None:
    assert formats.count_words(" two\n words\t") == 2
    assert formats.count_words("") == 0


def test_lists_read_as_sentences() -> None:
    assert formats.sentence_list(["a"]) == "a"
    assert formats.sentence_list(["a", "b"]) == "a and b"
    assert formats.sentence_list(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("name", "letters"), [("plan.pdf", "PDF"), ("a.b.docx", "DOCX"), ("README", "FILE")]
)
def test_letters_of_a_file(name: str, letters: str) -> None:
    assert formats.file_type(name) == letters


def test_filters_pass_through_to_the_formats_and_bear_nothing() -> None:
    page = Template("{% load look %}{{ none|local }}|{{ n|bytes }}|{{ s|heat }}|{% when t %}")
    with timezone.override(UTC):
        html = page.render(Context({"none": None, "n": 10, "s": Decimal("0.2"), "t": NOON}))
    assert html == (
        '|10 bytes|heat-0|<time datetime="2027-03-19T12:00:00+00:00">'
        "Fri, March 19, 12:00 pm UTC</time>"
    )
