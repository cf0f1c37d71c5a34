"""What the jurisdiction requires, line by line across the vendors: need, promise, proof.

The same rows stand on the page, in the documents and in the spreadsheet. A line may be shown to
whoever scores and yet not be printed: where a vendor marked the answer behind it as confidential.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vendors.declared import Declared
from vendors.demand import RequiredPeak
from vendors.requirements import (
    NOT_PROVED,
    NOT_SHOWN,
    NOT_STATED,
    Line,
    Need,
    Requirements,
    lines,
    needs,
)

CONFIDENTIAL = "Confidential, not printed"


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """The figures of one vendor's submission, all of them and those that may be printed."""

    all: Declared
    printable: Declared


@dataclass(frozen=True, slots=True)
class NeedCell:
    """One vendor on one requirement."""

    vendor: str
    line: Line
    printed: Line
    """The same without what the vendor marked as confidential."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One requirement across the vendors."""

    need: Need
    cells: tuple[NeedCell, ...]

    @property
    def key(self) -> str:
        return self.need.key


def need_rows(
    vendors: Sequence[str],
    wanted: Requirements,
    peak: RequiredPeak,
    submitted: Mapping[str, HeldAgainst],
) -> tuple[NeedRow, ...]:
    """Hold every vendor against every line; one without a submission promised and proved nothing."""
    found = []
    for vendor in vendors:
        mine = submitted.get(vendor)
        whole = lines(wanted, peak, mine.all if mine else None)
        open_ = lines(wanted, peak, mine.printable if mine else None)
        found.append(
            [
                NeedCell(vendor, line, _printed(line, other))
                for line, other in zip(whole, open_, strict=True)
            ]
        )
    return tuple(
        NeedRow(need, tuple(cells[at] for cells in found))
        for at, need in enumerate(needs(wanted, peak))
    )


def take(rows: Sequence[NeedRow], order: Sequence[int]) -> tuple[NeedRow, ...]:
    """The rows with only these columns, in this order."""
    return tuple(replace(row, cells=tuple(row.cells[at] for at in order)) for row in rows)


def _printed(line: Line, other: Line) -> Line:
    """The line as documents show it: what may not be printed is said to be there."""
    promise, proof = other.promise, other.proof
    if promise == NOT_STATED and line.promise != NOT_STATED:
        promise = CONFIDENTIAL
    if proof in {NOT_SHOWN, NOT_PROVED} and line.proof != proof:
        proof = CONFIDENTIAL
    return replace(other, promise=promise, proof=proof)
