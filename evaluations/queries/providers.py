"""How far a provider is with what was asked of it, and its pyramid from one evaluation to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString

from evaluations import rules
from evaluations.comparison import Column
from evaluations.models import Declaration, Evaluation, Stage
from evaluations.queries.judgement import bench_of, comparison_of, evaluations_here
from portal.access import Verdict
from portal.documents.charts import Count, Step, burn_up, pyramid
from portal.look.formats import day_in_words
from vendors import changes
from vendors.changes import Tally
from vendors.models import RequestedChange, Response, Vendor
from vendors.queries.changes import Change, changes_of, local_day
from vendors.queries.monthly import Months, months_among

YEARS_SHOWN = 4
"""Evaluations whose pyramids stand side by side, the latest ones."""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """What was asked on one level and what came of it."""

    number: int
    title: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Past:
    """The vendor's pyramid in one decided evaluation."""

    evaluation: Evaluation
    column: Column
    chart: SafeString


@dataclass(frozen=True, slots=True)
class Filed:
    """The monthly figures of one follow-up."""

    evaluation: Evaluation
    response: Response
    months: Months

    @property
    def caption(self) -> str:
        return f"Months against their targets, {self.evaluation.round.name}"


@dataclass(frozen=True, slots=True)
class Progress:
    """All figures of one provider's page."""

    changes: tuple[Change, ...]
    whole: Tally
    levels: tuple[LevelLine, ...]
    chart: SafeString
    history: tuple[Past, ...]
    filed: tuple[Filed, ...]
    """Of the newest follow-up first; those without months left out."""

    @property
    def slipped(self) -> list[Change]:
        """Requests with a date that was not kept, fixed by now or not."""
        return [one for one in self.changes if one.now.slips and one.now.result is not None]

    @property
    def dates(self) -> list[Change]:
        """What is still awaited, the next date first."""
        waiting = [one for one in self.changes if one.now.waits_for_date]
        return sorted(waiting, key=lambda one: (one.now.due, one.row.pk))


def progress_of(vendor: Vendor, reader: UUID, *, at: datetime) -> Progress:
    """Read all rounds of a vendor; what the reader declared a conflict about is left out."""
    kept_away = conflicts_of(reader)
    rows = RequestedChange.objects.filter(letter__response__vendor=vendor)
    rows = rows.select_related("letter__response__round__evaluation")
    found = changes_of(rows.exclude(letter__response__in=kept_away), at=at)
    counted = [one.counted for one in found]
    titles = {one.row.level: one.row.level_title for one in found}
    return Progress(
        changes=tuple(found),
        whole=changes.tally(counted),
        levels=tuple(
            LevelLine(number, titles[number], one)
            for number, one in changes.by_level(counted).items()
        ),
        chart=_burn_up(vendor, changes.burn_up(counted, today=local_day(at))),
        history=_history(vendor, kept_away),
        filed=_filed(vendor, kept_away, at),
    )


def _filed(vendor: Vendor, kept_away: set[int], at: datetime) -> tuple[Filed, ...]:
    rows = vendor.responses.exclude(pk__in=kept_away)
    found = months_among(rows, at=at)
    asked = rows.filter(pk__in=list(found)).select_related("round__evaluation").order_by("-pk")
    return tuple(
        Filed(one.round.evaluation, one, found[one.pk]) for one in asked if found[one.pk].lines
    )


def evaluations_of(vendor: Vendor) -> list[tuple[Evaluation, Response, Verdict]]:
    """Every evaluation of a vendor, the newest first, and whether a follow-up can start there."""
    rows = vendor.responses.select_related("round__evaluation").order_by("-round__made_at")
    return [
        (one.round.evaluation, one, rules.may_follow_up(one.round.evaluation, one.round, one))
        for one in rows
    ]


def conflicts_of(person: UUID) -> set[int]:
    """Response ids with which somebody declared a conflict, in whatever evaluation (1 query)."""
    signed = Declaration.objects.filter(panelist__person_id=person).order_by("pk")
    last = {one.panelist_id: one for one in signed}
    return {pk for one in last.values() for pk in one.conflicts}


def _burn_up(vendor: Vendor, points: Sequence[changes.Point]) -> SafeString:
    if not points:
        return SafeString("")
    first, last = points[0].day, points[-1].day
    counts = [Count((one.day - first).days, one.fixed, one.asked) for one in points]
    # The chart escapes every text that is in it.
    return SafeString(
        burn_up(
            f"fixed-{vendor.pk}",
            f"{vendor.name}, changes fixed so far",
            counts,
            start=day_in_words(first, year=True),
            end=day_in_words(last, year=True),
        )
    )


def _history(vendor: Vendor, kept_away: set[int]) -> tuple[Past, ...]:
    decided = list(
        evaluations_here()
        .filter(
            stage__in=[Stage.DECIDED, Stage.ARCHIVED],
            round__responses__vendor=vendor,
            round__responses__withdrawn_at=None,
        )
        .exclude(round__responses__in=kept_away)
        .order_by("-decided_at")[:YEARS_SHOWN]
    )
    return tuple(past for one in reversed(decided) if (past := _past(one, vendor)) is not None)


def _past(evaluation: Evaluation, vendor: Vendor) -> Past | None:
    bench = bench_of(evaluation, contents_of=())
    key = next((str(one.pk) for one in bench.responses if one.vendor_id == vendor.pk), "")
    columns = comparison_of(bench).columns
    column = next((one for one in columns if one.key == key), None)
    if column is None:
        return None
    steps = [
        Step(one.number, one.title, one.roll_up.shown, one.roll_up.heat, one.asked)
        for one in column.levels
    ]
    name = f"{vendor.name}, {evaluation.round.name}"
    return Past(evaluation, column, SafeString(pyramid(f"past-{evaluation.pk}", name, steps)))
