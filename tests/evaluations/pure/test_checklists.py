"""Checklists: complete, unambiguous, counted, and each on topics that the questionnaire has."""

import pytest

from evaluations.checklists import CHECKLISTS, Presence, checklist_of, checklists_of, result_of
from vendors.questionnaire.reading import standard

P, HALF, M = Presence.PRESENT, Presence.PARTLY, Presence.MISSING


def test_each_has_its_place_and_no_key_twice():
    known = {one.key for one in standard().criteria}
    assert len({one.key for one in CHECKLISTS}) == 5
    for one in CHECKLISTS:
        assert one.criteria
        assert set(one.criteria) <= known
        assert len({line.key for line in one.lines}) == len(one.lines)
        assert len({line.words for line in one.lines}) == len(one.lines)
        assert all(line.words and line.why and line.why != line.words for line in one.lines)
        assert len(one.key) <= 20
        assert all(len(line.key) <= 40 for line in one.lines)
        assert checklist_of(one.key) is one
    with pytest.raises(KeyError):
        checklist_of("other")


def test_topics_know_theirs():
    assert [one.key for one in checklists_of("prep.response")] == ["response_plan", "on_call"]
    assert checklists_of("cloud.architecture") == ()


def test_lines_are_counted_and_a_blank_is_never_missing():
    plan = checklist_of("response_plan")
    keys = [one.key for one in plan.lines]
    marks = dict.fromkeys(keys[:11], P) | dict.fromkeys(keys[11:15], HALF)
    full = marks | dict.fromkeys(keys[15:], M)
    assert result_of(plan, full).words == (
        "Incident-response plan: 11 of 18 present, 4 partly, 3 missing"
    )
    assert result_of(plan, marks).found == "11 of 18 present, 4 partly, 3 not marked"
    assert result_of(plan, {}).found == "18 lines, none marked yet"
    assert result_of(plan, {"no_such_line": M}).marked == 0
    assert result_of(plan, {keys[0]: M}).found == "0 of 18 present, 1 missing, 17 not marked"
