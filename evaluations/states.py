"""The stages of an evaluation as data: who may move it on, when, and why not.

People see one line of stages, though intake keeps the first part of it and judgement the rest:
`stage_of` puts them together. Closing is nobody's move, because the clock closes.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.access import ALLOWED, Verdict, refused


class Stage(StrEnum):
    """Where an evaluation stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    SCORING = "scoring"
    DISCUSSION = "discussion"
    DECIDED = "decided"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a person is in an evaluation; she may be several of these."""

    OPERATOR = "operator"
    COORDINATOR = "coordinator"
    APPROVER = "approver"
    REVIEWER = "reviewer"
    OBSERVER = "observer"
    LEAD = "lead"
    CONTRIBUTOR = "contributor"


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage as pages name and explain it."""

    label: str
    now: str
    """What is happening, for people of the jurisdiction."""
    vendor: str
    """The same for a vendor."""


WORDS: Mapping[Stage, StageWords] = {
    Stage.DRAFT: StageWords(
        "Draft",
        "The evaluation is being set up. Vendors see nothing yet.",
        "The request has not been sent.",
    ),
    Stage.OPEN: StageWords(
        "Open for answers",
        "Vendors are answering. It closes by itself when the last due date has passed.",
        "You can answer, and change and submit again until the due date.",
    ),
    Stage.CLOSED: StageWords(
        "Closed",
        "Answers are in and fixed. Scoring has not started.",
        "Answers are closed. Reviewers will read them next.",
    ),
    Stage.SCORING: StageWords(
        "Scoring",
        "Each reviewer scores alone. Nobody sees another’s scores.",
        "Reviewers are reading your answers.",
    ),
    Stage.DISCUSSION: StageWords(
        "Discussion",
        "Scores are open to the panel, which discusses where it disagrees.",
        "Reviewers are discussing your answers.",
    ),
    Stage.DECIDED: StageWords(
        "Decided",
        "The decision is recorded.",
        "A decision has been made.",
    ),
    Stage.ARCHIVED: StageWords(
        "Archived",
        "The record is kept and can no longer be changed.",
        "The evaluation has ended.",
    ),
    Stage.CANCELLED: StageWords(
        "Cancelled",
        "The evaluation was cancelled.",
        "The evaluation was cancelled. Nothing more is asked of you.",
    ),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What the conditions of a move look at."""

    stage: Stage
    now: dt.datetime
    due: dt.datetime | None = None
    due_shown: str = ""
    vendors: int = 0
    questions: int = 0
    submitted: int = 0
    statements: int = 0
    reviewers: int = 0
    unlocked: tuple[str, ...] = ()
    """Names of reviewers whose sheet is not locked."""
    undecided: tuple[str, ...] = ()
    """Names of vendors without an outcome."""
    decision_reasons: bool = False
    cancel_reason: bool = False
    disagreements: int = 0
    missing_scores: int = 0


Condition = Callable[[Situation], str]


def _has_vendors(situation: Situation) -> str:
    if situation.vendors:
        return ""
    return "No vendor is invited yet. Add at least one vendor."


def _has_questions(situation: Situation) -> str:
    return "" if situation.questions else "No question is left to ask. Bring some back first."


def _due_in_future(situation: Situation) -> str:
    if situation.due is None:
        return "There is no due date yet. Set the date by which vendors answer."
    if situation.due <= situation.now:
        return "The due date has passed. Set a later one."
    return ""


def _has_something_to_score(situation: Situation) -> str:
    if situation.submitted or situation.statements:
        return ""
    return "No vendor submitted answers. Enter what you know yourselves, or cancel the evaluation."


def _has_reviewers(situation: Situation) -> str:
    return "" if situation.reviewers else "No reviewer is assigned. Add at least one reviewer."


def _all_locked(situation: Situation) -> str:
    if not situation.unlocked:
        return ""
    has = "has" if len(situation.unlocked) == 1 else "have"
    return (
        f"{_names(situation.unlocked)} {has} not locked their scores. "
        "Remind them, or remove them from the panel."
    )


def _all_decided(situation: Situation) -> str:
    if situation.undecided:
        return f"Say what was decided about {_names(situation.undecided)}."
    return "" if situation.decision_reasons else "Write down the reasons for the decision."


def _cancel_reason(situation: Situation) -> str:
    if situation.cancel_reason:
        return ""
    return "Give the reason: everybody who takes part will be told."


@dataclass(frozen=True, slots=True)
class Move:
    """One step from a stage to the next: what the button says, who may press it, and when."""

    origin: Stage
    target: Stage
    label: str
    roles: frozenset[Role]
    conditions: tuple[Condition, ...] = ()


_COORDINATOR = frozenset({Role.COORDINATOR})
_DECIDERS = frozenset({Role.COORDINATOR, Role.APPROVER})

MOVES: tuple[Move, ...] = (
    Move(
        Stage.DRAFT,
        Stage.OPEN,
        "Open for answers",
        _COORDINATOR,
        (_has_vendors, _has_questions, _due_in_future),
    ),
    Move(
        Stage.CLOSED,
        Stage.SCORING,
        "Start scoring",
        _COORDINATOR,
        (_has_something_to_score, _has_reviewers),
    ),
    Move(Stage.SCORING, Stage.DISCUSSION, "Open discussion", _COORDINATOR, (_all_locked,)),
    Move(Stage.DISCUSSION, Stage.DECIDED, "Record the decision", _DECIDERS, (_all_decided,)),
    Move(Stage.DECIDED, Stage.ARCHIVED, "Archive", _COORDINATOR),
    *(
        Move(origin, Stage.CANCELLED, "Cancel the evaluation", _COORDINATOR, (_cancel_reason,))
        for origin in (
            Stage.DRAFT,
            Stage.OPEN,
            Stage.CLOSED,
            Stage.SCORING,
            Stage.DISCUSSION,
        )
    ),
)

_WHO: Mapping[Role, str] = {
    Role.COORDINATOR: "a coordinator",
    Role.APPROVER: "an approver",
}


def stage_of(round_state: str, judging: str, *, closed: bool) -> Stage:
    """The one stage that people see, out of the round's state, the clock and the judging stage."""
    if round_state in {Stage.DRAFT, Stage.CANCELLED}:
        return Stage(round_state)
    if not closed:
        return Stage.OPEN
    return Stage.CLOSED if judging == "waiting" else Stage(judging)


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """All moves that a stage has."""
    return tuple(move for move in MOVES if move.origin is stage)


def next_move(stage: Stage) -> Move | None:
    """The move that leads on; None where only the clock does, or nothing."""
    ahead = [move for move in moves_from(stage) if move.target is not Stage.CANCELLED]
    return ahead[0] if ahead else None


def may_move(target: Stage, situation: Situation, roles: Collection[Role]) -> Verdict:
    """Whether these roles may move the evaluation to a stage now, else the first reason why not."""
    move = next((one for one in moves_from(situation.stage) if one.target is target), None)
    if move is None:
        return refused(_no_such_move(target, situation))
    if move.roles.isdisjoint(roles):
        who = " or ".join(_WHO[one] for one in Role if one in move.roles)
        return refused(f"Only {who} can do this.")
    for condition in move.conditions:
        reason = condition(situation)
        if reason:
            return refused(reason)
    return ALLOWED


def still_open(situation: Situation) -> tuple[str, ...]:
    """What a coordinator should know before she decides, though nothing of it stops her."""
    lines = []
    if situation.disagreements:
        number = situation.disagreements
        topics = "1 score is" if number == 1 else f"{number} scores are"
        lines.append(f"{topics} still apart and not agreed on.")
    if situation.missing_scores:
        number = situation.missing_scores
        lines.append("1 score is missing." if number == 1 else f"{number} scores are missing.")
    return tuple(lines)


def _no_such_move(target: Stage, situation: Situation) -> str:
    here = WORDS[situation.stage].label.lower()
    if target is situation.stage:
        return f"This evaluation is already at this stage: {here}."
    if target is Stage.CLOSED:
        if situation.stage is Stage.OPEN:
            when = f" on {situation.due_shown}" if situation.due_shown else ""
            return f"Nobody closes an evaluation: it closes by itself when its time is up{when}."
        return f"This evaluation cannot be closed; its stage is: {here}."
    if target is Stage.CANCELLED:
        return "What is decided or ended can no longer be cancelled."
    wanted = WORDS[target].label.lower()
    return f"This evaluation cannot go to “{wanted}” now; its stage is: {here}."


def _names(names: Collection[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
