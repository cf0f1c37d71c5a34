"""Charts say in words what they draw, escape what they are given and need no style."""

import re

import pytest
from lxml import etree

from portal.documents.charts import Bar, Step, level_bars, meter, needed_proved, pyramid

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
