"""Whose turn a request is."""

from dataclasses import replace

import pytest

from vendors.turns import Standing, Turn, Who, turn_of

BEGUN = Standing(
    leads=True,
    completed=2,
    total=5,
    mine=0,
    others=0,
    handed_in=False,
    is_late=False,
    was_tried_late=False,
    questions=0,
    reopened=0,
    requested=0,
    is_outdated=False,
)


@pytest.mark.parametrize(
    ("changes", "who", "what"),
    [
        ({}, Who.YOU, "Complete 3 topics"),
        ({"completed": 4}, Who.YOU, "Complete 1 topic"),
        ({"others": 1}, Who.YOU, "Complete 2 topics"),
        ({"others": 3}, Who.COLLEAGUES, "Complete 3 topics in their hands"),
        ({"others": 2, "mine": 1}, Who.YOU, "Complete 1 topic in your hands"),
        ({"completed": 5}, Who.YOU, "Submit the answers"),
        ({"completed": 5, "leads": False}, Who.LEAD, "Submit the answers"),
        ({"is_late": True, "was_tried_late": True}, Who.JURISDICTION, "Says whether your late"),
        ({"handed_in": True}, Who.JURISDICTION, "you can change it until it is due"),
        ({"handed_in": True, "is_late": True}, Who.JURISDICTION, "Reads what you submitted"),
        ({"handed_in": True, "is_outdated": True}, Who.YOU, "submit again"),
        ({"handed_in": True, "is_outdated": True, "leads": False}, Who.LEAD, "submit again"),
        # Once it is closed nothing can be confirmed any more.
        ({"handed_in": True, "is_outdated": True, "is_late": True}, Who.JURISDICTION, "Reads"),
        ({"handed_in": True, "is_late": True, "questions": 1}, Who.YOU, "Reply to 1 question"),
        ({"handed_in": True, "is_late": True, "reopened": 1, "questions": 1}, Who.YOU, "Answer 1"),
        ({"handed_in": True, "is_late": True, "requested": 2}, Who.YOU, "2 requested changes"),
        ({"is_late": True, "requested": 1}, Who.YOU, "Reply to 1 requested change"),
        ({"handed_in": True, "is_late": True, "questions": 2}, Who.YOU, "Reply to 2 questions"),
    ],
)
def test_whom_a_request_waits_for(changes: dict[str, int], who: Who, what: str) -> None:
    turn = turn_of(replace(BEGUN, **changes))  # type: ignore[arg-type]
    assert isinstance(turn, Turn)
    assert turn.who is who
    assert what in turn.what


def test_nobody_can_do_anything_about_what_was_never_submitted() -> None:
    assert turn_of(replace(BEGUN, is_late=True)) is None
