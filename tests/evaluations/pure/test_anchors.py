"""Sample answers: the proposals fit the standard questionnaire, and names stay apart."""

from dataclasses import replace

import pytest

from evaluations.anchors import PROPOSED, Calibration, called, placed
from vendors.questionnaire.reading import standard


@pytest.mark.parametrize("chosen", PROPOSED.values(), ids=lambda one: one.topic)
def test_each_proposal_is_one_weak_and_one_solid_answer_to_a_topic_that_is_there(
    chosen: Calibration,
) -> None:
    topics = {one.key for one in standard().criteria}
    assert chosen.topic in topics
    assert [one.intended for one in chosen.answers] == [1, 3]
    assert chosen.lacks() == ""
    assert Calibration.read(chosen.keep()) == chosen
    weak, solid = chosen.answers
    assert "Write answer B" in replace(chosen, answers=(weak, replace(solid, text=" "))).lacks()
    assert "answer A" in replace(chosen, answers=(replace(weak, intended=5), solid)).lacks()
    assert "why answer A" in replace(chosen, answers=(replace(weak, why=""), solid)).lacks()


def test_nothing_chosen_is_none() -> None:
    assert Calibration.read({}) is None


def test_first_names_stand_alone_unless_two_people_share_one() -> None:
    assert called(["Ben Kapoor", "Cy Lund"]) == ["Ben", "Cy"]
    assert called(["Ben Kapoor", "Ben Lund", "Cy Lund"]) == ["Ben Kapoor", "Ben Lund", "Cy"]


def test_everybody_stands_at_the_score_given_and_all_five_are_there() -> None:
    assert placed([("Ben", 1), ("Cy", 1), ("Dee", 4)]) == {
        4: ["Dee"],
        3: [],
        2: [],
        1: ["Ben", "Cy"],
        0: [],
    }
