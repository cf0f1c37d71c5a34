"""A questionnaire can be made one's own until a round opens, and never becomes unusable."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.vendors.questionnaire.examples import TODAY, part_raw
from vendors.questionnaire import edits
from vendors.questionnaire.edits import EditRefused
from vendors.questionnaire.kinds import FILE_KINDS
from vendors.questionnaire.model import Depth, Kind, Questionnaire
from vendors.questionnaire.reading import MAX_ITEMS, digest, export, read_bytes, standard
from vendors.questionnaire.values import clean_value

Q = standard()


def test_three_depths_ask_nothing_twelve_and_sixty_one() -> None:
    counts = {depth: len(edits.with_depth(Q, depth).asked_items()) for depth in Depth}
    assert counts == {Depth.QUICK: 0, Depth.ESSENTIALS: 12, Depth.FULL: 61}
    assert len(Q.asked_criteria()) == 11
    assert sum(item.must_have for item in Q.items) == 9
    assert len(Q.quick_sections()) == 8


def test_an_edit_changes_the_digest_and_leaves_the_original() -> None:
    before = digest(Q)
    edited = edits.edit_item(
        Q, "sla.uptime", prompt=" What is promised? ", anchors={4: "All of it"}, must_have=False
    )
    item = edited.item("sla.uptime")
    assert (item.prompt, item.anchors[4], item.must_have) == (
        "What is promised?",
        "All of it",
        False,
    )
    assert item.anchors[3] == Q.item("sla.uptime").anchors[3]
    assert digest(Q) == before != digest(edited)


def test_words_and_weights_of_criteria_and_sections() -> None:
    edited = edits.edit_criterion(Q, "obs.detection", title="Watching", weight=20)
    edited = edits.edit_section(edited, "obs", question="Do you see it?", why="Because.")
    edited = edits.with_weights(edited, {"sla.repair": 0})
    edited = edits.with_rules(edited, proof_months=6, solid_from=Decimal(3))
    edited = edits.renamed(edited, "Our questions")
    assert edited.criterion("obs.detection").weight == 20
    assert edited.criterion("sla.repair").weight == 0
    assert edited.section("obs").question == "Do you see it?"
    assert edited.rules.proof_months == 6
    assert edited.title == "Our questions"


def test_questions_are_left_out_and_brought_back() -> None:
    edited = edits.leave_out(Q, "sla.uptime")
    edited = edits.not_relevant(edited, "prep.irp", "We have our own plan.")
    asked = {item.key for item in edited.asked_items()}
    assert len(asked) == 10
    assert not asked & {"sla.uptime", "prep.irp"}
    edited = edits.bring_back(edits.bring_back(edited, "sla.uptime"), "prep.irp")
    assert digest(edited) == digest(Q)


def add_own(content: Questionnaire, kind: Kind) -> tuple[Questionnaire, str]:
    part = edits.own_part(
        kind,
        "Part",
        options=["One", "Two"] if kind in {Kind.CHOICE, Kind.MULTI} else [],
        columns=[("What", Kind.LINE), ("When", Kind.DATE)] if kind is Kind.TABLE else [],
    )
    parts = [part]
    if kind in FILE_KINDS:
        parts.append(edits.own_part(Kind.TEXT, "About the file", number=2))
    return edits.add_item(content, criterion="chg.release", prompt="Own question?", parts=parts)


@pytest.mark.parametrize("kind", list(Kind))
def test_own_question_of_any_kind_is_asked_and_answered(kind: Kind) -> None:
    edited, key = add_own(Q, kind)
    item = edited.item(key)
    assert key.startswith("own.")
    assert item in edited.asked_items()
    raw = {part.key: part_raw(part) for part in item.parts if part.kind not in FILE_KINDS}
    assert clean_value(item, raw, today=TODAY)[1] == ()
    assert read_bytes(export(edited)).questionnaire == edited


def test_own_section_is_built_up_and_taken_down() -> None:
    edited, section = edits.add_section(Q, title="Languages", question="Is all of it translated?")
    edited, criterion = edits.add_criterion(
        edited, section=section, level=7, title="Languages", weight=3
    )
    edited, item = edits.add_item(
        edited,
        criterion=criterion,
        prompt="Which languages?",
        parts=[edits.own_part(Kind.TEXT, "Languages")],
    )
    assert [one.key for one in edited.quick_sections()][-1] == section
    assert edited.asked_criteria()[-1].key == criterion
    for key in (section, criterion):
        with pytest.raises(EditRefused, match="first"):
            edits.remove(edited, key)
    for key in (item, criterion, section):
        edited = edits.remove(edited, key)
    assert digest(edited) == digest(Q)


def test_neighbours_change_places() -> None:
    edited = edits.move_item(Q, "sla.mttr", up=False)
    keys = [item.key for item in edited.items if item.criterion == "sla.repair"]
    assert keys[:2] == ["sla.oncall", "sla.mttr"]
    assert digest(edits.move_item(edited, "sla.mttr", up=True)) == digest(Q)
    edited = edits.move_section(Q, "obs", up=True)
    assert [one.key for one in edited.quick_sections()][:2] == ["obs", "posture"]
    edited = edits.move_criterion(Q, "deg.integrity", up=True)
    assert next(one.key for one in edited.criteria if one.section == "deg") == "deg.integrity"


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("not in this", lambda: edits.leave_out(Q, "no.such")),
    ("not in this", lambda: edits.remove(Q, "own.q1")),
    ("not in this", lambda: edits.with_weights(Q, {"no.such": 1})),
    ("what you added", lambda: edits.remove(Q, "sla.uptime")),
    ("Say why", lambda: edits.not_relevant(Q, "sla.uptime", "  ")),
    ("written here", lambda: edits.edit_item(Q, "sla.uptime", prompt=" ")),
    ("written here", lambda: edits.edit_item(Q, "sla.uptime", anchors={2: ""})),
    ("no field", lambda: edits.edit_item(Q, "sla.uptime", anchors={5: "More"})),
    ("longer than", lambda: edits.edit_item(Q, "sla.uptime", prompt="x" * 2001)),
    ("control", lambda: edits.edit_item(Q, "sla.uptime", prompt="a\x00b")),
    ("between 0 and", lambda: edits.edit_criterion(Q, "sla.repair", weight=-1)),
    ("level", lambda: edits.edit_criterion(Q, "sla.repair", level=3)),
    ("above 0", lambda: edits.with_weights(Q, {one.key: 0 for one in Q.criteria})),
    ("no such figure", lambda: edits.with_rules(Q, luck=7)),
    ("between", lambda: edits.with_rules(Q, proof_months=0)),
    ("first already", lambda: edits.move_item(Q, "sla.uptime", up=True)),
    ("last already", lambda: edits.move_section(Q, "cloud", up=False)),
    ("kind of answer", lambda: edits.add_item(Q, criterion="sla.repair", prompt="?", parts=[])),
    ("not in this", lambda: edits.add_criterion(Q, section="x", level=1, title="A", weight=1)),
    (
        "between 1 and 7",
        lambda: edits.add_criterion(Q, section="obs", level=8, title="A", weight=1),
    ),
]


@pytest.mark.parametrize(("words", "change"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(
    words: str, change: Callable[[], object]
) -> None:
    with pytest.raises(EditRefused, match=words):
        change()


def test_the_last_question_stays() -> None:
    edited = Q
    for item in Q.items[1:]:
        edited = edits.leave_out(edited, item.key) if item is not Q.items[-1] else edited
    edited = edits.leave_out(edited, Q.items[-1].key)
    with pytest.raises(EditRefused, match="must remain"):
        edits.leave_out(edited, Q.items[0].key)


def test_five_hundred_questions_are_enough() -> None:
    from dataclasses import replace

    item = add_own(Q, Kind.TEXT)[0].items[-1]
    more = (replace(item, key=f"own.q{number}") for number in range(MAX_ITEMS - len(Q.items)))
    full = replace(Q, items=(*Q.items, *more))
    with pytest.raises(EditRefused, match="At most 500"):
        add_own(full, Kind.TEXT)
