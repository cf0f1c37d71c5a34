"""What a submission declares, in figures: promised, reached, tried, proved.

Made from a submission's content alone, and total: whatever is stored there gives a Declared, and
what is missing, unreadable or not asked is None. Spans are seconds, availabilities percentages.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vendors.demand import UNKNOWN_PEAK
from vendors.loadtest_proof import proof_of
from vendors.loadtests.reading import Reading
from vendors.questionnaire.display import date_text, seconds_text
from vendors.questionnaire.kinds import MAX_NUMBER, MAX_SECONDS
from vendors.questionnaire.rows import Tier, decimal_of, seconds_of, tiers_of
from vendors.uptime import (
    Link,
    Month,
    Outage,
    availability_of,
    read_months,
    read_outages,
    reliability_of,
)

MOST_ROWS = 500
_YEAR = dt.timedelta(days=365)
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2101, 1, 1, tzinfo=dt.UTC)

WINDOWS: Mapping[str, str] = {
    "month": "a calendar month",
    "rolling_28": "any 28 days",
    "rolling_30": "any 30 days",
    "quarter": "a quarter",
    "year": "a year",
    "other": "another period",
}

ENVIRONMENTS: Mapping[str, str] = {
    "production": "in production",
    "same": "on a copy of production of the same size",
    "smaller": "on a smaller copy of production",
    "other": "elsewhere than in production",
}


@dataclass(frozen=True, slots=True)
class Zones:
    """One tier of the system as the vendor describes it: where it runs, how reliable it is."""

    tier: str
    zones: int | None
    regions: int | None
    active: str
    availability: Decimal | None
    """Of the tier in one zone, in percent."""
    needed: int | None = None
    """Zones that must work at the peak."""

    @property
    def link(self) -> Link | None:
        """The tier as a part of the chain; None where its availability is not given."""
        if self.availability is None:
            return None
        copies = 1 if self.active == "one" else self.zones or 1
        return Link(self.tier, self.availability / 100, copies, self.needed or 1)


@dataclass(frozen=True, slots=True)
class Declared:
    """The figures of one submission; None where it gives none."""

    uptime_promise: Decimal | None = None
    """Percent."""
    uptime_window: str = ""
    """The period that the promise is counted over, in words."""
    maintenance_s: int | None = None
    """Maintenance each month that the promise leaves out of the count."""
    availability: Decimal | None = None
    """Percent reached, announced maintenance left out of the count."""
    availability_seen: Decimal | None = None
    """Percent reached as residents saw it: maintenance is downtime too. None without months."""
    availability_months: int = 0
    """How many months the reached figure covers."""
    availability_source: str = ""
    repair_promised_s: int | None = None
    """The strictest guaranteed time to restore: that of the gravest severity."""
    repair_achieved_s: Decimal | None = None
    """Mean time from the start of an outage until residents could use the service again."""
    repair_source: str = ""
    detect_promised_s: int | None = None
    """The on-call person is paged within this time after an outage starts."""
    detect_s: Decimal | None = None
    acknowledge_promised_s: int | None = None
    acknowledge_s: Decimal | None = None
    outages: int | None = None
    """Unplanned outages of the last twelve months; 0 only where the vendor says so."""
    longest_outage_s: Decimal | None = None
    data_loss_s: int | None = None
    """The most data, counted in time, that a restore may lose (RPO)."""
    data_loss_tried_s: int | None = None
    """The most data that a failover may lose, where failover was tried."""
    restore_promised_s: int | None = None
    """A restore from backups takes at most this long (RTO)."""
    restore_tested: dt.date | None = None
    failover_s: int | None = None
    failover_tried: dt.date | None = None
    drill: dt.date | None = None
    support: str = ""
    """Channels with their hours and reply times, in words."""
    downtime_notice: str = ""
    """When maintenance is done and how it is announced, in the vendor's words."""
    notice_s: int | None = None
    """Notice that the vendor needs before an event."""
    stated_rps: Decimal | None = None
    """The highest rate that the vendor says it proved."""
    stated_on: dt.date | None = None
    proved_rps: Decimal | None = None
    """The highest rate that an attached load-test file shows."""
    proved_on: dt.date | None = None
    proved_note: str = ""
    """Title, date, environment and scenario of that file."""
    zones: int | None = None
    """Zones of the tier that runs in the fewest."""
    tiers: tuple[Zones, ...] = ()
    credit_tiers: tuple[Tier, ...] = ()
    months: tuple[Month, ...] = ()
    outage_list: tuple[Outage, ...] = ()

    @property
    def links(self) -> tuple[Link, ...]:
        """The chain of parts, as far as their availability is given."""
        return tuple(link for tier in self.tiers if (link := tier.link) is not None)


def declared_by(content: object, *, at: dt.datetime | None = None) -> Declared:
    """The figures of a submission's content; never raises.

    at: when the twelve months end that the list of outages covers (the closing). Without it they
    end with the list.
    """
    said = Said(content)
    months = read_months(said.rows("posture.availability_history", "months"))
    outages = outages_of(said.rows("posture.mttr_log", "outages"))
    log = said.text("posture.mttr_log", "log")
    tiers = _zones(said.rows("cloud.multi_zone", "tiers"))
    return Declared(
        uptime_promise=said.percent("sla.uptime", "promise"),
        uptime_window=WINDOWS.get(said.text("sla.uptime", "window"), ""),
        maintenance_s=said.seconds("sla.definition", "maintenance"),
        **_reached(months, outages, log, at),
        **_repairs(said, outages, log, at),
        repair_promised_s=_least(
            seconds_in(row.get("restore_target")) for row in said.rows("sla.mttr", "severities")
        ),
        detect_promised_s=said.seconds("obs.alert_oncall", "page_after"),
        acknowledge_promised_s=said.seconds("obs.alert_oncall", "ack_target"),
        data_loss_s=said.seconds("deg.no_corruption", "rpo"),
        data_loss_tried_s=(
            said.seconds("cloud.failover", "loss")
            if said.day("cloud.failover", "last_tried")
            else None
        ),
        restore_promised_s=said.seconds("deg.no_corruption", "rto"),
        restore_tested=said.day("deg.no_corruption", "last_restore_test"),
        failover_s=said.seconds("cloud.failover", "time"),
        failover_tried=said.day("cloud.failover", "last_tried"),
        drill=said.day("deg.plan", "last_drill"),
        support=_support(said.rows("sla.support", "channels")),
        downtime_notice=said.text("chg.planned_down", "times"),
        notice_s=said.seconds("prep.event_notice", "notice"),
        stated_rps=said.number("prep.headroom", "rps"),
        stated_on=said.day("prep.headroom", "test_date"),
        **_proved(said.evidence),
        zones=_least(tier.zones for tier in tiers),
        tiers=tiers,
        credit_tiers=tiers_in(said.rows("sla.remedy", "tiers")),
        months=months,
        outage_list=outages,
    )


def rows_in(value: object, part: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of a table in an answer's value; empty for anything else."""
    rows = value.get(part) if isinstance(value, Mapping) else None
    if not isinstance(rows, list):
        return ()
    return tuple(row for row in rows[:MOST_ROWS] if isinstance(row, Mapping))


def outages_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Outage, ...]:
    """Rows of a list of outages, in the order of their starts."""
    found = (one for one in read_outages(rows) if all(_is_near(at) for at in _stamps(one)))
    return tuple(sorted(found, key=lambda one: one.started))


def tiers_in(rows: Sequence[Mapping[str, Any]]) -> tuple[Tier, ...]:
    """Credit tiers whose three figures are percentages, from the lowest uptime to the highest."""
    return tuple(
        tier
        for tier in tiers_of(list(enumerate(rows)))
        if all(0 <= figure <= 100 for figure in (tier.start, tier.end, tier.credit))
    )


def day_of(value: object) -> dt.date | None:
    """A stored date; None for anything else."""
    try:
        found = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and _EARLIEST.date() <= found < _LATEST.date() else None


def end_of(day: dt.date) -> dt.datetime:
    """The last instant of a day, as the ``at`` of what is measured up to it."""
    return dt.datetime.combine(day, dt.time.max, dt.UTC)


class Said:
    """A submission's content, asked for single figures; what is not there is None or empty."""

    def __init__(self, content: object) -> None:
        given = content if isinstance(content, Mapping) else {}
        answers, evidence = given.get("answers"), given.get("evidence")
        self._answers: Mapping[str, Any] = answers if isinstance(answers, Mapping) else {}
        self.evidence = [
            one
            for one in (evidence if isinstance(evidence, list) else [])
            if isinstance(one, Mapping)
        ]

    def value(self, item: str) -> object:
        """What is stored as the answer to a question."""
        answer = self._answers.get(item)
        return answer.get("value") if isinstance(answer, Mapping) else None

    def part(self, item: str, part: str) -> object:
        """What is stored for one part of an answer."""
        value = self.value(item)
        return value.get(part) if isinstance(value, Mapping) else None

    def rows(self, item: str, part: str) -> tuple[Mapping[str, Any], ...]:
        return rows_in({part: self.part(item, part)}, part)

    def text(self, item: str, part: str) -> str:
        found = self.part(item, part)
        return found if isinstance(found, str) else ""

    def seconds(self, item: str, part: str) -> int | None:
        return seconds_in(self.part(item, part))

    def number(self, item: str, part: str) -> Decimal | None:
        return number_in(self.part(item, part))

    def percent(self, item: str, part: str) -> Decimal | None:
        return percent_in(self.part(item, part))

    def day(self, item: str, part: str) -> dt.date | None:
        return day_of(self.part(item, part))

    def choice(self, item: str, part: str) -> str:
        """What was chosen: yes, partial, no, unknown or na; empty for nothing."""
        found = self.part(item, part)
        choice = found.get("choice") if isinstance(found, Mapping) else found
        return choice if isinstance(choice, str) else ""

    def keys(self, item: str, part: str) -> frozenset[str]:
        """What was chosen in a list of several."""
        found = self.part(item, part)
        keys = found.get("keys") if isinstance(found, Mapping) else None
        return (
            frozenset(one for one in keys if isinstance(one, str))
            if isinstance(keys, list)
            else frozenset()
        )

    def proofs(self, item: str) -> list[Mapping[str, Any]]:
        """The files that are linked to an answer."""
        return [one for one in self.evidence if item in proved_items(one)]


def proved_items(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions that a file of a submission is linked to."""
    links = evidence.get("items")
    found = (
        [one.get("key") for one in links if isinstance(one, Mapping)]
        if isinstance(links, list)
        else []
    )
    return tuple(key for key in found if isinstance(key, str))


def number_in(value: object) -> Decimal | None:
    """A stored number from 0 up; None for anything else."""
    found = decimal_of(value)
    return found if found is not None and 0 <= found <= MAX_NUMBER else None


def percent_in(value: object) -> Decimal | None:
    """A stored percentage; None for anything else."""
    found = number_in(value)
    return found if found is not None and found <= 100 else None


def seconds_in(value: object) -> int | None:
    """Seconds of a stored span that a person could have typed; None for anything else."""
    found = seconds_of(value)
    return found if found is not None and 0 <= found <= MAX_SECONDS else None


def _least(found: Iterable[int | None]) -> int | None:
    return min((one for one in found if one is not None), default=None)


def _stamps(outage: Outage) -> list[dt.datetime]:
    found = (
        outage.started,
        outage.detected,
        outage.acknowledged,
        outage.mitigated,
        outage.resolved,
    )
    return [one for one in found if one is not None]


def _is_near(at: dt.datetime) -> bool:
    return _EARLIEST <= at < _LATEST


def _as_seconds(minutes: Decimal | None) -> Decimal | None:
    return None if minutes is None else minutes * 60


def _reached(
    months: Sequence[Month], outages: Sequence[Outage], log: str, at: dt.datetime | None
) -> dict[str, Any]:
    """What was reached: by the table of months, else by the list of outages."""
    if months and (counted := availability_of(months)) is not None:
        named = "1 month" if len(months) == 1 else f"{len(months)} months"
        return {
            "availability": counted,
            "availability_seen": availability_of(months, seen=True),
            "availability_months": len(months),
            "availability_source": f"Table of {named}",
        }
    if outages:
        start, end = year_of(outages, at)
        return {
            "availability": reliability_of(outages, start=start, end=end).availability,
            "availability_months": 12,
            "availability_source": "List of outages, 12 months",
        }
    if log == "none":
        return {
            "availability": Decimal(100),
            "availability_months": 12,
            "availability_source": "The vendor says that there was no outage in 12 months",
        }
    return {}


def year_of(
    outages: Sequence[Outage], at: dt.datetime | None = None
) -> tuple[dt.datetime, dt.datetime]:
    """The twelve months of a list of outages: those up to an instant, else up to its end."""
    last = max((stamp for one in outages for stamp in _stamps(one)), default=_LATEST)
    end = at if at is not None and _EARLIEST + _YEAR < at < _LATEST else last
    return end - _YEAR, end


def _repairs(
    said: Said, outages: Sequence[Outage], log: str, at: dt.datetime | None
) -> dict[str, Any]:
    if not outages:
        mean = _quarters_mean(said.rows("posture.mttr_track", "quarters"))
        detect = said.seconds("obs.early_detection", "mean_detect")
        return {
            "outages": 0 if log == "none" else None,
            "repair_achieved_s": mean,
            "repair_source": "Time to repair, quarter by quarter" if mean is not None else "",
            "detect_s": None if detect is None else Decimal(detect),
        }
    start, end = year_of(outages, at)
    found = reliability_of(outages, start=start, end=end)
    return {
        "outages": found.outages,
        "longest_outage_s": _as_seconds(found.longest),
        "repair_achieved_s": _as_seconds(found.mttr),
        "repair_source": "List of outages" if found.mttr is not None else "",
        "detect_s": _as_seconds(found.mttd),
        "acknowledge_s": _as_seconds(found.mtta),
    }


def _quarters_mean(rows: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """The mean of the quarters' means, each counted as often as it had outages."""
    total = count = Decimal(0)
    for row in rows:
        mean, outages = seconds_in(row.get("mean")), number_in(row.get("outages"))
        if mean is None:
            continue
        weight = outages if outages is not None else Decimal(1)
        total += mean * weight
        count += weight
    return total / count if count else None


def _support(rows: Sequence[Mapping[str, Any]]) -> str:
    found = []
    for row in rows:
        words = [word_in(row.get("channel")), word_in(row.get("hours"))]
        if (reply := seconds_in(row.get("reply_time"))) is not None:
            words.append(f"reply within {seconds_text(reply)}")
        if said := ", ".join(filter(None, words)):
            found.append(said)
    return "; ".join(found)


def word_in(value: object) -> str:
    """A stored line of text; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def _zones(rows: Sequence[Mapping[str, Any]]) -> tuple[Zones, ...]:
    return tuple(
        Zones(
            tier=word_in(row.get("tier")),
            zones=_count(row.get("zones")),
            regions=_count(row.get("regions")),
            active=word_in(row.get("active")),
            availability=percent_in(row.get("availability")),
            needed=_count(row.get("needed")),
        )
        for row in rows
    )


def _count(value: object) -> int | None:
    found = number_in(value)
    return int(found) if found is not None else None


def _proved(evidence: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The load-test file that shows the highest rate, of those that prove one."""
    best: tuple[Decimal, Reading, Mapping[str, Any]] | None = None
    for one in evidence:
        reading = reading_of(one.get("reading"))
        rate = number_in(str(proof_of(reading, UNKNOWN_PEAK).rps)) if reading else None
        if reading and rate is not None and (best is None or rate > best[0]):
            best = (rate, reading, one)
    if best is None:
        return {}
    rate, reading, one = best
    day = reading.started_at.date() if reading.started_at else day_of(one.get("speaks_of"))
    environment = word_in(one.get("environment"))
    environment = ENVIRONMENTS.get(environment, environment)
    scenario = word_in(one.get("scenario"))
    words = [word_in(one.get("title")) or word_in(reading.tool) or "Load test"]
    words += [date_text(day.isoformat())] if day else ["without a date"]
    words += [environment] if environment else []
    words += [f"scenario “{scenario}”"] if scenario else []
    return {"proved_rps": rate, "proved_on": day, "proved_note": ", ".join(words)}


def reading_of(stored: object) -> Reading | None:
    """A stored load-test record; None where it can't be read."""
    if not isinstance(stored, Mapping):
        return None
    try:
        reading = Reading.from_dict(stored)
        # Figures that are no numbers show only when they are compared.
        usable = bool(proof_of(reading, UNKNOWN_PEAK).sentence)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None
    return reading if usable else None
