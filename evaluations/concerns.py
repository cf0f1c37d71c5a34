"""How far a jurisdiction is with a topic of a vendor that gives it concern."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vendors.changes import Standing, State


class Concern(StrEnum):
    """Where a concern stands; the values are stored."""

    INVESTIGATE = "to investigate"
    DISCUSSED = "under discussion"
    ADDRESSED = "being addressed"
    VERIFIED = "verified"
    NOT_APPLICABLE = "not applicable"

    @property
    def words(self) -> str:
        return self.value.capitalize()


ENDED = (Concern.VERIFIED, Concern.NOT_APPLICABLE)
"""What a concern can't be called without a reason."""
UNPROMISED = frozenset({State.OPEN, State.OFFERED, State.DECLINED})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said last about a concern, and when."""

    state: Concern
    at: datetime


@dataclass(frozen=True, slots=True)
class Requested:
    """One request on the topic: where it stands, and when that last changed."""

    now: Standing
    changed_at: datetime


def concern_of(
    said: Said | None, requests: Iterable[Requested], *, missed_at: datetime | None = None
) -> Concern:
    """Where a concern stands: as somebody said, unless something newer happened.

    Requests that moved on lead from *under discussion* over *being addressed*, once one is agreed
    to, to *verified*, once all are. One that is no longer asked for counts as none. A month that
    missed its target or was not filed, at missed_at, is to be looked into again.
    """
    live = [one for one in requests if one.now.state is not State.TAKEN_BACK]
    moved = max((one.changed_at for one in live), default=None)
    known = [at for at in (moved, said.at if said else None) if at is not None]
    if missed_at is not None and all(missed_at > at for at in known):
        return Concern.INVESTIGATE
    if moved is None or (said is not None and said.at > moved):
        return said.state if said else Concern.INVESTIGATE
    states = {one.now.state for one in live}
    if states == {State.VERIFIED}:
        return Concern.VERIFIED
    return Concern.DISCUSSED if states <= UNPROMISED else Concern.ADDRESSED
