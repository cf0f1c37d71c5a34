"""How far a response is, topic by topic, in the words that people read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from vendors.models import Answer, ReadyState
from vendors.questionnaire.model import Criterion, Item, Questionnaire, Section

NOT_STARTED, IN_PROGRESS, COMPLETED = "Not yet started", "In progress", "Completed"
CHANGED = "Question changed"
TONES = {NOT_STARTED: "info", IN_PROGRESS: "warning", COMPLETED: "done", CHANGED: "warning"}
MINUTES_PER_QUESTION = 12


@dataclass(frozen=True, slots=True)
class Missing:
    """A question that is not completed."""

    item: Item
    is_begun: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One criterion of a response: what is asked in it and how much of that is done."""

    criterion: Criterion
    items: tuple[Item, ...]
    answered: int
    completed: int
    missing: tuple[Missing, ...]
    changed: int = 0
    """Questions that were put in other words after their answer was completed."""

    @property
    def word(self) -> str:
        if self.items and self.completed == len(self.items):
            return CHANGED if self.changed else COMPLETED
        return IN_PROGRESS if self.answered else NOT_STARTED

    @property
    def tone(self) -> str:
        return TONES[self.word]


@dataclass(frozen=True, slots=True)
class Group:
    """One section with its topics."""

    section: Section
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """All topics of a response, in the order of the questionnaire."""

    groups: tuple[Group, ...]

    @property
    def topics(self) -> tuple[Topic, ...]:
        return tuple(topic for group in self.groups for topic in group.topics)

    @property
    def completed(self) -> int:
        return sum(topic.word == COMPLETED for topic in self.topics)

    @property
    def total(self) -> int:
        return len(self.topics)

    @property
    def answered(self) -> int:
        """Questions with something written."""
        return sum(topic.answered for topic in self.topics)

    @property
    def questions(self) -> int:
        return sum(len(topic.items) for topic in self.topics)

    def after(self, key: str) -> str:
        """Key of the topic that follows, empty after the last."""
        keys = [topic.criterion.key for topic in self.topics]
        place = keys.index(key) + 1
        return keys[place] if place < len(keys) else ""


def progress_of(
    questionnaire: Questionnaire, answers: Iterable[Answer], changed: Collection[str] = ()
) -> Progress:
    """Lay answers out over what is asked; answers to what is not asked count for nothing.

    changed: questions to look at again, because their words are others since they were completed.
    """
    states = {answer.item_key: answer.ready for answer in answers}
    return Progress(
        tuple(
            Group(section, tuple(_topic(questionnaire, one, states, changed) for one in criteria))
            for section, criteria in questionnaire.by_section()
        )
    )


def _topic(
    questionnaire: Questionnaire,
    criterion: Criterion,
    states: Mapping[str, str],
    changed: Collection[str],
) -> Topic:
    items = questionnaire.items_of(criterion.key)
    return Topic(
        criterion,
        items,
        answered=sum(item.key in states for item in items),
        completed=sum(states.get(item.key) == ReadyState.READY for item in items),
        missing=tuple(
            Missing(item, item.key in states)
            for item in items
            if states.get(item.key) != ReadyState.READY
        ),
        changed=sum(item.key in changed for item in items),
    )


def time_needed(questionnaire: Questionnaire) -> str:
    """Roughly how long answering takes, as an estimate and not a promise."""
    hours = round(len(questionnaire.asked_items()) * MINUTES_PER_QUESTION / 60)
    return f"about {hours} to {hours + 1} hours" if hours > 1 else "about an hour or two"
