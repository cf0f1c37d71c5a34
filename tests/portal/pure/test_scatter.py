"""Marks stand where their figures say, and names never on each other."""

import re
from itertools import pairwise

import pytest
from lxml import etree

from portal.documents.scatter import ROW, Axis, Mark, scatter

SVG = "{http://www.w3.org/2000/svg}"


def drawn(marks: list[Mark]) -> etree._Element:
    picture = scatter("k", "In <words>.", marks, along=Axis("Price"), up=Axis("Score", 4))
    return etree.fromstring(picture)


def test_a_mark_is_as_far_along_and_up_as_its_figures():
    picture = drawn([Mark("A", 0, 0), Mark("B", 100, 4), Mark("C", 50, 2)])
    dots = [(float(one.get("cx")), float(one.get("cy"))) for one in picture.iter(f"{SVG}circle")]
    (left, low), (middle, half), (right, high) = sorted(dots)
    assert middle - left > 50
    assert right - middle == pytest.approx(middle - left, abs=0.02)
    assert low - half > 50
    assert half - high == pytest.approx(low - half, abs=0.02)
    assert picture.findtext(f"{SVG}title") == "In <words>."


def test_names_of_equal_marks_stand_apart():
    picture = drawn([Mark(f"Vendor {at}", 70, 3) for at in range(8)])
    names = [one for one in picture.iter(f"{SVG}text") if re.match("Vendor", one.text or "")]
    assert len(names) == 8
    for side in ("start", "end"):
        feet = sorted(float(one.get("y")) for one in names if one.get("text-anchor") == side)
        assert all(after - before >= ROW for before, after in pairwise(feet))


def test_nothing_to_draw_is_an_empty_plane():
    assert not list(drawn([]).iter(f"{SVG}circle"))
