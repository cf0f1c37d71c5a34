"""What two versions differ in, word by word: of a questionnaire, and of one answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from vendors.questionnaire.display import Shown
from vendors.questionnaire.model import Criterion, Item, Questionnaire

MOST_WORDS = 3000
"""Comparing takes the square of this; longer texts are shown as gone and come."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (same), went (gone) or came (new)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of a question before and after, cut into pieces."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reworded:
    """One question that is still asked, in other words."""

    item: Item
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs for vendors between two versions, in the order of the questionnaire."""

    reworded: tuple[Reworded, ...]
    added: tuple[Item, ...]
    left_out: tuple[Item, ...]
    weights: tuple[tuple[Criterion, int], ...]
    """Topics as they are now, each with the weight that it had before."""
    must_haves: tuple[Item, ...]
    """Questions that became a must-have or are none any more, as they are now."""

    def __bool__(self) -> bool:
        return any((self.reworded, self.added, self.left_out, self.weights, self.must_haves))

    @property
    def judges_otherwise(self) -> bool:
        """Whether answers would be judged by other weights or must-haves."""
        return bool(self.weights or self.must_haves)


def changes_between(before: Questionnaire, after: Questionnaire) -> Changes:
    """Compare what is asked in both; a question is the same one where its key is."""
    was = {item.key: item for item in before.asked_items()}
    now = {item.key: item for item in after.asked_items()}
    both = [(was[key], item) for key, item in now.items() if key in was]
    weights = {one.key: one.weight for one in before.asked_criteria()}
    compared = [Reworded(new, tuple(_wordings(old, new))) for old, new in both]
    return Changes(
        reworded=tuple(one for one in compared if one.wordings),
        added=tuple(item for key, item in now.items() if key not in was),
        left_out=tuple(item for key, item in was.items() if key not in now),
        weights=tuple(
            (one, weights[one.key])
            for one in after.asked_criteria()
            if one.key in weights and weights[one.key] != one.weight
        ),
        must_haves=tuple(new for old, new in both if old.must_have != new.must_have),
    )


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """Cut two texts into what stayed, went and came, word by word.

    The pieces that stayed and went make up `before`, those that stayed and came `after`.
    """
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    found: list[Piece] = []
    steps: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    if len(old) + len(new) <= 2 * MOST_WORDS:
        steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for _tag, i, j, k, m in steps:
        gone, came = "".join(old[i:j]), "".join(new[k:m])
        if gone == came:
            found.append(Piece(gone, "same"))
            continue
        found += [Piece(gone, "gone")] if gone else []
        found += [Piece(came, "new")] if came else []
    return tuple(found)


def answers_between(before: Sequence[Shown], after: Sequence[Shown]) -> tuple[Wording, ...]:
    """What two versions of one answer differ in, part by part; tables row by row."""
    was = {one.key: _text(one) for one in before}
    now = {one.key: _text(one) for one in after}
    labels = {one.key: one.label for one in (*before, *after)}
    return tuple(
        Wording(label, pieces_of(was.get(key, ""), now.get(key, "")))
        for key, label in labels.items()
        if was.get(key, "") != now.get(key, "")
    )


def _text(piece: Shown) -> str:
    return "\n".join("; ".join(row) for row in piece.rows) if piece.is_table else piece.text


def _wordings(old: Item, new: Item) -> Iterator[Wording]:
    """Every text of a question that vendors read, where it differs."""
    texts = [
        ("Question", old.prompt, new.prompt),
        ("In plain words", old.plain, new.plain),
        ("What proves it", old.proof, new.proof),
        ("What is asked for", _parts(old), _parts(new)),
    ]
    for score in sorted({*old.anchors, *new.anchors}):
        guide = f"Scoring guide, {score}"
        texts.append((guide, old.anchors.get(score, ""), new.anchors.get(score, "")))
    for label, before, after in texts:
        if before != after:
            yield Wording(label, pieces_of(before, after))


def _parts(item: Item) -> str:
    return "; ".join(part.label for part in item.parts)
