"""Whose turn a request is: what is still to be done about it, and by whom."""

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Whom a request waits for, as the vendor's person who reads it says it."""

    YOU = "You"
    LEAD = "Your lead"
    COLLEAGUES = "Your colleagues"
    JURISDICTION = "The jurisdiction"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and what for."""

    who: Who
    what: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a response that nobody took out of its round."""

    leads: bool
    """Whether the reader is a lead of the response."""
    completed: int
    total: int
    mine: int
    """Topics in the reader's hands that are not completed."""
    others: int
    """Topics in colleagues' hands that are not completed."""
    handed_in: bool
    is_late: bool
    was_tried_late: bool
    questions: int
    """Questions about the answers to which nobody replied."""
    reopened: int
    """Topics that were opened again after closing, for a time."""
    requested: int
    """Changes that were asked for and wait for a word of the vendor."""
    is_outdated: bool
    """Whether what was submitted answers a questionnaire that was amended since."""


def turn_of(standing: Standing) -> Turn | None:
    """Say whom a response waits for; None where nobody can do anything about it any more."""
    if standing.requested and not (standing.reopened or standing.questions):
        return Turn(Who.YOU, f"Reply to {_number(standing.requested, 'requested change')}")
    if standing.handed_in:
        return _once_submitted(standing)
    if standing.is_late:
        if standing.was_tried_late:
            return Turn(Who.JURISDICTION, "Says whether your late answers count")
        return None
    return _while_answering(standing)


def _once_submitted(standing: Standing) -> Turn:
    if standing.reopened:
        return Turn(Who.YOU, f"Answer {_number(standing.reopened, 'topic')} again")
    if standing.questions:
        return Turn(Who.YOU, f"Reply to {_number(standing.questions, 'question')}")
    if standing.is_late:
        return Turn(Who.JURISDICTION, "Reads what you submitted")
    if standing.is_outdated:
        who = Who.YOU if standing.leads else Who.LEAD
        return Turn(who, "Look at the changed questions and submit again")
    return Turn(Who.JURISDICTION, "You submitted; you can change it until it is due")


def _while_answering(standing: Standing) -> Turn:
    left = standing.total - standing.completed
    if not left:
        return Turn(Who.YOU if standing.leads else Who.LEAD, "Submit the answers")
    if standing.mine:
        return Turn(Who.YOU, f"Complete {_number(standing.mine, 'topic')} in your hands")
    if standing.others >= left:
        return Turn(Who.COLLEAGUES, f"Complete {_number(left, 'topic')} in their hands")
    free = left - standing.others
    return Turn(Who.YOU, f"Complete {_number(free, 'topic')}")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
