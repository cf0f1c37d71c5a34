"""What terms come to: credits for declared outages, effective uptime, traps."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.questionnaire.model import Depth
from vendors.questionnaire.reading import standard
from vendors.questionnaire.rows import Tier
from vendors.schedule import LABELS, SOURCES, schedule_of
from vendors.terms import LEFT_OUT, Terms, replay, replay_months, terms_of, traps_of
from vendors.uptime import Month, Outage

START = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
FEE = Decimal(10_000)
FULL = replace(standard(), depth=Depth.FULL)
TIERS = tuple(
    Tier(Decimal(a), Decimal(b), Decimal(c))
    for a, b, c in (
        ("0", "95", "25"),
        ("95", "99", "10"),
        ("99", "99.9", "5"),
        ("99.9", "100", "0"),
    )
)
TERMS = Terms(promise=Decimal("99.9"), tiers=TIERS, claim="automatic")


def outage(
    day: int, minutes: int, *, month: int = 1, planned: bool = False, **about: str
) -> Outage:
    start = dt.datetime(2027, month, day, 10, tzinfo=dt.UTC)
    return Outage(start, resolved=start + dt.timedelta(minutes=minutes), planned=planned, **about)


def credited(terms: Terms, *outages: Outage) -> list[tuple[str, Decimal, Decimal]]:
    found = replay(terms, outages, start=START, end=END, fee=FEE)
    return [(one.last, one.credit, one.money) for one in found.periods]


def test_each_month_pays_its_own_tier() -> None:
    assert credited(TERMS, outage(3, 45), outage(5, 500, month=2)) == [
        ("2027-01", Decimal(5), Decimal("500.00")),
        ("2027-02", Decimal(10), Decimal("1000.00")),
        ("2027-03", Decimal(0), Decimal("0.00")),
    ]


@pytest.mark.parametrize(
    ("minutes", "credit"), [("44.64", 0), ("44.65", 5), ("446.4", 5), ("446.5", 10), ("2233", 25)]
)
def test_the_lower_bound_belongs_to_its_tier(minutes: str, credit: int) -> None:
    month = Month("2027-01", Decimal(44_640), Decimal(minutes), Decimal(0))
    (period,) = replay_months(TERMS, [month], fee=FEE).periods
    assert period.credit == credit


def test_what_is_left_out_pays_nothing_but_is_told() -> None:
    partial = outage(3, 500, scope="part")
    narrow = Terms(promise=Decimal("99.9"), tiers=TIERS, left_out=frozenset({"partial"}))
    assert credited(TERMS, partial)[0][1] == 10
    found = replay(narrow, [partial], start=START, end=END, fee=FEE)
    assert (found.money, found.missed, found.down, found.left_out) == (0, 0, 0, 500)


@pytest.mark.parametrize(("key", "cause"), [("third_party", "dependency"), ("attack", "attack")])
def test_outside_causes_are_excused_by_their_own_clause_only(key: str, cause: str) -> None:
    terms = Terms(left_out=frozenset({key}))
    assert not terms.counts(outage(1, 5, cause=cause))
    assert terms.counts(outage(1, 5, cause="change"))


def test_maintenance_beyond_what_is_allowed_is_downtime() -> None:
    terms = Terms(promise=Decimal("99.9"), tiers=TIERS, maintenance=Decimal(240))
    found = replay(terms, [outage(9, 300, planned=True)], start=START, end=END, fee=FEE)
    january = found.periods[0]
    assert (january.down, january.left_out, january.missed) == (60, 240, True)


def test_a_quarter_hides_what_a_month_shows() -> None:
    quarter = Terms(promise=Decimal("99.9"), tiers=TIERS, window="quarter")
    assert credited(quarter, outage(3, 120)) == [("2027-03", Decimal(0), Decimal("0.00"))]
    assert credited(TERMS, outage(3, 120))[0][1] == 5


def test_a_cap_ends_the_credit_and_no_credits_are_none() -> None:
    capped = Terms(promise=Decimal("99.9"), tiers=TIERS, cap=Decimal(3))
    assert credited(capped, outage(3, 500))[0][1:] == (Decimal(3), Decimal("300.00"))
    nothing = Terms(promise=Decimal("99.9"), tiers=TIERS, claim="none")
    assert credited(nothing, outage(3, 500))[0][1] == 0


def test_eight_hours_of_maintenance_eat_the_promise() -> None:
    terms = Terms(promise=Decimal("99.9"), maintenance=Decimal(480))
    assert terms.effective is not None
    assert round(terms.effective, 2) == Decimal("98.79")


outages = st.lists(
    st.builds(
        outage,
        st.integers(1, 28),
        st.integers(1, 5_000),
        month=st.integers(1, 3),
        planned=st.booleans(),
        scope=st.sampled_from(["", "all", "part", "share"]),
        cause=st.sampled_from(["", "attack", "dependency", "change"]),
    ),
    max_size=6,
)


@given(outages, st.frozensets(st.sampled_from(sorted(LEFT_OUT))), st.integers(0, 600))
@settings(max_examples=60)
def test_leaving_out_more_never_counts_more(
    rows: list[Outage], left_out: frozenset[str], maintenance: int
) -> None:
    wide = replay(TERMS, rows, start=START, end=END, fee=FEE)
    narrow = replay(
        Terms(TERMS.promise, "month", Decimal(maintenance), left_out, TIERS),
        rows, start=START, end=END, fee=FEE,
    )  # fmt: skip
    assert narrow.down <= wide.down
    assert narrow.down + narrow.left_out == wide.down + wide.left_out


SLA = {
    "sla.uptime": {"promise": "99.9", "window": "quarter", "method": "By our probe."},
    "sla.definition": {
        "counts": "Nobody can log in",
        "maintenance": {"seconds": 28_800, "unit": "hours"},
        "exclusions": {"keys": ["partial", "third_party"], "other": ""},
    },
    "sla.remedy": {
        "tiers": [
            {"from": "0", "to": "99", "credit": "10"},
            {"from": "99", "to": "100", "credit": "0"},
        ],
        "cap": "5",
        "claim": "claim",
    },
    "sla.mttr": {
        "severities": [
            {
                "level": "1",
                "restore_target": {"seconds": 7200, "unit": "hours"},
                "coverage": "office",
            }
        ]
    },
}
CONTENT = {"answers": {key: {"value": value} for key, value in SLA.items()}}


def test_the_traps_of_real_contracts_are_found() -> None:
    found = schedule_of(FULL, CONTENT)
    assert [trap.key for trap in found.traps] == [
        "window", "maintenance", "partial", "third_party", "coverage", "claim", "unpaid", "cap",
    ]  # fmt: skip
    says = {trap.key: trap.says for trap in found.traps}
    assert "129.6 minutes" in says["window"]
    assert "98.79 %" in says["maintenance"]
    assert "Between 99 % and the promised 99.9 %" in says["unpaid"]


def test_good_terms_have_no_traps() -> None:
    assert traps_of(TERMS, gravest_coverage="always") == ()


def test_what_nobody_said_is_a_gap_and_no_trap() -> None:
    found = schedule_of(FULL, {"answers": {}})
    assert [one.key for one in found.gaps] == [one.key for one in SOURCES]
    assert found.traps == ()


def test_each_source_names_parts_that_the_question_has() -> None:
    for source in SOURCES:
        parts = {part.key for part in FULL.item(source.item).parts}
        assert set(source.parts) <= parts, source.key


def test_each_trap_lies_in_a_clause() -> None:
    assert {trap.clause for trap in schedule_of(FULL, CONTENT).traps} <= set(LABELS)


def test_a_workspace_uses_its_own_words() -> None:
    found = schedule_of(FULL, CONTENT, {"exit": "Termination for default", "cap": ""})
    labels = {one.key: one.label for one in found.clauses}
    assert (labels["exit"], labels["cap"]) == ("Termination for default", LABELS["cap"])


odd = st.sampled_from(
    [None, True, -1, 10**30, "", "x", "NaN", "-5", [], [None], [{"from": "a"}], {}, {"keys": 3}]
)
parts = st.sampled_from(sorted({part for value in SLA.values() for part in value}))


@given(st.dictionaries(st.sampled_from(sorted(SLA)), odd | st.dictionaries(parts, odd)))
@settings(max_examples=60)
def test_whatever_is_stored_gives_a_schedule(answers: dict[str, object]) -> None:
    content = {"answers": {key: {"value": value} for key, value in answers.items()}}
    schedule_of(FULL, content)
    replay(terms_of(content), [], start=START, end=END, fee=FEE)
