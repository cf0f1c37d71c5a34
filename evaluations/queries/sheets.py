"""One reviewer's sheet: what she has to score, what she has scored, what comes next."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from evaluations.models import ItemMark, Panelist, Score
from evaluations.queries.judgement import Bench
from portal.digests import fingerprint
from vendors.models import Response, Submission
from vendors.questionnaire.model import Criterion, Questionnaire

Place = tuple[int, str]
"""One cell of the sheet: response id and criterion key."""
LONGEST_PAUSE = dt.timedelta(minutes=20)
"""Whoever saved nothing for longer was away, so the gap says nothing about her pace."""
SHORTEST_READ = dt.timedelta(seconds=2)
"""Nobody reads an answer faster than this, so two saves closer together are one."""
FEWEST_GAPS = 3


@dataclass(frozen=True, slots=True)
class Lack:
    """One place of the sheet that keeps it from being locked, and why."""

    response: Response
    criterion: Criterion
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one reviewer gives in one evaluation; nobody else's."""

    bench: Bench
    panelist: Panelist
    vendors: tuple[Response, ...]
    """Those she scores, in an order of her own that stays."""
    criteria: tuple[Criterion, ...]
    """Those she scores, of each of her vendors."""
    scores: dict[Place, Score]
    marks: dict[Place, int]
    """By response id and item key."""
    not_applying: frozenset[Place] = frozenset()
    """Cells in which nothing is left to score: a coordinator approved that they don't apply."""

    @property
    def places(self) -> list[Place]:
        """Every cell, topic after topic."""
        return [(vendor.pk, one.key) for one in self.criteria for vendor in self.vendors]

    @property
    def done(self) -> int:
        return sum(self.is_done(place) for place in self.places)

    @property
    def total(self) -> int:
        return len(self.vendors) * len(self.criteria)

    def is_done(self, place: Place) -> bool:
        """Whether a cell is scored, or said to be beyond her judgement."""
        if place in self.not_applying:
            return True
        score = self.scores.get(place)
        return score is not None and (score.cannot_judge or score.value is not None)

    def done_of(self, *, vendor: int | None = None, criterion: str = "") -> int:
        """How many cells of one vendor or one topic are done."""
        return sum(
            self.is_done(place)
            for place in self.places
            if (vendor is None or place[0] == vendor) and criterion in {"", place[1]}
        )

    def next_place(self, after: Place | None = None, *, by_vendor: bool = False) -> Place | None:
        """The next cell without a score, going round once from `after`."""
        places = self.places
        if by_vendor:
            places = [(vendor.pk, one.key) for vendor in self.vendors for one in self.criteria]
        start = places.index(after) + 1 if after in places else 0
        return next((one for one in places[start:] + places[:start] if not self.is_done(one)), None)

    def lacks(self) -> list[Lack]:
        """What is missing before the sheet can be locked, in the order of the sheet."""
        return [
            Lack(vendor, criterion, why)
            for criterion in self.criteria
            for vendor in self.vendors
            if (why := self._lack(vendor, criterion))
        ]

    def _lack(self, vendor: Response, criterion: Criterion) -> str:
        if (vendor.pk, criterion.key) in self.not_applying:
            return ""
        score = self.scores.get((vendor.pk, criterion.key))
        if score is None or not self.is_done((vendor.pk, criterion.key)):
            return "no score yet"
        if score.cannot_judge:
            return ""
        if not score.reason.strip():
            return "no reason yet"
        unmarked = [
            item
            for item in self.bench.questionnaire.items_of(criterion.key)
            if item.must_have
            and (vendor.pk, item.key) not in self.marks
            and item.key not in self._left_out(vendor)
        ]
        return "a must-have has no mark yet" if unmarked else ""

    def _left_out(self, vendor: Response) -> set[str]:
        return {one.item for one in self.bench.said(vendor.pk).facts if one.not_applicable}

    def time_left(self) -> str:
        """How long the rest takes at her own pace; empty until that can be told."""
        pace = pace_of(score.saved_at for score in self.scores.values())
        if pace is None or self.done >= self.total:
            return ""
        return about(pace * (self.total - self.done))


def sheet_of(bench: Bench, panelist: Panelist) -> Sheet:
    """Read what one reviewer gave (2 queries)."""
    scores = Score.objects.filter(panelist=panelist)
    marks = ItemMark.objects.filter(panelist=panelist)
    return Sheet(
        bench=bench,
        panelist=panelist,
        vendors=tuple(_shuffled(panelist, bench.scored_by(panelist))),
        criteria=tuple(
            one
            for one in bench.questionnaire.asked_criteria()
            if not panelist.topics or one.key in panelist.topics
        ),
        scores={(one.response_id, one.criterion_key): one for one in scores},
        marks={(one.response_id, one.item_key): one.mark for one in marks},
        not_applying=bench.not_applying(),
    )


def pace_of(instants: Iterable[dt.datetime]) -> dt.timedelta | None:
    """The median time between two saves, pauses left out."""
    saved = sorted(instants)
    gaps = [later - earlier for earlier, later in pairwise(saved)]
    worked = [gap.total_seconds() for gap in gaps if SHORTEST_READ <= gap <= LONGEST_PAUSE]
    return dt.timedelta(seconds=median(worked)) if len(worked) >= FEWEST_GAPS else None


def digest_of(questionnaire: Questionnaire, submission: Submission, criterion_key: str) -> str:
    """Fingerprint of all that a vendor handed in for one topic."""
    keys = [item.key for item in questionnaire.items_of(criterion_key)]
    answers = submission.content["answers"]
    proofs = [
        [one["sha256"], one["kind"], one["speaks_of"], link["key"], link["page"], *_said_of(one)]
        for one in submission.content["evidence"]
        for link in one["items"]
        if link["key"] in keys
    ]
    values = {key: answers[key]["value"] for key in keys if key in answers}
    return fingerprint({"answers": values, "proofs": proofs})


def _said_of(evidence: Mapping[str, Any]) -> list[str]:
    """What was said of a test; nothing where nothing was, so that old fingerprints still hold."""
    return [f"{key}: {evidence[key]}" for key in ("scenario", "environment") if evidence.get(key)]


def _shuffled(panelist: Panelist, responses: Sequence[Response]) -> list[Response]:
    """Each reviewer's own order, so that no vendor is always read first or last."""

    def place(response: Response) -> bytes:
        return hashlib.sha256(f"{panelist.person_id}/{response.pk}".encode()).digest()

    return sorted(responses, key=place)


def about(span: dt.timedelta) -> str:
    """A span of work in words, no finer than it can be known."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        step = 5 if minutes > 10 else 1
        rounded = max(step, round(minutes / step) * step)
        return f"about {rounded} {'minute' if rounded == 1 else 'minutes'} left at your pace"
    halves = round(minutes / 30)
    hours = f"{halves // 2}½" if halves % 2 else str(halves // 2)
    return f"about {hours} {'hour' if halves == 2 else 'hours'} left at your pace"
