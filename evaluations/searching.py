"""Finds words in what vendors handed in. Case, accents and the form of quotes make no difference.

Every word that was typed has to stand in the same answer, each at the beginning of a word there;
words within double quotes are looked for as they stand.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 100
"""Hits that are shown at once."""
LONGEST = 200
"""Characters that are looked for."""
AROUND = 110
"""Characters of an excerpt on each side of the first hit."""
SHORT_OF = "Type at least two letters or digits of what you are looking for."
TOO_LONG = f"Type at most {LONGEST} characters: a few words find more than a whole sentence."
NOTHING_TYPED = "Type a word, and every answer and file that holds it is listed here."

_TERMS = re.compile(r'"([^"]+)"|(\S+)')
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for, or the sentence that says why nothing can be looked for."""

    patterns: tuple[re.Pattern[str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One answer, or the title of one file, with where it stands."""

    vendor: str
    criterion: str
    label: str
    """The question, or that it is a file."""
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A text in which all words were found: an excerpt in parts, each marked as found or not."""

    text: Text
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits, in the order of the texts, and how many there are in all."""

    hits: tuple[Hit, ...] = ()
    total: int = 0

    @property
    def cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.hits)


def query_of(typed: str) -> Query:
    """Read what was typed; empty, too short and too long each have their sentence."""
    if not typed.strip():
        return Query(problem=NOTHING_TYPED)
    if len(typed) > LONGEST:
        return Query(problem=TOO_LONG)
    terms = [phrase or word for phrase, word in _TERMS.findall(fold(typed))]
    terms = [one for one in terms if any(map(str.isalnum, one))]
    if not any(sum(map(str.isalnum, one)) > 1 for one in terms):
        return Query(problem=SHORT_OF)
    return Query(tuple(_pattern(one.strip('"')) for one in terms))


def find(texts: Iterable[Text], query: Query, *, most: int = MOST) -> Found:
    """All texts that hold every word; excerpts are cut for the first `most` of them."""
    if not query.patterns:
        return Found()
    hits: list[Hit] = []
    total = 0
    for text in texts:
        folded = fold(text.body)
        if not all(one.search(folded) for one in query.patterns):
            continue
        total += 1
        if len(hits) < most:
            hits.append(Hit(text, excerpt(text.body, query)))
    return Found(tuple(hits), total)


def excerpt(body: str, query: Query) -> tuple[tuple[str, bool], ...]:
    """The words around the first hit, in parts; those that were found are told apart."""
    spans = _spans(body, query)
    if not spans:
        return ((body[: 2 * AROUND], False),)
    begin = _at_word(body, spans[0][0] - AROUND)
    end = min(len(body), max(spans[0][1] + AROUND, begin + 2 * AROUND))
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for first, last in spans:
        if first >= end:
            break
        if first > at:
            parts.append((body[at:first], False))
        parts.append((body[first:last], True))
        at = last
    if at < end:
        parts.append((body[at:end], False))
    if max(at, end) < len(body):
        parts.append(("…", False))
    return tuple(parts)


def fold(text: str) -> str:
    """The text without case and accents (Unicode NFKD, combining marks dropped, case folded)."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_SAME))
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def _pattern(term: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(one) for one in term.split())
    return re.compile(rf"(?<![^\W_]){words}" if term.lstrip()[0].isalnum() else words)


def _spans(body: str, query: Query) -> list[tuple[int, int]]:
    """Where in the text words were found, as it was written; what overlaps is one span."""
    pieces = [fold(one) for one in body]
    # For each folded character the number of the written one: an ß folds to two.
    origin = [number for number, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    found = sorted(
        (origin[hit.start()], origin[hit.end() - 1] + 1)
        for pattern in query.patterns
        for hit in pattern.finditer(folded)
    )
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _at_word(body: str, at: int) -> int:
    """The next beginning of a word from here on; the text's own beginning stays."""
    if at <= 0:
        return 0
    space = body.find(" ", at, at + AROUND // 2)
    return space + 1 if space >= 0 else at
