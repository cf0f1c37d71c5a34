"""Findings: what each kind asks, what is refused with a sentence, what nobody should overlook."""

import pytest

from vendors.observing import KINDS, OFFERED, Shape, flags, kept, kind_of, lines, needed, problems

TROUBLE = {"tone": "trouble", "system": "Booking 3.2", "problem": "Residents saw a blank page"}


def test_kinds_and_fields_are_unambiguous():
    assert [one.key for one in KINDS] == [
        "reference", "demo", "press", "incident", "measurement", "contract", "meeting",
    ]  # fmt: skip
    assert {one.key for one in KINDS} - {one.key for one in OFFERED} == {"meeting"}
    for kind in KINDS:
        assert len(kind.key) <= 12
        assert len({one.key for one in kind.fields}) == len(kind.fields)
        for one in kind.fields:
            assert bool(one.choices) == (one.shape is Shape.CHOICE)
            if one.only:
                assert one.only[1] in dict(kind.field(one.only[0]).choices)


@pytest.mark.parametrize(
    ("kind", "details", "wrong"),
    [
        ("press", TROUBLE, set()),
        ("press", {}, {"tone", "system"}),
        ("press", {"tone": "success", "system": "Booking"}, {"interest"}),
        ("press", {"tone": "trouble", "system": "Booking"}, {"problem"}),
        ("press", TROUBLE | {"problem": "Bugs"}, {"problem"}),
        ("press", TROUBLE | {"problem": "some glitches."}, {"problem"}),
        ("press", TROUBLE | {"outage_minutes": -1}, {"outage_minutes"}),
        ("press", TROUBLE | {"people": "many"}, {"people"}),
        ("press", TROUBLE | {"people": True}, {"people"}),
        ("press", TROUBLE | {"cause": "perhaps"}, {"cause"}),
        ("demo", {"shown": "live"}, {"residents"}),
        ("demo", {"shown": "live", "sharing": "Registry export"}, set()),
        ("reference", {"customer": "x" * 2_001}, {"customer"}),
        ("meeting", {}, set()),
    ],
)
def test_what_is_wrong_is_said_at_its_field(kind, details, wrong):
    found = problems(kind_of(kind), details)
    assert set(found) == wrong
    assert all(found.values())


def test_what_depends_on_a_choice_is_kept_and_shown_only_after_it():
    press = kind_of("press")
    both = TROUBLE | {"interest": "vendor", "figures": "300,000 doses"}
    assert kept(press, both) == both
    assert "Which hard numbers does it give?" not in [one.label for one in lines(press, both)]
    turned = both | {"tone": "success"}
    assert [one.words for one in lines(press, turned)][-1] == "300,000 doses"
    assert kept(press, {"tone": "trouble", "unknown": "x", "people": ""}) == {"tone": "trouble"}
    assert needed(press.field("system")) == "Answer “Which system exactly?”"


@pytest.mark.parametrize(("minutes", "flagged"), [(None, False), (10, False), (11, True)])
def test_an_outage_of_more_than_ten_minutes_is_flagged(minutes, flagged):
    found = flags(kind_of("incident"), {"outage_minutes": minutes} if minutes else {})
    assert bool(found) == flagged


def test_other_flags():
    said = TROUBLE | {"reaction": "users", "trend": "more"}
    assert flags(kind_of("press"), said, red=True) == (
        "Red flag",
        "Blamed its users",
        "More outages than before",
    )
    assert flags(kind_of("demo"), {"residents": "x", "providers": "x", "setup": "x"}) == (
        "Nothing shown for: Staff who analyse data, Staff who share data with other systems",
    )
    assert flags(kind_of("meeting"), {}) == ()
