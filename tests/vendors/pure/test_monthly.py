"""Monthly figures: what a promise allows, what is met, missed or not filed, and since when."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from vendors import monthly
from vendors.declared import Declared
from vendors.monthly import BY_KEY, Asked, Filed, Line, Objective, Outcome, Proposal


def objective(key: str, target: str) -> Objective:
    kind = BY_KEY[key]
    return Proposal(kind, kind.criteria[0], None).objective(Decimal(target))


UPTIME = objective("uptime", "99.9")
REPAIR = objective("repair", "60")
ZONE = ZoneInfo("America/Los_Angeles")
MARCH, APRIL, MAY = date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1)
ASKED = (Asked(MARCH, 10, (UPTIME, REPAIR)),)


def filed(month: date, day: date, uptime: str, repair: str = "0") -> Filed:
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return Filed(month, at, {"uptime": Decimal(uptime), "repair": Decimal(repair)})


def lines(*those: Filed, today: date, asked: tuple[Asked, ...] = ASKED) -> tuple[Line, ...]:
    return monthly.series(asked, those, today=today, zone=ZONE)


@pytest.mark.parametrize(
    ("month", "promise", "minutes"),
    [
        (date(2027, 2, 1), "99.9", "40.32"),
        (date(2028, 2, 1), "99.9", "41.76"),
        (APRIL, "99.9", "43.2"),
        (MARCH, "99.95", "22.32"),
        (MARCH, "100", "0"),
    ],
)
def test_downtime_that_a_promise_allows(month: date, promise: str, minutes: str) -> None:
    asked = objective("uptime", promise)
    assert asked.limit(month) == Decimal(minutes)
    assert asked.is_met(Decimal(minutes), month)
    assert not asked.is_met(Decimal(minutes) + Decimal("0.01"), month)


def test_what_was_filed_is_shown_rounded_to_the_worse_side() -> None:
    assert UPTIME.shown_value(Decimal("43.21"), APRIL) == "99.89 % (43.21 minutes down)"
    assert UPTIME.shown_value(Decimal(0), APRIL) == "100 % (0 minutes down)"
    assert objective("uptime", "99.97").shown_limit(MARCH) == "13.39 minutes"
    assert REPAIR.shown_value(Decimal("1.00"), APRIL) == "1 minute"
    assert UPTIME.shown_target == "at least 99.9 %"


def test_what_was_promised_is_proposed_and_nothing_else() -> None:
    declared = Declared(uptime_promise=Decimal("99.95"), repair_promised_s=5_400)
    topics = {"posture.availability", "sla.repair", "deg.integrity", "sla.objectives"}
    found = monthly.proposals(declared, topics)
    assert [(one.kind.key, one.criterion, one.promised) for one in found] == [
        ("uptime", "posture.availability", Decimal("99.95")),
        ("maintenance", "sla.objectives", None),
        ("repair", "sla.repair", Decimal(90)),
        ("paging", "sla.repair", None),
        ("loss", "deg.integrity", None),
    ]
    assert monthly.proposals(declared, {"cloud.elasticity"}) == ()


def test_a_month_goes_from_running_to_not_filed() -> None:
    def outcome(today: date) -> Outcome:
        return lines(today=today)[0].outcome

    assert outcome(date(2027, 3, 31)) is Outcome.RUNNING
    assert outcome(date(2027, 4, 1)) is Outcome.WAITED_FOR
    assert outcome(date(2027, 4, 10)) is Outcome.WAITED_FOR
    assert outcome(date(2027, 4, 11)) is Outcome.NOT_FILED
    assert lines(today=date(2027, 2, 28)) == ()


def test_met_missed_late_and_corrected() -> None:
    today = date(2027, 6, 2)
    march, april, may, june = lines(
        filed(MARCH, date(2027, 4, 3), "44.64"),
        filed(APRIL, date(2027, 5, 20), "43.3"),
        today=today,
    )
    assert (march.outcome, march.was_late) == (Outcome.MET, False)
    assert (april.outcome, april.was_late) == (Outcome.MISSED, True)
    assert [one.objective.key for one in april.missed] == ["uptime"]
    assert (may.outcome, june.outcome) == (Outcome.WAITED_FOR, Outcome.RUNNING)
    _march, april, *_rest = lines(
        filed(APRIL, date(2027, 5, 3), "43.3"), filed(APRIL, date(2027, 5, 4), "43"), today=today
    )
    assert (april.outcome, april.times, april.filed_on) == (Outcome.MET, 2, date(2027, 5, 3))


def test_a_miss_stands_since_its_figure_was_filed_and_not_since_another_was_corrected() -> None:
    there = lines(
        filed(MARCH, date(2027, 4, 3), "50"),
        filed(MARCH, date(2027, 4, 5), "50", "61"),
        today=date(2027, 5, 11),
    )
    found = monthly.misses(there, zone=ZONE)
    unfiled, uptime = found["posture.availability"]
    assert uptime.at.date() == date(2027, 4, 3)
    assert uptime.words == (
        "Uptime in March 2027: 99.88 % (50 minutes down), asked for at least 99.9 %"
    )
    assert unfiled.words == "Uptime in April 2027: not filed"
    assert unfiled.at == datetime(2027, 5, 11, tzinfo=ZONE)
    assert [one.at.date() for one in found["posture.repair"]] == [
        date(2027, 5, 11),
        date(2027, 4, 5),
    ]


def test_what_was_asked_later_holds_from_its_month_on_and_nothing_ends_it() -> None:
    stricter = objective("uptime", "99.99")
    asked = (*ASKED, Asked(APRIL, 5, (stricter,)), Asked(MAY, 5, ()))
    there = lines(today=date(2027, 6, 2), asked=asked)
    assert [(one.month, one.due.day) for one in there] == [(MARCH, 10), (APRIL, 5)]
    assert [len(one.figures) for one in there] == [2, 1]


def test_a_month_is_reminded_of_before_and_after_its_due_day_and_never_before_it_is_over() -> None:
    ends = (*ASKED, Asked(APRIL, 2, (UPTIME,)), Asked(MAY, 5, ()))
    days, day = [], date(2026, 11, 1)
    while found := monthly.next_turn(ends, after=day):
        days.append(day := found)
    assert days == [date(2027, 4, 7), date(2027, 4, 11), date(2027, 5, 1), date(2027, 5, 3)]
    assert monthly.next_turn((), after=MARCH) is None
    turns = [
        monthly.turn_of(lines(today=day)[0], day)
        for day in (
            date(2027, 3, 31), date(2027, 4, 6), date(2027, 4, 7), date(2027, 4, 10),
            date(2027, 4, 11), date(2027, 4, 17), date(2027, 4, 18),
        )
    ]  # fmt: skip
    near, over = monthly.Turn.NEAR, monthly.Turn.OVER
    assert turns == [None, None, near, near, over, over, None]
