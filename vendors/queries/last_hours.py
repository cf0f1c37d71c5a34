"""What a response still lacks in the last hours, worked out from what its pages have read anyway."""

from dataclasses import dataclass
from datetime import datetime

from vendors import rules
from vendors.queries.amendments import is_outdated
from vendors.queries.own import Own
from vendors.queries.progress import Progress, Topic


@dataclass(frozen=True, slots=True)
class LastHours:
    """All that is missing; nothing of it may be left for the moment after the date."""

    topics: tuple[Topic, ...]
    """Those with a question that is not completed."""
    lacks_price: bool
    is_handed_in: bool
    is_outdated: bool
    """What was handed in answers earlier questions and has to be confirmed."""

    @property
    def count(self) -> int:
        return sum(len(topic.missing) for topic in self.topics)

    @property
    def is_all_done(self) -> bool:
        return self.is_handed_in and not (self.topics or self.lacks_price or self.is_outdated)


def last_hours_of(own: Own, progress: Progress, *, at: datetime) -> LastHours | None:
    """What is missing within the last 24 hours; None before that, and once nothing can be written."""
    if not rules.is_in_last_hours(own.response, at=at) or not own.may_write(at):
        return None
    lacks_price = own.response.round.asks_price and not own.response.prices.exists()
    return LastHours(
        topics=tuple(topic for topic in progress.topics if topic.missing),
        lacks_price=lacks_price,
        is_handed_in=vars(own.response)["answered"] is not None,
        is_outdated=is_outdated(own.response),
    )
