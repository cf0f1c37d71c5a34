"""A switch case as one person may see it: scores from the evaluations, figures as stated."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evaluations.comparison import Column
from evaluations.forms.switching import answer_from, cost_from, count_from, decimal_from
from evaluations.models import Evaluation, SwitchCase
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.judgement import comparison_of
from evaluations.scoring import MustHaveState
from evaluations.switching import Kind, Way
from evaluations.visibility import Thing
from portal.accounts.presence import Presence

TODAY, PROMISED = Kind.TODAY.value, Kind.PROMISED.value


@dataclass(frozen=True, slots=True)
class Sheet:
    """The ways of a case, today's provider first, and what is not seen yet."""

    ways: tuple[Way, ...]
    unseen: tuple[str, ...]
    """Evaluations whose scores this person does not see, or does not see yet."""

    def way(self, key: str) -> Way | None:
        """The way of this key."""
        return next((one for one in self.ways if one.key == key), None)

    @property
    def today(self) -> Way:
        return self.ways[0]

    @property
    def stay(self) -> Way:
        """What switching is held against."""
        return self.ways[1]

    @property
    def challengers(self) -> tuple[Way, ...]:
        return self.ways[2:]


def sheet_of(case: SwitchCase, presence: Presence) -> Sheet:
    """Read a case (per evaluation named in it what its comparison takes, no more)."""
    unseen: list[str] = []
    own = _columns(case.standing, presence, unseen)
    market = own if case.market_id == case.standing_id else _columns(case.market, presence, unseen)
    provider = next((column for vendor, column in own if vendor == case.provider_id), None)
    today = _way(case, TODAY, case.provider.name, Kind.TODAY, provider)
    ways = [today, _promised(case, today)]
    ways += [
        _way(case, column.key, column.name, Kind.CHALLENGER, column)
        for vendor, column in market
        if vendor != case.provider_id
    ]
    return Sheet(tuple(ways), tuple(unseen))


def _columns(
    evaluation: Evaluation | None, presence: Presence, unseen: list[str]
) -> list[tuple[int, Column]]:
    """Vendors of an evaluation with their columns, as far as she sees averages."""
    if evaluation is None:
        return []
    desk: Desk = desk_of(presence, evaluation.pk)
    if not desk.sees(Thing.AVERAGES) or desk.hides_names:
        unseen.append(evaluation.round.name)
        return []
    vendor_of = {str(one.pk): one.vendor_id for one in desk.responses}
    return [
        (vendor_of[column.key], column)
        for column in comparison_of(desk.bench).columns
        if column.key in vendor_of
    ]


def _way(case: SwitchCase, key: str, name: str, kind: Kind, column: Column | None) -> Way:
    figures: Mapping[str, Any] = case.figures.get(key) or {}
    return Way(
        key=key,
        name=name,
        kind=kind,
        score=column.total.score if column else None,
        base=column.base if column else None,
        failed=tuple(one.topic for one in column.must_haves if one.state is MustHaveState.FAILED)
        if column
        else (),
        cost=cost_from(figures),
        weeks=count_from(figures, "weeks") if kind is Kind.CHALLENGER else 0,
        overlap=count_from(figures, "overlap") or 0,
        export=answer_from(figures, "export"),
        exit=answer_from(figures, "exit"),
    )


def _promised(case: SwitchCase, today: Way) -> Way:
    """Today's provider with its promises kept; what nobody stated about it is as today."""
    made = _way(case, PROMISED, today.name, Kind.PROMISED, None)
    stated: Mapping[str, Any] = case.figures.get(PROMISED) or {}
    score = decimal_from(stated, "score")
    cost = (
        made.cost
        if made.cost.monthly is not None
        else replace(made.cost, monthly=today.cost.monthly)
    )
    return replace(made, score=today.score if score is None else score, base=today.base, cost=cost)
