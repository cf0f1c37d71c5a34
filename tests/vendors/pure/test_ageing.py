"""A proof's age on the closing day, and whether it still counts then."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.ageing import age_at, months_before, months_between

CLOSING = dt.date(2027, 3, 19)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("dated", "words", "ahead", "counts"),
    [
        (None, "no date given: does not count", "Does not count yet: say which date it speaks of", False),
        ((2027, 3, 1), "less than a month old at closing", "Will be less than a month old when answers are due", True),
        ((2027, 2, 19), "1 month old at closing", "Will be 1 month old when answers are due", True),
        ((2026, 3, 19), "12 months old at closing", "Will be 12 months old when answers are due", True),
        ((2026, 3, 18), "more than 12 months old at closing: no longer counts",
         "Will be more than 12 months old when answers are due: no longer counts", False),
        ((2026, 1, 19), "14 months old at closing: no longer counts",
         "Will be 14 months old when answers are due: no longer counts", False),
        ((2027, 4, 1), "less than a month old at closing", "Will be less than a month old when answers are due", True),
    ],
)  # fmt: skip
def test_the_age_is_said_and_counted_on_the_closing_day(dated, words, ahead, counts):
    age = age_at(dt.date(*dated) if dated else None, CLOSING, 12)
    assert (age.words, age.words_ahead, age.current) == (words, ahead, counts)


def test_the_same_proof_lapses_when_closing_moves():
    dated = dt.date(2026, 3, 19)
    assert age_at(dated, CLOSING, 12).current
    assert not age_at(dated, CLOSING + dt.timedelta(days=1), 12).current


@given(DAYS, DAYS)
def test_whole_months_never_say_more_than_has_passed(earlier, later):
    months = months_between(earlier, later)
    assert months >= 0
    if earlier <= later:
        assert earlier <= months_before(later, months)
        assert earlier > months_before(later, months + 1)
