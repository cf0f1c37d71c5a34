"""Which earlier answers fit the questions of today, and what is to be looked at first."""

import datetime as dt
from dataclasses import replace

import pytest

from vendors.earlier import Why, fit_of, fits, is_expired, is_old, shape_of
from vendors.questionnaire.model import Item, Kind
from vendors.questionnaire.reading import dump_item, parse_item, standard

AT = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
ITEM = standard().item("cloud.autoscale")


def test_other_words_keep_the_shape_and_other_kinds_change_it() -> None:
    part = ITEM.parts[0]
    reworded = replace(ITEM, prompt="Other", parts=(replace(part, label="X"), *ITEM.parts[1:]))
    assert shape_of(reworded) == shape_of(ITEM)
    assert fits(reworded, ITEM)
    for change in (
        replace(ITEM, parts=(replace(part, kind=Kind.DATE), *ITEM.parts[1:])),
        replace(ITEM, parts=ITEM.parts[1:]),
        replace(ITEM, asks_when=not ITEM.asks_when),
        replace(ITEM, key="cloud.other"),
    ):
        assert not fits(change, ITEM)


def test_two_own_questions_of_one_key_are_two_questions() -> None:
    own = replace(ITEM, own=True)
    assert fits(own, own)
    assert not fits(replace(own, prompt="Something else entirely?"), own)


@pytest.mark.parametrize("item", standard().items, ids=lambda item: item.key)
def test_every_question_can_be_kept_and_read_again(item: Item) -> None:
    assert parse_item(dump_item(item)) == item
    assert fits(item, item)


def test_what_is_looked_at_first() -> None:
    new, old = AT - dt.timedelta(days=300), AT - dt.timedelta(days=400)
    assert fit_of(ITEM, ITEM, said_at=new, at=AT).why is Why.SAME
    assert fit_of(ITEM, ITEM, said_at=old, at=AT).why is Why.OLD
    fit = fit_of(replace(ITEM, prompt=ITEM.prompt + " Why?"), ITEM, said_at=old, at=AT)
    assert fit.why is Why.REWORDED
    assert "".join(one.text for one in fit.pieces if one.kind != "new").strip() == ITEM.prompt


def test_twelve_months_end_on_the_day() -> None:
    assert not is_old(AT.replace(year=2025), AT)
    assert is_old(AT.replace(year=2025) - dt.timedelta(seconds=1), AT)
    assert not is_old(
        AT.replace(year=2024, month=2, day=29), AT.replace(year=2025, month=2, day=28)
    )


def test_the_last_day_of_a_file_still_counts() -> None:
    assert not is_expired(None, AT.date())
    assert not is_expired(AT.date(), AT.date())
    assert is_expired(AT.date() - dt.timedelta(days=1), AT.date())
