"""Which of several files are of one test, told by their content; names only break ties.

Only Locust spreads a test over files. Each kind tells how many requests or failures it counted:
the statistics and the JSON of a test are its anchors, and every other file goes to the anchor
whose figures are nearest. So every file of a test gives the same group, whichever is asked about,
and two tests on one question stay apart.
"""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vendors.loadtests import locust
from vendors.loadtests.figures import Unreadable, count
from vendors.loadtests.recognition import Other, recognise
from vendors.loadtests.sources import LARGEST_SUMMARY, Content, Opened

FARTHEST = Fraction(1, 2)
"""By what share figures of one test may differ: some files lack much of a short test's end."""
_ENDING = re.compile(
    r"[_.-]*(stats|stats_history|requests|failures|exceptions)?\.(csv|json)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One of Locust's files: what it is, and what it counted as far as its kind says."""

    place: int
    kind: str
    stem: str
    requests: int | None
    failures: int | None


def belonging_to(about: int, files: Sequence[tuple[str, Content]]) -> tuple[int, ...]:
    """The places of the files that are of the same test as one of them, in their order."""
    if len(files) == 1 or _piece(about, *files[about]) is None:
        return (about,)
    pieces = [_piece(place, *file) for place, file in enumerate(files)]
    for group in _groups([piece for piece in pieces if piece]):
        places = sorted(piece.place for piece in group)
        if about in places:
            return tuple(places)
    return (about,)


def _groups(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Each anchor with what is nearest to it, one file of a kind at most."""
    groups = [[piece] for piece in pieces if piece.kind == "statistics"]
    _share_out([piece for piece in pieces if piece.kind == locust.JSON], groups)
    taken = {piece for group in groups for piece in group}
    groups += [[piece] for piece in pieces if piece.kind == locust.JSON and piece not in taken]
    for kind in ("history", "failures", "exceptions"):
        _share_out([piece for piece in pieces if piece.kind == kind], groups)
    return groups


def _share_out(pieces: Sequence[_Piece], groups: Sequence[list[_Piece]]) -> None:
    """Put each piece into one group, the surest first; what fits nowhere stays out."""
    offers = [
        (nearness, piece.place, index)
        for piece in pieces
        for index, group in enumerate(groups)
        if (nearness := _nearness(piece, group[0], only=len(groups) == 1 == len(pieces)))
    ]
    by_place = {piece.place: piece for piece in pieces}
    given: set[int] = set()
    filled: set[int] = set()
    for _nearness_of, place, index in sorted(offers):
        if place not in given and index not in filled:
            given.add(place)
            filled.add(index)
            groups[index].append(by_place[place])


def _nearness(piece: _Piece, anchor: _Piece, *, only: bool) -> tuple[bool, bool, Fraction] | None:
    """The lower the nearer: equal figures, then equal names, then near figures; None for neither."""
    other_name = piece.stem != anchor.stem
    for own, its in ((piece.requests, anchor.requests), (piece.failures, anchor.failures)):
        if own is not None and its is not None:
            apart = Fraction(abs(own - its), max(own, its, 1))
            return (apart != 0, other_name, apart) if apart <= FARTHEST else None
    # Nothing to compare: by name, or where there is no choice.
    return (True, other_name, FARTHEST) if only or not other_name else None


def _piece(place: int, name: str, content: Content) -> _Piece | None:
    """The file as one of Locust's, or None."""
    try:
        with closing(Opened(name, content)) as opened:
            if opened.size > LARGEST_SUMMARY:
                return None
            found = recognise(opened)
        if not found.kind:
            return None
        requests, failures = _figures(found.kind, found.content)
    except (Unreadable, Other, OSError, ArithmeticError):
        return None
    return _Piece(place, found.kind, _ENDING.sub("", name), requests, failures)


def _figures(kind: str, content: Any) -> tuple[int | None, int | None]:
    """Requests and failures that a file counted, as far as its kind says."""
    if kind == locust.JSON:
        return (
            sum(count(one["num_requests"], "num_requests") for one in content),
            sum(count(one.get("num_failures"), "num_failures") for one in content),
        )
    if kind == "failures":
        return None, locust.failures_listed(content)
    table = list(locust.rows(content))
    if kind == "statistics":
        total = locust.total_of(table)
        return (
            count(total["Request Count"], "Request Count"),
            count(total["Failure Count"], "Failure Count"),
        )
    if kind == "history":
        totals = [count(row["Total Request Count"], "Total Request Count") for row in table]
        return max(totals, default=0), None
    return None, None
