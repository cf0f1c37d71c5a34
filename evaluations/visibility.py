"""Who sees what at which stage, as one table.

Pages, files, exports and mails ask `sees`; coordinators read the same table in words. Conflicts
and missing declarations take away what the table would give; nothing adds to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluations.states import WORDS, Role, Stage


class Kind(StrEnum):
    """Why the jurisdiction asks; it decides whether answers are sealed until closing."""

    ACQUISITION = "acquisition"
    IMPROVEMENT = "improvement"


class Thing(StrEnum):
    """What there is to see."""

    PROGRESS = "progress"
    FINDINGS = "findings"
    NOTES = "notes"
    ANSWERS = "answers"
    EVIDENCE = "evidence"
    FILE_NAMES = "file_names"
    COUNTS = "counts"
    OWN_SCORES = "own_scores"
    OTHERS_SCORES = "others_scores"
    AVERAGES = "averages"
    RANKS = "ranks"
    PRICES = "prices"
    OUTCOME = "outcome"
    OWN_RESPONSE = "own_response"
    OWN_OUTCOME = "own_outcome"


THING_WORDS: Mapping[Thing, str] = {
    Thing.PROGRESS: "who was asked and how far each vendor is",
    Thing.FINDINGS: "the jurisdiction’s own findings about vendors",
    Thing.NOTES: "notes of meetings with vendors",
    Thing.ANSWERS: "submitted answers",
    Thing.EVIDENCE: "attached files",
    Thing.FILE_NAMES: "names of files",
    Thing.COUNTS: "how many scores are in",
    Thing.OWN_SCORES: "their own scores",
    Thing.OTHERS_SCORES: "each other’s scores and reasons",
    Thing.AVERAGES: "averages",
    Thing.RANKS: "ranks, once all scores are in",
    Thing.PRICES: "prices, once all scores are locked",
    Thing.OUTCOME: "the decision",
    Thing.OWN_RESPONSE: "their own answers and files",
    Thing.OWN_OUTCOME: "the outcome for themselves, once it is released",
}

ROLE_WORDS: Mapping[Role, str] = {
    Role.OPERATOR: "operators of the service",
    Role.COORDINATOR: "coordinators",
    Role.APPROVER: "approvers",
    Role.REVIEWER: "reviewers",
    Role.OBSERVER: "observers",
    Role.LEAD: "vendor leads",
    Role.CONTRIBUTOR: "vendor contributors",
}

Things = frozenset[Thing]

_NOTHING: Things = frozenset()
_PROGRESS: Things = frozenset({Thing.PROGRESS})
_NOTED = _PROGRESS | {Thing.FINDINGS}
_READING = _NOTED | {Thing.ANSWERS, Thing.EVIDENCE, Thing.FILE_NAMES}
_BLIND = _READING | {Thing.COUNTS}
_PANEL = _BLIND | {
    Thing.NOTES,
    Thing.OTHERS_SCORES,
    Thing.AVERAGES,
    Thing.RANKS,
    Thing.PRICES,
}
_ENDED = _PANEL | {Thing.OUTCOME}
_OWN: Things = frozenset({Thing.OWN_SCORES})
_VENDOR: Things = frozenset({Thing.OWN_RESPONSE})
_VENDOR_ENDED = _VENDOR | {Thing.OWN_OUTCOME}

STAFF = (Role.COORDINATOR, Role.APPROVER, Role.OBSERVER)
VENDORS = (Role.LEAD, Role.CONTRIBUTOR)


def _at(staff: Things, reviewer: Things, vendor: Things) -> Mapping[Role, Things]:
    return {
        Role.OPERATOR: _NOTHING,
        **dict.fromkeys(STAFF, staff),
        # Notes of meetings must not steer who scores, so before discussion they stay with those
        # who run the evaluation.
        Role.COORDINATOR: staff | {Thing.NOTES},
        Role.REVIEWER: reviewer,
        **dict.fromkeys(VENDORS, vendor),
    }


_FROM_CLOSING: Mapping[Stage, Mapping[Role, Things]] = {
    Stage.CLOSED: _at(_READING, _READING, _VENDOR),
    Stage.SCORING: _at(_BLIND, _BLIND | _OWN, _VENDOR),
    Stage.DISCUSSION: _at(_PANEL, _PANEL | _OWN, _VENDOR),
    Stage.DECIDED: _at(_ENDED, _ENDED | _OWN, _VENDOR_ENDED),
    Stage.ARCHIVED: _at(_ENDED, _ENDED | _OWN, _VENDOR_ENDED),
}

TABLE: Mapping[Kind, Mapping[Stage, Mapping[Role, Things]]] = {
    Kind.ACQUISITION: {
        Stage.DRAFT: _at(_NOTED, _NOTHING, _NOTHING),
        Stage.OPEN: _at(_NOTED, _NOTED, _VENDOR),
        **_FROM_CLOSING,
    },
    Kind.IMPROVEMENT: {
        Stage.DRAFT: _at(_NOTED, _NOTHING, _NOTHING),
        Stage.OPEN: _at(_READING, _READING, _VENDOR),
        **_FROM_CLOSING,
    },
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at one vendor's part of an evaluation."""

    roles: frozenset[Role]
    declared: bool = True
    """Whether a reviewer has signed the declaration of interest."""
    conflicted: bool = False
    """Whether a conflict with this vendor keeps her away from it, whatever her roles."""
    locked: bool = True
    """Whether a reviewer's own sheet is locked."""


def visible(
    kind: Kind, stage: Stage, viewer: Viewer, *, cancelled_at: Stage = Stage.DRAFT
) -> Things:
    """All that somebody sees; a cancelled evaluation stays as it was seen when it was cancelled."""
    if stage is Stage.CANCELLED:
        stage = cancelled_at if cancelled_at is not Stage.CANCELLED else Stage.DRAFT
    rows = TABLE[kind][stage]
    seen: Things = frozenset().union(*(rows[role] for role in viewer.roles))
    if viewer.conflicted:
        return seen & _PROGRESS
    if Role.REVIEWER in viewer.roles:
        # What holds a reviewer back holds the whole person: another role of hers does not let
        # her see the others' scores before she has locked her own.
        if not viewer.declared and viewer.roles.isdisjoint(STAFF):
            return seen & _PROGRESS
        if not viewer.locked and stage is Stage.DISCUSSION:
            return seen & (_BLIND | _OWN | _VENDOR)
        if stage not in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}:
            return seen - {Thing.NOTES}
    return seen


def sees(
    thing: Thing,
    kind: Kind,
    stage: Stage,
    viewer: Viewer,
    *,
    cancelled_at: Stage = Stage.DRAFT,
) -> bool:
    """Whether somebody sees one thing."""
    return thing in visible(kind, stage, viewer, cancelled_at=cancelled_at)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the table: who sees what at a stage."""

    stage: Stage
    stage_label: str
    who: str
    sees: str

    @property
    def sentence(self) -> str:
        """The line in words."""
        return f"{self.who} see {self.sees}."


HIDDEN = "vendors and files by letters and numbers, not by their names"
"""What everybody but coordinators sees of who a vendor is, where names are hidden."""
UNTIL_DISCUSSION = (Stage.DRAFT, Stage.OPEN, Stage.CLOSED, Stage.SCORING)


def in_words(kind: Kind, *, hides_vendors: bool = False) -> tuple[Line, ...]:
    """The table for coordinators to read: roles that see the same share a line.

    hides_vendors: whether vendors are called by letters until discussion opens.
    """
    lines = []
    for stage, rows in TABLE[kind].items():
        shared: dict[Things, list[Role]] = {}
        for role, things in rows.items():
            shared.setdefault(things, []).append(role)
        for things, roles in shared.items():
            who = _listed([ROLE_WORDS[role] for role in roles])
            what = _listed([THING_WORDS[thing] for thing in Thing if thing in things])
            label = WORDS[stage].label
            lines.append(Line(stage, label, who[0].upper() + who[1:], what or "nothing"))
        if hides_vendors and stage in UNTIL_DISCUSSION:
            lines.append(
                Line(stage, WORDS[stage].label, "Approvers, reviewers and observers", HIDDEN)
            )
    return tuple(lines)


def _listed(words: Collection[str]) -> str:
    if not words:
        return ""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
