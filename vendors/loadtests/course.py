"""The course of a test over time, brought to at most MOST_POINTS stretches of equal length."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from vendors.loadtests.reading import MOST_POINTS, Point, Series

LENGTHS_S = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400)
PEAK_S = 10
"""Over how many seconds a peak is taken: what a system bears for one second proves little."""


def length_for(seconds: int, multiple_of: int = 1) -> int:
    """The shortest handy length that brings so many seconds to MOST_POINTS stretches or fewer."""
    for length in LENGTHS_S:
        if length % multiple_of == 0 and length * MOST_POINTS >= seconds:
            return length
    return -(-seconds // (MOST_POINTS * multiple_of)) * multiple_of


def of_counts(
    sent: Mapping[int, int],
    failed: Mapping[int, int],
    length: int,
    *,
    p95: Mapping[int, Decimal] | None = None,
    users: Mapping[int, int] | None = None,
) -> Series | None:
    """A course out of what was counted in each stretch, numbered from 0, so many seconds long.

    The rates times the length add up to all requests, so the last stretch may look slow: it is
    seldom full.
    """
    if not sent:
        return None
    points = [
        Point(
            at_s=Decimal(index * length),
            rps=Decimal(sent.get(index, 0)) / length,
            failures_per_s=Decimal(failed.get(index, 0)) / length,
            p95_ms=p95.get(index) if p95 else None,
            users=users.get(index) if users else None,
        )
        for index in range(max(sent) + 1)
    ]
    return Series(Decimal(length), tuple(points))


def of_totals(
    instants: Sequence[Decimal],
    sent: Sequence[Decimal],
    failed: Sequence[Decimal],
    p95: Sequence[Decimal | None],
    users: Sequence[int | None],
) -> Series | None:
    """A course out of running totals at instants in order, seconds from the start.

    Between two instants a total is taken to have grown evenly. Percentiles and users of a stretch
    are the highest that were noted in it.
    """
    span = instants[-1] - instants[0] if instants else Decimal(0)
    if span <= 0:
        return None
    length = length_for(int(span.to_integral_value(rounding="ROUND_CEILING")))
    count = int((span / length).to_integral_value(rounding="ROUND_CEILING"))
    edges = [instants[0] + index * length for index in range(count + 1)]
    sent_by, failed_by = _at(edges, instants, sent), _at(edges, instants, failed)
    highest: dict[int, Decimal] = {}
    most: dict[int, int] = {}
    for instant, time, people in zip(instants, p95, users, strict=True):
        # What is noted at an instant speaks of the time before it.
        index = max(
            0, int(((instant - instants[0]) / length).to_integral_value("ROUND_CEILING")) - 1
        )
        if time is not None:
            highest[index] = max(time, highest.get(index, time))
        if people is not None:
            most[index] = max(people, most.get(index, people))
    points = [
        Point(
            at_s=Decimal(index * length),
            rps=_plain((sent_by[index + 1] - sent_by[index]) / length),
            failures_per_s=_plain((failed_by[index + 1] - failed_by[index]) / length),
            p95_ms=highest.get(index),
            users=most.get(index),
        )
        for index in range(count)
    ]
    return Series(Decimal(length), tuple(points))


def peak(sent: Mapping[int, int], seconds: int) -> tuple[Decimal, str] | None:
    """The most requests per second within any PEAK_S seconds on end, and over what it was taken."""
    if not sent:
        return None
    over = PEAK_S if seconds >= PEAK_S else 1
    window = best = 0
    inside: list[int] = []
    first = 0
    for second in sorted(sent):
        inside.append(second)
        window += sent[second]
        while inside[first] <= second - over:
            window -= sent[inside[first]]
            first += 1
        best = max(best, window)
    return Decimal(best) / over, f"{over} seconds" if over > 1 else "1 second"


def longest_silence(sent: Iterable[int]) -> int:
    """How many seconds on end nothing was sent, at most, between two seconds with requests."""
    ordered = sorted(sent)
    return max(
        (later - earlier - 1 for earlier, later in pairwise(ordered)),
        default=0,
    )


def together(counts: Mapping[int, int], length: int) -> dict[int, int]:
    """Counts of seconds as counts of stretches."""
    found: dict[int, int] = {}
    for second, count in counts.items():
        found[second // length] = found.get(second // length, 0) + count
    return found


def _at(
    edges: Sequence[Decimal], instants: Sequence[Decimal], totals: Sequence[Decimal]
) -> list[Decimal]:
    """The running total at each edge."""
    found = []
    for edge in edges:
        after = bisect_left(instants, edge)
        if after >= len(instants):
            found.append(totals[-1])
        elif instants[after] == edge or after == 0:
            found.append(totals[after])
        else:
            begin, end = instants[after - 1], instants[after]
            share = (edge - begin) / (end - begin)
            found.append(totals[after - 1] + (totals[after] - totals[after - 1]) * share)
    return found


def _plain(rate: Decimal) -> Decimal:
    """To a millionth: an even growth between two totals is not known more finely."""
    return max(Decimal(0), round(rate, 6).normalize() + 0)
