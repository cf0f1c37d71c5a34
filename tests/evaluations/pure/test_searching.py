"""Words are found without regard to case and accents, and marked as they were written."""

import pytest

from evaluations.searching import (
    LONGEST,
    NOTHING_TYPED,
    SHORT_OF,
    TOO_LONG,
    Text,
    excerpt,
    find,
    query_of,
)


def text(body: str) -> Text:
    return Text("1", "obs.detection", "How do you notice?", body)


def marked(body: str, typed: str) -> list[str]:
    found = find([text(body)], query_of(typed))
    return [words for hit in found.hits for words, is_found in hit.parts if is_found]


@pytest.mark.parametrize(
    ("typed", "body", "expected"),
    [
        ("TEAPOT", "Thrown by a teapot.", ["teapot"]),
        ("cafe", "The Café is open", ["Café"]),
        ("CAFÉ", "the cafe is open", ["cafe"]),
        ("strasse", "In der Straße 7", ["Straße"]),
        ("cafe", "the cafe\u0301s are open", ["cafe"]),
        ("don't", "We don’t", ["don’t"]),
        ("log", "A catalog and a logbook", ["log"]),
        ("logs", "A log", []),
        ("page engineer", "An engineer is paged", ["engineer", "page"]),
        ("page teapot", "An engineer is paged", []),
        ('"status page"', "A page of status; a status  page", ["status  page"]),
        ('"status page"', "A page that shows its status", []),
        ("“status page”", "Our status page", ["status page"]),
        ("99.9", "It was 99.95 and 9939", ["99.9"]),
        ("(.*)+x1", "(.*)+x1", ["(.*)+x1"]),
        ('"half a quote', "half a quote", ["half", "a", "quote"]),
    ],
)
def test_matching(typed: str, body: str, expected: list[str]) -> None:
    assert marked(body, typed) == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NOTHING_TYPED),
        (" \t", NOTHING_TYPED),
        ("a", SHORT_OF),
        ("?!", SHORT_OF),
        ("a b", SHORT_OF),
        ("x" * (LONGEST + 1), TOO_LONG),
        ("x" * LONGEST, ""),
        ("plan b", ""),
    ],
)
def test_what_cannot_be_looked_for_has_its_sentence(typed: str, problem: str) -> None:
    query = query_of(typed)
    assert query.problem == problem
    assert bool(query.patterns) is (problem == "")


def test_hits_are_counted_beyond_those_shown() -> None:
    found = find([text(f"teapot {n}") for n in range(7)], query_of("teapot"), most=5)
    assert (len(found.hits), found.total, found.cut) == (5, 7, True)
    assert not find([text("teapot")], query_of("teapot")).cut


def test_an_excerpt_lies_around_the_first_hit_and_loses_no_letter() -> None:
    body = "lorem ipsum " * 60 + "the Teapot itself" + " dolor sit" * 60
    parts = excerpt(body, query_of("teapot"))
    assert parts[0] == ("…", False)
    assert parts[-1] == ("…", False)
    inner = "".join(words for words, _found in parts[1:-1])
    assert inner in body
    assert len(inner) < 300
    assert excerpt("A teapot", query_of("teapot")) == (("A ", False), ("teapot", True))
