"""What filed months are worth under a provider's terms."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from vendors.monthly import BY_KEY, Asked, Filed, Line, Proposal, series
from vendors.monthly_credits import credits_in
from vendors.questionnaire.rows import Tier
from vendors.terms import Terms

TIERS = (
    Tier(Decimal(0), Decimal(99), Decimal(10)),
    Tier(Decimal(99), Decimal("99.5"), Decimal(5)),
    Tier(Decimal("99.5"), Decimal(100), Decimal(0)),
)
TERMS = Terms(
    promise=Decimal("99.9"), maintenance=Decimal(60), tiers=TIERS, cap=Decimal(8), claim="claim"
)
JUNE = date(2027, 6, 1)
WANTED = tuple(
    Proposal(BY_KEY[key], BY_KEY[key].criteria[0], None).objective(target)
    for key, target in (("uptime", Decimal("99.9")), ("maintenance", Decimal(60)))
)


def lines(down: str | None, planned: str = "0") -> tuple[Line, ...]:
    figures = {"uptime": Decimal(down), "maintenance": Decimal(planned)} if down else {}
    filed = [Filed(JUNE, datetime(2027, 7, 2, tzinfo=UTC), figures)]
    asked = [Asked(JUNE, 10, WANTED)]
    return series(asked, filed, today=date(2027, 7, 3), zone=ZoneInfo("UTC"))[:1]


def test_a_month_is_worth_its_tier_and_at_most_the_cap() -> None:
    def rows(down: str, planned: str = "0") -> tuple[str, ...]:
        found = credits_in(TERMS, lines(down, planned))
        assert found is not None
        return found.rows

    assert rows("43.2") == ()
    assert rows("100") == ("June 2027: 99.768 % reached, no tier pays",)
    assert rows("300") == ("June 2027: 99.305 % reached, 5 % of the month’s fee",)
    assert rows("600") == ("June 2027: 98.611 % reached, 8 % of the month’s fee",), "capped"
    # 60 minutes of maintenance are allowed; the rest of it is downtime.
    assert rows("0", "60") == ()
    assert rows("0", "360") == ("June 2027: 99.304 % reached, 5 % of the month’s fee",)


def test_what_there_is_to_know_where_no_month_pays() -> None:
    def note(terms: Terms, down: str = "600") -> str:
        found = credits_in(terms, lines(down))
        assert found is not None
        return found.note

    assert "only to those who claim" in note(TERMS)
    assert "No month that was filed breaks the promised 99.9 %" in note(TERMS, "1")
    assert "counted over a quarter" in note(replace(TERMS, window="quarter"))
    assert "costs nothing" in note(replace(TERMS, claim="none"))
    assert "costs nothing" in note(replace(TERMS, tiers=()))
    assert credits_in(replace(TERMS, promise=None), lines("600")) is None
    assert credits_in(TERMS, lines(None)) is None


@given(st.decimals(0, 43_200, places=2), st.decimals(0, 43_200, places=2))
def test_any_figures_that_may_be_filed_can_be_counted(down: Decimal, planned: Decimal) -> None:
    found = credits_in(TERMS, lines(str(down), str(planned)))
    assert found is not None
    assert len(found.rows) <= 1
