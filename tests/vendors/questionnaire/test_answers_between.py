"""What two versions of one answer differ in."""

from vendors.questionnaire.changes import MOST_WORDS, answers_between, pieces_of
from vendors.questionnaire.display import Shown


def text(key: str, words: str) -> Shown:
    return Shown(key, key.title(), words)


def test_only_parts_that_differ_are_named() -> None:
    before = (text("limits", "thirty copies"), text("how", "by hand"))
    after = (text("limits", "sixty copies"), text("how", "by hand"))
    (one,) = answers_between(before, after)
    assert one.label == "Limits"
    assert [(piece.kind, piece.text) for piece in one.pieces] == [
        ("gone", "thirty"),
        ("new", "sixty"),
        ("same", " copies"),
    ]


def test_tables_are_compared_row_by_row_and_a_part_may_be_there_in_one_only() -> None:
    before = (Shown("quotas", "Quotas", headers=("A", "B"), rows=(("1", "2"),)),)
    after = (Shown("quotas", "Quotas", headers=("A", "B"), rows=(("1", "3"),)), text("more", "x"))
    quotas, more = answers_between(before, after)
    assert "".join(one.text for one in quotas.pieces if one.kind != "gone") == "1; 3"
    assert [(one.kind, one.text) for one in more.pieces] == [("new", "x")]


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    long = "word " * (2 * MOST_WORDS)
    assert [one.kind for one in pieces_of(long, long + "more")] == ["gone", "new"]
    assert [one.kind for one in pieces_of(long, long)] == ["same"]
