"""What JMeter’s results say beyond counts, the same in a table and in XML."""

import re
from collections.abc import Iterable, Iterator, Sequence

from vendors.loadtests.figures import Unreadable
from vendors.loadtests.instants import Instants
from vendors.loadtests.reading import Caution, Reading
from vendors.loadtests.tally import Tally

PARSER = "jmeter-jtl/1"
TRANSACTION = "Number of samples in transaction"
"""How the message of a row begins that sums up rows of its own; JMeter’s own rule."""
MOST_USERS = 10**8
MOST_COUNT = 10**12
MOST_THREADS = 50_000
MOST_MACHINES = 10_000
_MACHINE = re.compile(r"([^\s:]+:\d+)-")


class Stamps:
    """Whether time stamps look like ends: a tool writes a row when its request has ended."""

    def __init__(self) -> None:
        self._rows = self._starts_back = self._ends_back = 0

    def note(self, times: Sequence[int], durations: Sequence[int]) -> None:
        if self._rows > 5000:
            return
        ends = list(map(int.__add__, times, durations))
        self._rows += len(times)
        self._starts_back += sum(map(int.__gt__, times, times[1:]))
        self._ends_back += sum(map(int.__gt__, ends, ends[1:]))

    def cautions(self) -> Iterator[Caution]:
        if self._rows >= 100 and not self._starts_back and self._ends_back * 20 > self._rows:
            yield Caution(
                "stamps_are_ends",
                "The time stamps look like the ends of the requests, not their starts, so the "
                "start of the test and its duration may be off by one response time.",
            )


class Machines:
    """Load generators, told apart but not named: their names are nobody's business."""

    def __init__(self) -> None:
        self._threads: set[str] = set()
        self._prefixes: set[str] = set()
        self._hosts: set[str] = set()

    def note(self, threads: Sequence[str] | None, hosts: Sequence[str] | None) -> None:
        if hosts is not None and len(self._hosts) < MOST_MACHINES:
            self._hosts.update(host[:200] for host in set(hosts) if host)
        if threads is not None and len(self._threads) < MOST_THREADS:
            unseen = {name[:200] for name in set(threads)} - self._threads
            self._threads |= unseen
            self._prefixes |= {found[1] for found in map(_MACHINE.match, unseen) if found}

    @property
    def count(self) -> int | None:
        return max(len(self._prefixes), len(self._hosts)) or None


def reading_of(
    tally: Tally,
    *,
    form: str,
    transactions: int,
    machines: Machines,
    instants: Instants,
    cautions: list[Caution],
) -> Reading:
    """The reading of single requests that were counted, in whatever form they stood."""
    if not tally.requests and transactions:
        raise Unreadable(
            "The file holds transactions only, no single requests. Untick “Generate parent sample” "
            "in JMeter’s transaction controllers and run the test again."
        )
    found = tally.counted()
    cautions += found.cautions
    if transactions:
        lines = "1 line sums" if transactions == 1 else f"{transactions:,} lines sum"
        cautions.append(
            Caution(
                "transactions_left_out",
                f"{lines} up other requests (transactions) and are not counted a second time.",
            )
        )
    if machines.count and machines.count > 1 and found.users is not None:
        cautions.append(
            Caution(
                "users_of_one",
                f"{machines.count} load generators took part and each counts its own users: the "
                "number of users is the highest of one of them.",
            )
        )
    cautions += instants.cautions()
    return Reading(
        tool="JMeter",
        format=form,
        parser=PARSER,
        requests=found.requests,
        failures=found.failures,
        error_rate=tally.error_rate,
        started_at=instants.aware(found.started_ms),
        duration_s=found.duration_s,
        rps_mean=found.requests / found.duration_s if found.duration_s else None,
        rps_peak=found.peak[0] if found.peak else None,
        rps_peak_bucket=found.peak[1] if found.peak else "",
        users_max=found.users,
        generators=machines.count,
        latency_ms=found.latency,
        percentile_quality=found.quality,
        transactions=found.transactions,
        series=found.series,
        warnings=tuple(cautions),
    )


def whole_numbers(texts: list[str], name: str, most: int) -> list[int]:
    """Digits only: int() takes more than a tool writes. Unreadable names the column, no content."""
    together = "".join(texts)
    if not (together.isascii() and together.isdigit() and all(texts)):
        raise Unreadable(
            f"The column “{name}” holds something else than whole numbers. "
            "Attach the file as JMeter wrote it."
        )
    if max(map(len, texts)) > len(str(most)):
        raise Unreadable(f"The column “{name}” holds a number that a load test cannot have.")
    return list(map(int, texts))


_OUTCOMES = {"true": False, "false": True, "TRUE": False, "FALSE": True}


def failed_by_outcome(outcomes: Iterable[str]) -> list[bool]:
    """True for each request that failed."""
    try:
        return list(map(_OUTCOMES.__getitem__, outcomes))
    except KeyError:
        raise Unreadable(
            "The column “success” holds something else than true and false. "
            "Attach the file as JMeter wrote it."
        ) from None
