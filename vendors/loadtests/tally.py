"""Counts single requests, millions of them, in bounded memory.

Durations are counted by the millisecond, so percentiles are exact: the smallest duration that so
many of all requests did not exceed (nearest rank). Should a file hold more different durations
than can be counted apart, they are counted to a thousandth, and the record says *rounded*. Work
on a row is done by whole columns, in the loops of the interpreter: a row at a time is three times
slower.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import compress
from operator import add
from typing import Any

from vendors.loadtests import course
from vendors.loadtests.figures import Unreadable
from vendors.loadtests.labels import label
from vendors.loadtests.reading import (
    GROUPED,
    MOST_POINTS,
    MOST_TRANSACTIONS,
    Caution,
    Latency,
    Quality,
    Series,
    Transaction,
)

SECOND = 1000
LONGEST_MS = 24 * 3600 * SECOND
EARLIEST_MS = 946_684_800_000
LATEST_MS = 4_102_444_800_000
"""The years 2000 to 2099: nothing else is an instant of a test."""
MOST_DURATIONS = 250_000
MOST_SECONDS = 200_000
MOST_NAMES = 20_000
MOST_NAME_CHARACTERS = 4_000_000
MOST_CLEANED = 1_000_000
"""Cleaning a name takes as long as counting ten rows; a name for each row is no name."""
FINE_POINTS = 3 * MOST_POINTS
LEVELS = (1, 5, 10, 30, 60, 300, 600, 3600, 21_600, 86_400)
"""Lengths of the stretches while counting, in seconds; each is a multiple of the one before."""
_OTHERS = 0
_SHIFT = 32
_MASK = (1 << _SHIFT) - 1
_STEPS = 1 << 13


class _Numbers(dict[str, int]):
    """Number of each name as it stands in the file; names that read alike once cleaned share one."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[str, int] = {}
        self._characters = 0
        self._cleaned = 0

    def __missing__(self, name: str) -> int:
        self._cleaned += 1
        if self._cleaned > MOST_CLEANED:
            return _OTHERS
        self._characters += len(name)
        if len(self) > MOST_NAMES or self._characters > MOST_NAME_CHARACTERS:
            self.clear()
            self._characters = len(name)
        clean = label(name)
        number = self.kinds.get(clean)
        if number is None:
            number = len(self.kinds) + 1 if len(self.kinds) < MOST_TRANSACTIONS else _OTHERS
            if number:
                self.kinds[clean] = number
        self[name] = number
        return number


class _Steps(dict[int, int]):
    """A duration brought to eight binary digits: within 1 %, and few enough to keep by stretch."""

    def __missing__(self, duration: int) -> int:
        if len(self) > MOST_NAMES:
            self.clear()
        extra = max(0, duration.bit_length() - 8)
        self[duration] = step = (extra << 8) | (duration >> extra)
        return step


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a whole file."""

    requests: int
    failures: int
    started_ms: int | None
    duration_s: Decimal | None
    latency: Latency
    quality: Quality
    transactions: tuple[Transaction, ...]
    users: int | None
    series: Series | None
    peak: tuple[Decimal, str] | None
    cautions: tuple[Caution, ...]


class Tally:
    """Takes columns of rows in any order of time."""

    def __init__(self) -> None:
        self.requests = self.failures = 0
        self.grouped = False
        self._labels = _Numbers()
        self._steps = _Steps()
        self._sent_by_label: Counter[int] = Counter()
        self._failed_by_label: Counter[int] = Counter()
        self._durations: Counter[int] = Counter()
        self._by_label = True
        self._rounded = False
        self._total_ms = 0
        self._least_ms: int | None = None
        self._most_ms = 0
        self._timed = 0
        self._first: int | None = None
        self._last = 0
        self._origin = 0
        self._seconds: Counter[int] = Counter()
        self._per_second = True
        self._level = 0
        self._bucket_sent: Counter[int] = Counter()
        self._bucket_failed: Counter[int] = Counter()
        self._bucket_steps: Counter[int] = Counter()
        self._bucket_users: dict[int, int] = {}
        self._users: int | None = None

    @property
    def error_rate(self) -> Decimal | None:
        return Decimal(self.failures) / self.requests if self.requests else None

    def add(
        self,
        *,
        times: Sequence[int] | None,
        durations: Sequence[int] | None,
        labels: Sequence[str] | None,
        failed: Sequence[bool],
        users: Sequence[int] | None = None,
    ) -> None:
        """Count rows that are one request each; columns that a file lacks are None."""
        if not failed:
            return
        self.requests += len(failed)
        self.failures += sum(failed)
        numbers = list(map(self._labels.__getitem__, labels)) if labels is not None else None
        if numbers is not None:
            self._sent_by_label.update(numbers)
            self._failed_by_label.update(compress(numbers, failed))
        if durations is not None:
            self._add_durations(durations, numbers)
        if times is not None:
            self._add_times(times, durations, failed, users)
        if users is not None:
            self.note_users(max(users))

    def note_users(self, people: int) -> None:
        """Nobody at all is what a tool writes that does not know."""
        if people:
            self._users = max(self._users or 0, people)

    def add_grouped(
        self, at: int | None, total_ms: int | None, name: str | None, sent: int, failed: int
    ) -> None:
        """Count one row that stands for several requests, with the sum of their durations."""
        self.grouped = self.grouped or sent > 1
        self.requests += sent
        self.failures += failed
        if name is not None:
            number = self._labels[name]
            self._sent_by_label[number] += sent
            self._failed_by_label[number] += failed
        if total_ms is not None:
            self._total_ms += total_ms
            self._timed += sent
        if at is None:
            return
        _check_times(at, at)
        if self._first is None:
            self._origin = at
        self._first = min(at, at if self._first is None else self._first)
        self._last = max(self._last, at + (total_ms or 0) // max(sent, 1))
        second = (at - self._origin) // SECOND
        if self._per_second:
            self._seconds[second] += sent
        bucket = second // LEVELS[self._level]
        self._bucket_sent[bucket] += sent
        if failed:
            self._bucket_failed[bucket] += failed
        self._keep_in_bounds()

    def _add_durations(self, durations: Sequence[int], numbers: Sequence[int] | None) -> None:
        least, most = min(durations), max(durations)
        if most > LONGEST_MS:
            raise Unreadable("The file holds a request that took longer than a day.")
        self._least_ms = least if self._least_ms is None else min(self._least_ms, least)
        self._most_ms = max(self._most_ms, most)
        self._total_ms += sum(durations)
        self._timed += len(durations)
        values: Iterable[int] = durations
        if self._rounded:
            values = map(_thousandth, durations)
        if numbers is not None and self._by_label:
            self._durations.update(
                [number << _SHIFT | value for number, value in zip(numbers, values, strict=True)]
            )
        else:
            self._durations.update(values)
        if len(self._durations) > MOST_DURATIONS:
            self._coarsen_durations()

    def _coarsen_durations(self) -> None:
        """Give up what is least missed: first durations by label, then their last digits."""
        if self._by_label:
            self._by_label = False
            self._durations = _moved(self._durations, lambda key: key & _MASK)
        if len(self._durations) > MOST_DURATIONS // 2:
            self._rounded = True
            self._durations = _moved(self._durations, _thousandth)

    def _add_times(
        self,
        times: Sequence[int],
        durations: Sequence[int] | None,
        failed: Sequence[bool],
        users: Sequence[int] | None,
    ) -> None:
        first = min(times)
        last = max(map(add, times, durations)) if durations is not None else max(times)
        _check_times(first, max(times))
        if self._first is None:
            self._first = self._origin = first
        self._first = min(self._first, first)
        self._last = max(self._last, last)
        origin, level = self._origin, LEVELS[self._level]
        if self._per_second:
            seconds = [(at - origin) // SECOND for at in times]
            self._seconds.update(seconds)
            buckets = seconds if level == 1 else [second // level for second in seconds]
        else:
            length = level * SECOND
            buckets = [(at - origin) // length for at in times]
        self._bucket_sent.update(buckets)
        if any(failed):
            self._bucket_failed.update(compress(buckets, failed))
        if durations is not None:
            steps = map(self._steps.__getitem__, durations)
            self._bucket_steps.update(
                [bucket * _STEPS + step for bucket, step in zip(buckets, steps, strict=True)]
            )
        if users is not None:
            for bucket, people in set(zip(buckets, users, strict=True)):
                if people > self._bucket_users.get(bucket, 0):
                    self._bucket_users[bucket] = people
        self._keep_in_bounds()

    def _keep_in_bounds(self) -> None:
        if self._per_second and len(self._seconds) > MOST_SECONDS:
            self._per_second = False
            self._seconds.clear()
        while self._span() > FINE_POINTS:
            if self._level == len(LEVELS) - 1:
                raise Unreadable(
                    "The times of the file lie years apart. Attach the file of one test, as the "
                    "tool wrote it."
                )
            self._lengthen(LEVELS[self._level + 1] // LEVELS[self._level])
            self._level += 1

    def _span(self) -> int:
        if not self._bucket_sent:
            return 0
        # The counter holds few keys: these are the stretches, not the requests.
        return max(self._bucket_sent) - min(self._bucket_sent) + 1

    def _lengthen(self, times: int) -> None:
        self._bucket_sent = _moved(self._bucket_sent, lambda key: key // times)
        self._bucket_failed = _moved(self._bucket_failed, lambda key: key // times)
        self._bucket_steps = _moved(
            self._bucket_steps, lambda key: key // _STEPS // times * _STEPS + key % _STEPS
        )
        users: dict[int, int] = {}
        for bucket, people in self._bucket_users.items():
            users[bucket // times] = max(people, users.get(bucket // times, 0))
        self._bucket_users = users

    def counted(self) -> Counted:
        """What all rows together say; Unreadable if there were none."""
        if not self.requests:
            raise Unreadable("The file holds no requests.")
        milliseconds = self._last - self._first if self._first is not None else 0
        duration = Decimal(milliseconds) / SECOND if milliseconds > 0 else None
        quality = Quality.ROUNDED if self._rounded else Quality.EXACT
        if not self._durations or self.grouped:
            quality = Quality.ABSENT
        return Counted(
            requests=self.requests,
            failures=self.failures,
            started_ms=self._first,
            duration_s=duration,
            latency=self._latency(quality),
            quality=quality,
            transactions=self._transactions(quality),
            users=self._users,
            series=self._series(),
            peak=self._peak(milliseconds // SECOND),
            cautions=tuple(self._cautions(milliseconds // SECOND)),
        )

    def _latency(self, quality: Quality) -> Latency:
        mean = Decimal(self._total_ms) / self._timed if self._timed else None
        if quality is Quality.ABSENT:
            return Latency(mean=mean)
        everything = (
            _moved(self._durations, lambda key: key & _MASK) if self._by_label else self._durations
        )
        found = latency_of(everything)
        least = None if self._least_ms is None else Decimal(self._least_ms)
        return Latency(
            least, mean, found.p50, found.p90, found.p95, found.p99, Decimal(self._most_ms)
        )

    def _transactions(self, quality: Quality) -> tuple[Transaction, ...]:
        by_label: dict[int, Counter[int]] = {}
        if self._by_label and quality is not Quality.ABSENT:
            for key, count in self._durations.items():
                by_label.setdefault(key >> _SHIFT, Counter())[key & _MASK] = count
        return tuple(
            Transaction(
                name,
                self._sent_by_label[number],
                self._failed_by_label[number],
                latency_of(by_label[number]) if number in by_label else Latency(),
            )
            for name, number in self._labels.kinds.items()
        )

    def _series(self) -> Series | None:
        # A sum says when it was sent, not when its requests were.
        if not self._bucket_sent or self.grouped:
            return None
        fine = LEVELS[self._level]
        length = course.length_for(self._span() * fine, multiple_of=fine)
        first = min(self._bucket_sent)
        if length != fine:
            # So that the first stretch starts where the test does.
            self._shift(first)
            first = 0
            self._lengthen(length // fine)
        by_bucket: dict[int, list[tuple[int, int]]] = {}
        for key, count in self._bucket_steps.items():
            by_bucket.setdefault(key // _STEPS - first, []).append((key % _STEPS, count))
        return course.of_counts(
            {bucket - first: count for bucket, count in self._bucket_sent.items()},
            {bucket - first: count for bucket, count in self._bucket_failed.items()},
            length,
            p95={
                bucket: Decimal(
                    min(self._most_ms, _middle(rank_value(sorted(steps), Fraction(95, 100))))
                )
                for bucket, steps in by_bucket.items()
            },
            users={bucket - first: people for bucket, people in self._bucket_users.items()},
        )

    def _shift(self, by: int) -> None:
        self._bucket_sent = _moved(self._bucket_sent, lambda key: key - by)
        self._bucket_failed = _moved(self._bucket_failed, lambda key: key - by)
        self._bucket_steps = _moved(self._bucket_steps, lambda key: key - by * _STEPS)
        self._bucket_users = {key - by: people for key, people in self._bucket_users.items()}

    def _peak(self, seconds: int) -> tuple[Decimal, str] | None:
        known = self._per_second and not self.grouped
        return course.peak(self._seconds, seconds) if known else None

    def _cautions(self, seconds: int) -> Iterable[Caution]:
        silence = course.longest_silence(self._seconds) if self._per_second else 0
        if silence >= 60 and silence * 5 >= seconds:
            yield Caution(
                "silence",
                f"For {silence:,} seconds on end nothing was sent. Perhaps the file holds two "
                "tests: then attach each by itself, because the rate is taken over the whole time.",
            )
        if self._durations and self._most_ms > seconds * SECOND // 2 and seconds >= 10:
            yield Caution(
                "window",
                "One request took more than half of the whole test, so the duration, and with it "
                "the rate, hang on that request.",
            )
        if _OTHERS in self._sent_by_label:
            yield Caution(
                "names_left_out",
                f"The file names more than {MOST_TRANSACTIONS} kinds of requests. All are counted; "
                f"the first {MOST_TRANSACTIONS} are listed.",
            )
        if self.grouped:
            yield Caution(
                GROUPED,
                "The load generators sent sums instead of single requests. So there are no "
                "percentiles, duration and rate are approximate, and transactions, if the test has "
                "any, are counted as well as their requests. Let JMeter send single requests "
                "(mode=StrippedBatch) and run the test again.",
            )


def rank_value(pairs: Sequence[tuple[int, int]], share: Fraction) -> int:
    """The value at the nearest rank, ceil(share × n), of (value, count) in order of values."""
    total = sum(count for _value, count in pairs)
    rank = max(1, -(-total * share.numerator // share.denominator))
    passed = 0
    for value, count in pairs:
        passed += count
        if passed >= rank:
            return value
    raise ValueError("nothing was counted")


def latency_of(durations: Mapping[int, int]) -> Latency:
    """Mean, extremes and percentiles by nearest rank of counted durations."""
    pairs = sorted(durations.items())
    total = sum(count for _value, count in pairs)

    def at(percent: int) -> Decimal:
        return Decimal(rank_value(pairs, Fraction(percent, 100)))

    return Latency(
        min=Decimal(pairs[0][0]),
        mean=Decimal(sum(value * count for value, count in pairs)) / total,
        p50=at(50),
        p90=at(90),
        p95=at(95),
        p99=at(99),
        max=Decimal(pairs[-1][0]),
    )


def _check_times(first: int, last: int) -> None:
    if first < EARLIEST_MS or last > LATEST_MS:
        raise Unreadable(
            "The file holds times that are no instants in milliseconds of this century. "
            "Attach the file as the tool wrote it."
        )


def _thousandth(value: int) -> int:
    extra = max(0, value.bit_length() - 10)
    return value >> extra << extra


def _middle(step: int) -> int:
    """The middle of the durations that share a step, which is within 1 % of each of them."""
    extra, kept = step >> 8, step & 255
    return (kept << extra) + ((1 << extra) >> 1)


def _moved(counts: Counter[int], to: Any) -> Counter[int]:
    found: Counter[int] = Counter()
    for key, count in counts.items():
        found[to(key)] += count
    return found
