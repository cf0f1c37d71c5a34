"""Reads JMeter's results in XML, element by element, with the same counts as the table.

A document that declares types or entities is refused: JMeter writes none, and they are how an XML
file grows in memory. Samples within a sample (pictures of a page) are part of it; only under a
transaction they are the requests themselves.
"""

from xml.parsers import expat

from vendors.loadtests.figures import Unreadable
from vendors.loadtests.instants import Instants
from vendors.loadtests.reading import Caution, Reading
from vendors.loadtests.samples import (
    MOST_COUNT,
    MOST_USERS,
    TRANSACTION,
    Machines,
    Stamps,
    failed_by_outcome,
    reading_of,
    whole_numbers,
)
from vendors.loadtests.sources import Opened
from vendors.loadtests.tally import Tally

SAMPLES = frozenset({"sample", "httpSample"})
BATCH = 2000
DEEPEST = 50


def read_tree(opened: Opened) -> Reading:
    """A reading of a results file in XML, read in pieces."""
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    try:
        for piece in opened.pieces():
            parser.Parse(piece)
    except expat.ExpatError as problem:
        raise Unreadable(
            "This is not a complete XML file. Attach it as JMeter wrote it, or let JMeter write CSV."
        ) from problem
    try:
        parser.Parse(b"", True)  # noqa: FBT003 -- expat takes it by position
    except expat.ExpatError:
        tree.cut_off = True
    return tree.reading()


def _refuse(*_declared: object) -> None:
    raise Unreadable(
        "This XML file declares document types or entities, which JMeter never writes, so it is "
        "not read. Let JMeter write CSV (jmeter.save.saveservice.output_format=csv)."
    )


class _Tree:
    """Collects samples until a batch is full."""

    def __init__(self) -> None:
        self.cut_off = False
        self.tally = Tally()
        self.instants = Instants()
        self.machines = Machines()
        self.stamps = Stamps()
        self.transactions = 0
        self._depth = 0
        self._samples: list[bool] = []
        """For each open sample, whether it is a transaction."""
        self._batch: list[dict[str, str]] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("This XML file is nested more deeply than JMeter writes.")
        if name not in SAMPLES:
            return
        is_transaction = given.get("rm", "").startswith(TRANSACTION)
        if is_transaction:
            self.transactions += 1
        elif all(self._samples):
            self._batch.append(given)
            if len(self._batch) >= BATCH:
                self._flush()
        self._samples.append(is_transaction)

    def end(self, name: str) -> None:
        self._depth -= 1
        if name in SAMPLES:
            self._samples.pop()

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        if any("s" not in one or "ts" not in one or "t" not in one for one in batch):
            raise Unreadable(
                "The file leaves out time stamps, durations or outcomes of its requests (ts, t, s). "
                "Let JMeter write them and run the test again."
            )
        times = self.instants.of([one["ts"] for one in batch])
        durations = whole_numbers([one["t"] for one in batch], "t", MOST_COUNT)
        failed = failed_by_outcome([one["s"] for one in batch])
        labels = [one.get("lb", "") for one in batch]
        counts = whole_numbers([one.get("sc", "1") for one in batch], "sc", MOST_COUNT)
        users = whole_numbers([one.get("na", "0") for one in batch], "na", MOST_USERS)
        self.machines.note(
            [one.get("tn", "") for one in batch], [one.get("hn", "") for one in batch]
        )
        self.stamps.note(times, durations)
        if set(counts) == {1}:
            self.tally.add(
                times=times,
                durations=durations,
                labels=labels,
                failed=failed,
                users=users,
            )
            return
        errors = whole_numbers(
            [one.get("ec", str(int(bad))) for one, bad in zip(batch, failed, strict=True)],
            "ec",
            MOST_COUNT,
        )
        for at, spent, name, sent, bad in zip(
            times, durations, labels, counts, errors, strict=True
        ):
            if bad > sent:
                raise Unreadable("A sample counts more failures than requests.")
            if sent:
                self.tally.add_grouped(at, spent, name, sent, bad)
        self.tally.note_users(max(users))

    def reading(self) -> Reading:
        self._flush()
        cautions = list(self.stamps.cautions())
        if self.cut_off:
            cautions.append(
                Caution(
                    "cut_off",
                    "The file ends before it is complete, so the end of the test may be missing. "
                    "All requests before that are counted.",
                )
            )
        return reading_of(
            self.tally,
            form="JMeter results (XML)",
            transactions=self.transactions,
            machines=self.machines,
            instants=self.instants,
            cautions=cautions,
        )
