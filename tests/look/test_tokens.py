"""Colours of the sheet, recomputed: every pair of text and ground keeps its contrast."""

import re
from pathlib import Path

import pytest

SHEET = Path("static/css/plumbline.css").read_text()
TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", SHEET))
TEXT, LARGE_OR_PART = 4.5, 3.0

PAIRS = [
    ("ink", "paper"),
    ("ink", "page"),
    ("muted", "paper"),
    ("muted", "page"),
    ("muted", "inset"),
    ("muted", "shade"),
    ("ink", "shade"),
    ("primary", "paper"),
    ("primary", "page"),
    ("primary-hover", "info-ground"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("on-accent", "accent"),
    ("accent-soft", "accent"),
    ("error", "paper"),
    ("error", "page"),
    ("error", "error-ground"),
    ("paper", "error"),
    ("success", "paper"),
    ("success", "page"),
    ("success", "success-ground"),
    ("warning", "warning-ground"),
    ("info", "info-ground"),
    ("ask", "ask-ground"),
    ("ask", "paper"),
    *((f"heat-{step}-text", f"heat-{step}") for step in range(5)),
]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= TEXT


@pytest.mark.parametrize(
    ("part", "ground"),
    [("edge", "paper"), ("primary", "page"), ("signal", "accent"), ("error", "page")],
)
def test_edges_and_focus_can_be_seen(part: str, ground: str) -> None:
    assert contrast(part, ground) >= LARGE_OR_PART


def test_a_workspace_accent_that_bears_white_text_also_shows_the_focus() -> None:
    # An accent is refused below 4.5:1 with white; the focus ring on the bar must then reach 3:1.
    worst = (luminance("#ffffff") + 0.05) / TEXT - 0.05
    assert (luminance(TOKENS["signal"]) + 0.05) / (worst + 0.05) >= LARGE_OR_PART


def test_neighbouring_steps_of_the_heat_scale_differ_in_grey() -> None:
    greys = [luminance(TOKENS[f"heat-{step}"]) for step in range(5)]
    lightness = [116 * grey ** (1 / 3) - 16 for grey in greys]
    assert min(abs(a - b) for i, a in enumerate(lightness) for b in lightness[:i]) >= 9.5


def test_every_token_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", SHEET))
    assert used <= set(re.findall(r"--([a-z0-9-]+):", SHEET))
