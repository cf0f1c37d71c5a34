"""A forecast's likely sum lies between the low and the high one, and each input moves it its way."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.demand import Surge, to_dict
from vendors.forecast import (
    BY_KEY,
    INPUTS,
    Estimate,
    Part,
    forecast_of,
    stored_forecast,
    typed_again,
)

D = Decimal
LIKELY = {
    "people": D(500_000), "share": D(20), "turnout": D(40), "window": D(30), "burst": D(3),
    "session": D(8), "pages": D(8), "requests_per_page": D(3), "retries": D("1.25"),
    "bots": D(10), "headroom": D("1.5"), "waiting": D(30_000), "refresh": D(30),
    "requests_per_refresh": D(2), "conversion": D(60), "slots": D(18_000), "drain": D(30),
}  # fmt: skip


def same(value: Decimal) -> Estimate:
    return Estimate(value, value, value)


CERTAIN = {key: same(value) for key, value in LIKELY.items()}


def test_vector_reaches_the_page_in_its_units():
    assert LIKELY.keys() == BY_KEY.keys()
    demand = forecast_of(CERTAIN).demand()
    found = {one.key: one.likely.value for one in demand.lines if one.likely}
    assert (found["users"], found["concurrent"]) == (40_000, 32_000)
    assert (found["booking_rps"], found["polling_rps"], found["bookings"]) == (2_000, 2_000, 10)
    assert round(demand.likely.required, 2) == D("6666.67")
    assert not demand.is_wide
    assert demand.shown == "6,666.67 requests a second"
    hours = forecast_of(CERTAIN | {"window": same(D("0.5"))}, window=D(3600))
    assert hours.demand() == demand


def test_low_and_high_stand_beside_likely_step_by_step():
    without = {key: CERTAIN[key] for key in ("people", "share", "turnout", "window")}
    wide = without | {
        "turnout": Estimate(D(20), D(40), D(80)),
        "waiting": Estimate(D(0), D(0), D(30_000)),
        "refresh": Estimate(D(20), D(30), D(60)),
    }
    demand = forecast_of(wide).demand()
    lines = {one.key: one for one in demand.lines}
    assert [lines["users"].low.value, lines["users"].high.value] == [20_000, 80_000]
    polling = lines["polling_rps"]
    assert (polling.low, polling.likely, polling.high.formula) == (None, None, "30,000 ÷ 20 s × 1")
    assert demand.is_wide
    assert list(lines)[-1] == "required"


@pytest.mark.parametrize("one", INPUTS, ids=lambda one: one.key)
def test_every_input_says_what_it_means_and_what_it_was(one):
    assert one.label
    assert len(one.means) > 40
    assert one.usual.endswith(".")
    assert one.case.endswith(".")
    assert one.proposed is not None or one.needed or one.key == "slots"
    assert one.part in Part
    assert hasattr(Surge(1, 1), one.surge)


FACTOR = {
    "people": (1, 3), "share": (1, 5), "turnout": (1, 2), "window": (1, 8), "burst": (1, 8),
    "session": (1, 8), "pages": (1, 8), "requests_per_page": (1, 8), "retries": (1, 8),
    "bots": (1, 9), "headroom": (1, 8), "waiting": (1, 8), "refresh": (1, 8),
    "requests_per_refresh": (1, 8), "conversion": (1, 1), "slots": (1, 8), "drain": (1, 8),
}  # fmt: skip
MOVES_NOTHING = {"session", "conversion", "slots", "drain"}


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(INPUTS))
def test_required_grows_with_each_input_that_asks_for_more(data, one):
    least, most = FACTOR[one.key]
    factor = data.draw(st.decimals(least, most, places=3))
    more = CERTAIN | {one.key: same(LIKELY[one.key] * factor)}
    before, after = (forecast_of(each).demand().likely.required for each in (CERTAIN, more))
    if factor == 1 or one.key in MOVES_NOTHING:
        assert after == before
    else:
        assert (after < before) if one.asks_less else (after > before)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_likely_never_lies_outside_low_and_high_and_storage_loses_nothing(data):
    estimates = {}
    for key, value in LIKELY.items():
        down = data.draw(st.decimals("0.1", 1, places=3))
        room = BY_KEY[key].most
        up = data.draw(st.decimals(1, min(D(4), room / value) if room else 4, places=3))
        low = max(value * down, BY_KEY[key].least)
        estimates[key] = Estimate(low, value, value * up)
    forecast = forecast_of(estimates)
    demand = forecast.demand()
    for line in demand.lines:
        assert line.low.value <= line.likely.value <= line.high.value
    assert stored_forecast({"forecast": forecast.to_dict()}) == forecast


def test_forecasts_of_earlier_rounds_still_load():
    surge = Surge(
        people=500_000, share=D("0.08"), window_s=1800, pages=8, retries=D("1.25"),
        burst=3, requests_per_page=3, bot_share=D("0.1"), headroom=D("1.5"),
    )  # fmt: skip
    asked = {
        "people": "500000", "share": "8", "window": "30", "pages": "8", "retries": "1.25",
        "window_unit": "minutes",
    }  # fmt: skip
    stored = {"surge": to_dict(surge), "asked": asked}
    forecast = stored_forecast(stored)
    assert forecast.low == forecast.likely == forecast.high == replace(surge, people=D(500_000))
    assert round(forecast.demand().likely.required, 2) == D("3333.33")
    typed = typed_again(stored)
    assert (typed["share"], typed["turnout"], typed["people"]) == ("100", "8", "500000")
    assert stored_forecast({}) is None
    assert typed_again({}) == {}
