"""The queue of what to talk about, out of the comparison that the reader sees."""

from dataclasses import replace
from fractions import Fraction

from evaluations.comparison import Cell as Compared
from evaluations.comparison import Comparison
from evaluations.comparison import MustHave as Required
from evaluations.discussion import Cell, Entry, MustHave, State, Topic, Vendor, queue
from evaluations.queries.judgement import Bench, Rows
from evaluations.scoring import MustHaveState, mean_of


def queue_of(bench: Bench, comparison: Comparison, rows: Rows) -> tuple[Entry, ...]:
    """What could change most comes first, and what is asked beside reliability last (no query).

    comparison: with the vendors that the reader sees alone: what she is kept from is in no figure.
    """
    beside = (one.comparison for one in comparison.packs)
    parts = (comparison, *(replace(one, ranked=False) for one in beside))
    return tuple(entry for one in parts for entry in _queue_of_part(bench, one, rows))


def _queue_of_part(bench: Bench, comparison: Comparison, rows: Rows) -> tuple[Entry, ...]:
    rules = bench.questionnaire.rules
    required: dict[tuple[str, str], list[Required]] = {}
    for column in comparison.columns:
        for one in column.must_haves:
            if one.state is not MustHaveState.NOT_APPLICABLE:
                required.setdefault((column.key, one.criterion), []).append(one)
    return queue(
        [Vendor(one.key, one.name) for one in comparison.columns],
        [Topic(one.key, one.weight) for one in comparison.rows],
        [
            _cell(one, required.get((one.vendor, one.criterion), []), rows, bench)
            for row in comparison.rows
            for one in row.cells
        ],
        spread=rules.spread_to_discuss,
        threshold=Fraction(rules.must_have_below),
        ranked=comparison.ranked,
    )


def cell_of(comparison: Comparison, entry: Entry) -> Compared:
    """The cell of a comparison that an entry is about."""
    row = next(one for one in comparison.all_rows if one.key == entry.cell.topic)
    return next(one for one in row.cells if one.vendor == entry.cell.vendor)


def _cell(found: Compared, required: list[Required], rows: Rows, bench: Bench) -> Cell:
    values = [value for _who, value in found.counted]
    # A mean is taken anew from whole scores: what is shown is a Decimal and no longer exact.
    agreed = Fraction(found.final) if found.agreed and found.final is not None else None
    response = int(found.vendor)
    return Cell(
        found.vendor,
        found.criterion,
        agreed if agreed is not None else mean_of(values),
        low=found.low,
        high=found.high,
        scored=len(values),
        unsure=sum(
            (int(who), response, found.criterion) in rows.unsure for who, _value in found.counted
        ),
        must_haves=tuple(
            MustHave(
                one.prompt,
                None if one.mean is None else Fraction(one.mean),
                low=one.low,
                high=one.high,
                agreed=one.agreed,
            )
            for one in required
        ),
        state=_state(found, bench),
    )


def _state(found: Compared, bench: Bench) -> State:
    """Agreed, left at the average, or still open; an agreed mark alone leaves the score open."""
    if found.agreed:
        return State.AGREED
    if bench.settled_on(int(found.vendor)).left_on(found.criterion):
        return State.LEFT
    return State.OPEN
