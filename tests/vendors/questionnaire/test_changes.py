"""What an amendment changed is said question by question, and nothing else is."""

from vendors.questionnaire import edits
from vendors.questionnaire.changes import changes_between, pieces_of
from vendors.questionnaire.model import Depth
from vendors.questionnaire.reading import standard

Q = standard()
ASKED = Q.asked_items()[0]


def test_nothing_changed_says_nothing() -> None:
    assert not changes_between(Q, Q)


def test_a_text_is_cut_into_what_stayed_went_and_came() -> None:
    before, after = "How many people can sign in?", "How many people can sign in at once?"
    pieces = pieces_of(before, after)
    assert "".join(one.text for one in pieces if one.kind != "new") == before
    assert "".join(one.text for one in pieces if one.kind != "gone") == after
    assert {one.kind for one in pieces} == {"same", "gone", "new"}


def test_each_change_stands_in_its_place() -> None:
    after = edits.edit_item(Q, ASKED.key, prompt="Other words?", must_have=not ASKED.must_have)
    gone = after.asked_items()[1]
    after = edits.leave_out(after, gone.key)
    topic = after.asked_criteria()[0]
    after = edits.with_weights(after, {topic.key: topic.weight + 1})
    found = changes_between(Q, after)
    assert [one.item.key for one in found.reworded] == [ASKED.key]
    assert [one.label for one in found.reworded[0].wordings] == ["Question"]
    assert [one.key for one in found.left_out] == [gone.key]
    assert [(one.key, was) for one, was in found.weights] == [(topic.key, topic.weight)]
    assert [one.key for one in found.must_haves] == [ASKED.key]
    assert found.judges_otherwise
    assert not found.added


def test_a_question_that_is_not_asked_may_be_reworded_unseen() -> None:
    hidden = next(one for one in Q.items if not Q.is_asked(one))
    assert not changes_between(Q, edits.edit_item(Q, hidden.key, prompt="Other words?"))


def test_asking_more_adds() -> None:
    found = changes_between(Q, edits.with_depth(Q, Depth.FULL))
    assert len(found.added) == 61 - 12
    assert not found.reworded
