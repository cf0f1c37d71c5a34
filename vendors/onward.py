"""Where an evaluation stands for a vendor that has handed in, and what comes next, in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Judging(StrEnum):
    """What vendors are told of the jurisdiction's own work; the values are stored."""

    NOT_BEGUN = ""
    SCORED = "scored"
    DECIDING = "deciding"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage as a vendor reads it. Nothing in it says what anybody thinks of the answers."""

    label: str
    now: str
    coming: str


RECEIVED = Step(
    "Received",
    "Your answers are in. They stay sealed until the date on which they are due: nobody at the "
    "jurisdiction can read them before.",
    "Answers close on that date by themselves. Until then you can change them and submit again.",
)
READ_AT_ONCE = Step(
    "Received",
    "Your answers are in, and the jurisdiction can read them already.",
    "Reviewers read and score them, each alone. Until the date on which answers are due you can "
    "change them and submit again.",
)
CLOSED = Step(
    "Closed",
    "Answers can’t be changed any more. Scoring has not begun.",
    "Reviewers read and score the answers, each alone.",
)
SCORED = Step(
    "Being scored",
    "Reviewers read and score the answers, each alone.",
    "The panel comes together over its scores, and a decision is prepared.",
)
DECIDING = Step(
    "Being decided",
    "All scores are in. The panel comes together over them, and a decision is prepared.",
    "One person proposes the decision and another confirms it.",
)
DECIDED = Step(
    "Decided",
    "The decision was made and confirmed.",
    "What it says of your answers is written to you in a letter.",
)
LINE = (RECEIVED, CLOSED, SCORED, DECIDING, DECIDED)
BY_JUDGING = {Judging.SCORED: SCORED, Judging.DECIDING: DECIDING, Judging.DECIDED: DECIDED}


@dataclass(frozen=True, slots=True)
class Onward:
    """The stage that holds, and its place among all of them."""

    step: Step
    place: int

    @property
    def line(self) -> list[dict[str, str]]:
        """The stages as components/stage_line.html shows them."""
        return [
            {
                "label": one.label,
                "state": "past" if at < self.place else "now" if at == self.place else "later",
            }
            for at, one in enumerate(LINE)
        ]


def onward(judging: str, due: datetime | None, *, is_sealed: bool, at: datetime) -> Onward:
    """Say how far it is for one vendor.

    due: when this vendor's own answers are due. It is closed for the vendor from then on, whoever
    else was given more time, because no vendor learns of another's date.
    """
    known = Judging(judging)
    if known in BY_JUDGING:
        step = BY_JUDGING[known]
        return Onward(step, LINE.index(step))
    if due is not None and at >= due:
        return Onward(CLOSED, 1)
    return Onward(RECEIVED if is_sealed else READ_AT_ONCE, 0)
