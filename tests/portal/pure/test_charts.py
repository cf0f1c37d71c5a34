"""Charts say in words what they draw, escape what they are given and need no style."""

import re

import pytest
from lxml import etree

from portal.documents.charts import (
    Bar,
    Count,
    Spot,
    Step,
    burn_up,
    course,
    level_bars,
    meter,
    needed_proved,
    pyramid,
)

NASTY = "Tollgate & <script>alert('1')</script> \"Co\""
STEPS = (
    Step(1, "Monitoring", "3.7", 4),
    Step(2, "Incident response", "0.0", 0),
    Step(3, "Postmortem", "", None, asked=False),
    Step(4, "Testing", "–", None),
)
SVG = "{http://www.w3.org/2000/svg}"

CHARTS = {
    "pyramid": pyramid("p1", NASTY, STEPS),
    "meter": meter("m1", 3, NASTY),
    "bars": level_bars("b1", NASTY, [Bar(NASTY, 3.7, "3.7", 4), Bar("None", None, "not asked")]),
    "peak": needed_proved(
        "n1", NASTY, needed=3333.3, needed_shown="3,333", proved=2400.0, proved_shown=NASTY
    ),
    "course": course(
        "c1",
        NASTY,
        [Spot(0, 4), Spot(10, 8)],
        unit=NASTY,
        line=5,
        line_shown=NASTY,
        under=[Spot(0, 1), Spot(10, 2)],
        under_name=NASTY,
    ),
    "burn-up": burn_up(
        "u1", NASTY, [Count(0, 0, 3), Count(40, 2, 5)], start=NASTY, end="Fri, March 19"
    ),
    "no course": course("c2", NASTY, []),
}


def parse(chart: str):
    return etree.fromstring(chart.encode())


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_every_chart_is_a_picture_with_its_whole_sentence_as_title(chart):
    root = parse(chart)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].get("id") == root.get("aria-labelledby")
    assert NASTY in root[0].text


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_no_chart_needs_style_or_script_and_each_text_names_its_font(chart):
    root = parse(chart)
    for node in root.iter():
        assert node.tag.removeprefix(SVG) not in {"style", "script", "foreignObject"}
        assert not [name for name in node.attrib if name == "style" or name.startswith("on")]
        if node.tag == f"{SVG}text":
            assert node.get("font-family").startswith("Open Sans")


def test_ids_differ_between_charts_and_lead_somewhere():
    both = pyramid("a", "A", STEPS) + pyramid("b", "B", STEPS)
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", both)) <= set(ids)


def test_keys_that_are_no_names_stay_apart():
    ids = {parse(meter(key, 1, "x"))[0].get("id") for key in ("v 1", "v-1", "v1", 'v"1')}
    assert len(ids) == 4
    assert all(re.fullmatch(r"[a-z0-9-]+", one) for one in ids)


def test_a_pyramid_speaks_base_first_and_draws_it_at_the_bottom():
    chart = pyramid("p", "Briar", tuple(reversed(STEPS)))
    root = parse(chart)
    assert root[0].text == (
        "Briar, levels from the base up: Monitoring 3.7, Incident response 0.0, "
        "Postmortem not asked, Testing not scored."
    )
    texts = root.findall(f"{SVG}text")
    assert [one.text for one in texts] == ["3.7", "0.0", "not asked", "–"]
    heights = [float(one.get("y")) for one in texts]
    assert heights == sorted(heights, reverse=True)


def test_zero_and_not_asked_are_striped_and_differ():
    chart = pyramid("p", "Briar", STEPS)
    assert chart.count("url(#chart-p-zero)") == 1
    assert chart.count("url(#chart-p-void)") == 1


@pytest.mark.parametrize(("score", "filled"), [(None, 0), (0, 0), (1, 1), (4, 4)])
def test_a_meter_fills_as_many_segments_as_the_score(score, filled):
    segments = parse(meter("m", score, "x")).findall(f"{SVG}rect")
    assert [one.get("fill") != "none" for one in segments] == [True] * filled + [False] * (
        4 - filled
    )
    assert ("stroke-dasharray" in segments[0].attrib) == (score is None)


def test_a_bar_is_never_longer_than_its_track():
    root = parse(level_bars("b", "x", [Bar("over", 9, "9"), Bar("below", -1, "-1")], highest=4))
    widths = [float(one.get("width")) for one in root.findall(f"{SVG}rect")]
    assert widths == [184.0, 184.0, 184.0, 4.0]


@pytest.mark.parametrize(
    ("needed", "proved"), [(None, None), (None, 5.0), (5.0, None), (5.0, 2.0), (2.0, 5.0)]
)
def test_needed_and_proved_stay_inside_the_picture(needed, proved):
    chart = needed_proved(
        "n", "x", needed=needed, needed_shown="n", proved=proved, proved_shown="p", width=200
    )
    root = parse(chart)
    for one in root.findall(f"{SVG}rect"):
        assert float(one.get("x")) + float(one.get("width")) <= 200
    assert ('<path d="M' in chart.split("</defs>")[1]) == (needed is not None)


def inked(chart: str) -> list[tuple[float, float]]:
    """Every corner of what is drawn, as far as it lies on paths and dots."""
    root = parse(chart)
    corners = [(float(one.get("cx")), float(one.get("cy"))) for one in root.iter(f"{SVG}circle")]
    for path in root.iter(f"{SVG}path"):
        corners += [
            (float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path.get("d"))
        ]
    return corners


def test_a_course_says_how_it_went():
    chart = course(
        "c", "Requests a second", [Spot(0, 400), Spot(600, 512.4), Spot(1800, 380)],
        unit="in all", line=250, line_shown="needed: 250",
        under=[Spot(0, 0), Spot(600, 3)], under_name="failed each second",
    )  # fmt: skip
    assert parse(chart)[0].text == (
        "Requests a second: 400 in all at the start, 380 in all at the end after 30 min, "
        "lowest 380 in all after 30 min, highest 512 in all after 10 min; needed: 250; "
        "failed each second: at most 3 after 10 min."
    )


@pytest.mark.parametrize(
    "spots",
    [
        [Spot(0, 1)],
        [Spot(0, 0)],
        [Spot(7, 0), Spot(7, 0)],
        [Spot(0, None), Spot(10, 5), Spot(20, None), Spot(30, 6), Spot(40, 7)],
        [Spot(n * 10, 10**11 + n) for n in range(120)],
        [Spot(0, 1e-9), Spot(1e11, 2e-9)],
    ],
    ids=["one", "zero", "same moment", "gaps", "huge", "tiny"],
)
@pytest.mark.parametrize("line", [None, 0.0, 3.0, 1e12])
def test_a_course_stays_inside_its_picture(spots, line):
    chart = course("c", "x", spots, line=line, line_shown="needed", under=spots, under_name="u")
    for x, y in inked(chart):
        assert 0 <= x <= 360
        assert 0 <= y <= 180


def test_a_gap_is_no_line_and_a_lonely_spot_is_a_dot():
    chart = course("c", "x", [Spot(0, 1), Spot(1, None), Spot(2, 3), Spot(3, 4)])
    root = parse(chart)
    assert len(root.findall(f"{SVG}circle")) == 1
    (line,) = [one for one in root.iter(f"{SVG}path") if one.get("stroke-linejoin")]
    assert line.get("d").count("M") == 2


def test_no_course_is_said_in_words_and_draws_no_scale():
    for spots in ([], [Spot(0, None)]):
        root = parse(course("c", "Response time", spots))
        assert root[0].text == "Response time: the file does not say how it went over time."
        assert root.find(f"{SVG}text").text == "Not in the file"
        assert not root.findall(f"{SVG}path")


def test_failures_of_nothing_are_not_drawn():
    chart = course("c", "x", [Spot(0, 5)], under=[Spot(0, 0)], under_name="failed each second")
    assert "failed" not in chart


def test_a_burn_up_rises_in_steps_inside_its_picture():
    counts = [Count(0, 0, 4), Count(10, 1, 4), Count(30, 4, 4)]
    root = parse(burn_up("b", "Clearwater", counts, start="Jan 1", end="Jan 31"))
    assert root[0].text == "Clearwater: 4 of 4 fixed by Jan 31, the first asked for on Jan 1."
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert {"4 asked", "4 fixed"} <= set(words)
    width, height = (float(root.get(name)) for name in ("width", "height"))
    for node in root.iter(f"{SVG}path"):
        for letter, value in re.findall(r"([HV])([\d.]+)", node.get("d")):
            assert 0 <= float(value) <= (width if letter == "H" else height)
    # All are fixed: both lines end at one height, their words do not.
    ends = [
        float(node.get("y"))
        for node in root.iter(f"{SVG}text")
        if node.text in {"4 asked", "4 fixed"}
    ]
    assert abs(ends[0] - ends[1]) >= 12
