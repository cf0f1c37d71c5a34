"""Charts as inline SVG, the same text for page and PDF.

Only presentation attributes are used, because the content security policy forbids styles in
attributes, and the PDF engine takes a figure's text alternative from its first title alone: so
the title holds the whole sentence. Fonts are named on each text, since an SVG in a PDF does not
inherit them. The caller gives each chart a key of its own, from which its ids are made.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

FONT = "Open Sans, Segoe UI, system-ui, sans-serif"
INK, MUTED, LINE, EDGE = "#1b2733", "#4d5b69", "#cfd7e0", "#6b7886"
TRACK = "#dde4ec"
HEAT: tuple[tuple[str, str], ...] = (
    ("#ad430b", "#ffffff"),
    ("#f4c592", INK),
    ("#f4f2ec", INK),
    ("#86b7dc", INK),
    ("#14406e", "#ffffff"),
)
"""Fill and text of each whole score, chosen to hold for colour-blind readers and in grey."""
HATCH = "#7d2f06"


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a pyramid: its number, title, and what is shown in it."""

    number: int
    title: str
    shown: str
    heat: int | None
    asked: bool = True
    """A level that was not asked is dashed, never drawn as a low score."""

    @property
    def spoken(self) -> str:
        """The level as part of a sentence."""
        if not self.asked:
            return f"{self.title} not asked"
        return f"{self.title} {self.shown}" if self.heat is not None else f"{self.title} not scored"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how long it is, and the figure beside it."""

    label: str
    value: float | None
    shown: str
    heat: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One figure of a course: seconds since the start, and None where nothing is known."""

    at: float
    value: float | None


def pyramid(key: str, name: str, steps: Sequence[Step], *, width: int = 176) -> str:
    """A vendor's levels as a pyramid, base at the bottom, the score in each."""
    steps = sorted(steps, key=lambda one: one.number)
    count = max(len(steps), 1)
    row, gap, top_share = 22, 3, 0.30
    height = count * (row + gap) + 1
    sentence = f"{name}, levels from the base up: " + ", ".join(one.spoken for one in steps) + "."
    parts = [_open(key, width, height, sentence), _patterns(key)]
    for at, step in enumerate(steps):
        bottom = height - 1 - at * (row + gap)
        upper = bottom - row
        edges = []
        for y in (upper, bottom):
            share = top_share + (1 - top_share) * (y / height)
            half = (width - 2) / 2 * share
            edges.append((width / 2 - half, width / 2 + half))
        (upper_left, upper_right), (lower_left, lower_right) = edges
        points = (
            f"{_n(upper_left)},{upper} {_n(upper_right)},{upper} "
            f"{_n(lower_right)},{bottom} {_n(lower_left)},{bottom}"
        )
        parts.append(_step_shape(key, points, step))
        ink, size = _step_ink(step)
        parts.append(
            _text(
                width / 2,
                upper + row / 2 + size * 0.36,
                step.shown if step.asked else "not asked",
                size=size,
                fill=ink,
                weight=700 if step.heat is not None else 400,
            )
        )
    return "".join((*parts, "</svg>"))


def meter(key: str, score: int | None, label: str, *, on_dark: bool = False) -> str:
    """Four segments, as many filled as the score; a cell's glyph beside its number."""
    ink = "#ffffff" if on_dark else INK
    parts = [_open(key, 36, 12, label)]
    for at in range(4):
        filled = score is not None and at < score
        dashes = ' stroke-dasharray="2 1.5"' if score is None else ""
        parts.append(
            f'<rect x="{_n(at * 9 + 0.75)}" y="0.75" width="7" height="10.5" rx="1" '
            f'fill="{ink if filled else "none"}" stroke="{ink}" stroke-width="1.2"{dashes}/>'
        )
    return "".join((*parts, "</svg>"))


def level_bars(
    key: str, name: str, bars: Sequence[Bar], *, highest: float = 4, width: int = 460
) -> str:
    """Horizontal bars with their label before and their figure behind, top to bottom as given."""
    row, before, after = 26, 200, 76
    room = width - before - after
    height = len(bars) * row + 2
    said = ", ".join(f"{one.label} {one.shown}" for one in bars)
    parts = [_open(key, width, height, f"{name}: {said}."), _patterns(key)]
    for at, bar in enumerate(bars):
        y = at * row + 4
        middle = y + 9 + 4
        parts.append(_text(before - 10, middle, bar.label, size=12, anchor="end"))
        if bar.value is None:
            shape = f'rect x="{before}" y="{y + 0.5}" width="{room}" height="17" rx="2"'
            parts.append(
                _striped(shape, key, "void", fill="#ffffff", edge='stroke-dasharray="4 3"')
            )
        else:
            parts.append(
                f'<rect x="{before}" y="{y}" width="{room}" height="18" rx="2" fill="{TRACK}"/>'
            )
            long = max(min(bar.value / highest, 1), 0) * room if highest else 0
            # A bar of length 0 keeps a sliver, so that a score of 0 is seen to be one.
            shape = f'rect x="{before}" y="{y}" width="{_n(max(long, 4))}" height="18" rx="2"'
            parts.append(_heated(shape, key, len(HEAT) - 1 if bar.heat is None else bar.heat))
        bold = 400 if bar.value is None else 700
        parts.append(
            _text(width - after + 8, middle, bar.shown, size=12, anchor="start", weight=bold)
        )
    return "".join((*parts, "</svg>"))


def needed_proved(
    key: str,
    name: str,
    *,
    needed: float | None,
    needed_shown: str,
    proved: float | None,
    proved_shown: str,
    width: int = 260,
) -> str:
    """What was proved as a bar, against a line at what is needed."""
    longest = max(needed or 0, proved or 0) * 1.08 or 1
    room = width - 2
    sentence = f"{name}: proved {proved_shown}, needed {needed_shown}."
    parts = [_open(key, width, 46, sentence), _patterns(key)]
    if proved is None:
        shape = f'rect x="1" y="14" width="{room}" height="14" rx="2"'
        parts.append(_striped(shape, key, "void", fill="#ffffff", edge='stroke-dasharray="4 3"'))
    else:
        enough = needed is None or proved >= needed
        fill = HEAT[4][0] if enough else HEAT[1][0]
        parts.append(f'<rect x="1" y="14" width="{room}" height="14" rx="2" fill="{TRACK}"/>')
        parts.append(
            f'<rect x="1" y="14" width="{_n(max(proved / longest * room, 2))}" height="14" rx="2" '
            f'fill="{fill}" stroke="{EDGE}" stroke-width="0.75"/>'
        )
    if needed is not None:
        x = 1 + needed / longest * room
        parts.append(
            f'<path d="M{_n(x)} 9V33" stroke="{INK}" stroke-width="2.5" fill="none"/>'
            f'<path d="M{_n(x - 4)} 5h8l-4 5z" fill="{INK}"/>'
        )
    parts.append(_text(1, 41, proved_shown, size=10, anchor="start", fill=MUTED))
    return "".join((*parts, "</svg>"))


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of downtime: where it lies in the period (shares of it), and how long it was."""

    start: float
    end: float
    minutes: float
    planned: bool = False
    shown: str = ""
    """Its length in words; drawn at the longest, which the others are measured against."""


def timeline(
    key: str,
    sentence: str,
    ticks: Sequence[tuple[float, str]],
    intervals: Sequence[Interval],
    *,
    width: int = 660,
) -> str:
    """Downtime along a line of time: outages above it, planned ones hatched below.

    ticks: where each month begins (share of the period), and its name. A bar is as high as the
    downtime was long, and never so thin that it is missed.
    """
    above, below, foot = 84, 44, 22
    axis, room = above, width - 2
    longest = max((one.minutes for one in intervals), default=0) or 1
    parts = [_open(key, width, above + below + foot, sentence), _patterns(key)]
    for at, name in ticks:
        x = 1 + at * room
        if x > width - 30:
            # Its name would be cut off.
            continue
        parts.append(f'<path d="M{_n(x)} 16V{axis + below}" stroke="{LINE}" stroke-width="1"/>')
        parts.append(_text(x + 3, above + below + 14, name, size=11, anchor="start", fill=MUTED))
    for one in intervals:
        wide = max((one.end - one.start) * room, 5)
        x = min(1 + one.start * room, width - 1 - wide)
        tall = max(one.minutes / longest * ((below if one.planned else above) - 18), 4)
        y = axis if one.planned else axis - tall
        shape = f'rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(tall)}"'
        if one.planned:
            parts.append(_striped(shape, key, "void", fill="#ffffff", edge=""))
        else:
            parts.append(f'<{shape} fill="{HEAT[0][0]}"/>')
        if one.minutes == longest and one.shown:
            side, near = ("end", x - 4) if x > width / 2 else ("start", x + wide + 4)
            mid = y + 10 if not one.planned else y + tall
            parts.append(_text(near, mid, one.shown, size=11, anchor=side))
    parts.append(f'<path d="M1 {axis}H{width - 1}" stroke="{INK}" stroke-width="1.5"/>')
    parts.append(_text(1, 11, "Unplanned", size=11, anchor="start", fill=MUTED))
    parts.append(_text(1, axis + below - 2, "Planned", size=11, anchor="start", fill=MUTED))
    return "".join((*parts, "</svg>"))


def course(
    key: str,
    name: str,
    spots: Sequence[Spot],
    *,
    unit: str = "",
    line: float | None = None,
    line_shown: str = "",
    under: Sequence[Spot] = (),
    under_name: str = "",
    lasted: float = 0,
    width: int = 360,
    height: int = 180,
) -> str:
    """How one figure went over time, with a line at what is needed and a second course beneath.

    lasted: seconds in all, where that is more than the last spot says. The second course is drawn in another colour and named at its highest spot. Spots without a
    value leave a gap; a spot between two gaps is a dot.
    """
    known = [one for one in spots if one.value is not None]
    second = [one for one in under if one.value]
    sentence = _course_words(name, known, unit, line_shown, second, under_name)
    parts = [_open(key, width, height, sentence)]
    if not known:
        parts.append(
            f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" fill="#ffffff" '
            f'stroke="{LINE}" stroke-dasharray="4 3"/>'
            + _text(width / 2, height / 2 + 4, "Not in the file", size=11, fill=MUTED)
        )
        return "".join((*parts, "</svg>"))
    highest = max(*(one.value or 0 for one in (*known, *second)), line or 0)
    long = max(*(one.at for one in (*known, *second)), lasted, 1)
    step = _round_step(highest / 4)
    steps = max(math.ceil(highest / step - 1e-9), 1)
    plane = _Plane(
        left=46, top=12, right=width - 8, bottom=height - 20, long=long, top_value=steps * step
    )
    parts.append(_scales(plane, step, steps))
    parts.append(
        f'<path d="{_area(plane, spots)}" fill="{HEAT[3][0]}" fill-opacity="0.35"/>'
        f'<path d="{_trace(plane, spots)}" fill="none" stroke="{HEAT[4][0]}" stroke-width="1.8" '
        'stroke-linejoin="round"/>'
    )
    parts += [_dot(plane, one, HEAT[4][0]) for one in _lonely(spots)]
    if second:
        parts.append(_second(plane, under, second, under_name))
    if line is not None:
        y = plane.y(line)
        # Below the line where the plane has no room above it.
        words = y - 4 if y > plane.top + 12 else y + 12
        parts.append(
            f'<path d="M{plane.left} {_n(y)}H{_n(plane.right)}" stroke="{INK}" stroke-width="1.5" '
            'stroke-dasharray="5 3" fill="none"/>'
            + _shade(plane.right - 2, words, line_shown)
            + _text(plane.right - 2, words, line_shown, size=10, anchor="end", weight=700)
        )
    return "".join((*parts, "</svg>"))


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many were done at one time: days since the start."""

    at: float
    done: int
    of: int


def burn_up(
    key: str, name: str, counts: Sequence[Count], *, start: str, end: str, width: int = 460
) -> str:
    """How many were asked for and how many are done, both rising in steps from the start on.

    counts: in the order of time, at least one; start, end: both days in words.
    """
    height, last = 170, counts[-1]
    sentence = f"{name}: {last.done} of {last.of} fixed by {end}, the first asked for on {start}."
    step = max(1.0, _round_step(last.of / 4))
    steps = max(math.ceil(last.of / step - 1e-9), 1)
    plane = _Plane(
        left=34,
        top=14,
        right=width - 78,
        bottom=height - 22,
        long=max(last.at, 1),
        top_value=steps * step,
    )
    parts = [_open(key, width, height, sentence)]
    for at in range(steps + 1):
        y = plane.y(at * step)
        parts.append(
            f'<path d="M{plane.left} {_n(y)}H{_n(plane.right)}" stroke="{LINE if at else EDGE}" '
            'stroke-width="1" fill="none"/>'
            + _text(plane.left - 5, y + 3.5, _short(at * step), size=10, anchor="end", fill=MUTED)
        )
    fixed = _stairs(plane, [(one.at, one.done) for one in counts])
    asked = _stairs(plane, [(one.at, one.of) for one in counts])
    parts.append(
        f'<path d="{fixed}V{_n(plane.bottom)}H{_n(plane.x(counts[0].at))}Z" fill="{HEAT[3][0]}" '
        f'fill-opacity="0.35"/><path d="{fixed}" fill="none" stroke="{HEAT[4][0]}" stroke-width="2"/>'
        f'<path d="{asked}" fill="none" stroke="{INK}" stroke-width="1.5" '
        'stroke-dasharray="5 3"/>'
    )
    high, low = plane.y(last.of), plane.y(last.done)
    # Two words at the right edge keep a line's height between them.
    low = max(low, high + 13)
    for y, words, ink in ((high, f"{last.of} asked", INK), (low, f"{last.done} fixed", HEAT[4][0])):
        parts.append(
            _text(plane.right + 6, y + 3.5, words, size=11, anchor="start", fill=ink, weight=700)
        )
    for x, words, anchor in ((plane.left, start, "start"), (plane.right, end, "end")):
        parts.append(_text(x, height - 6, words, size=10, anchor=anchor, fill=MUTED))
    return "".join((*parts, "</svg>"))


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a course is drawn, and what its edges stand for."""

    left: float
    top: float
    right: float
    bottom: float
    long: float
    top_value: float

    def x(self, at: float) -> float:
        return self.left + at / self.long * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - value / self.top_value * (self.bottom - self.top)


def _course_words(
    name: str,
    known: Sequence[Spot],
    unit: str,
    line_shown: str,
    second: Sequence[Spot],
    under_name: str,
) -> str:
    if not known:
        return f"{name}: the file does not say how it went over time."
    tail = f" {unit}" if unit else ""
    low, high = min(known, key=_value), max(known, key=_value)
    words = (
        f"{name}: {_short(_value(known[0]))}{tail} at the start, "
        f"{_short(_value(known[-1]))}{tail} at the end after {_span(known[-1].at)}, "
        f"lowest {_short(_value(low))}{tail} after {_span(low.at)}, "
        f"highest {_short(_value(high))}{tail} after {_span(high.at)}"
    )
    if line_shown:
        words += f"; {line_shown}"
    if second:
        worst = max(second, key=_value)
        words += f"; {under_name}: at most {_short(_value(worst))} after {_span(worst.at)}"
    return f"{words}."


def _value(spot: Spot) -> float:
    return spot.value or 0


def _scales(plane: _Plane, step: float, steps: int) -> str:
    parts = []
    for at in range(steps + 1):
        y = plane.y(at * step)
        parts.append(
            f'<path d="M{plane.left} {_n(y)}H{_n(plane.right)}" stroke="{LINE if at else EDGE}" '
            'stroke-width="1" fill="none"/>'
            + _text(plane.left - 5, y + 3.5, _short(at * step), size=10, anchor="end", fill=MUTED)
        )
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        words = _span(plane.long * share)
        x = plane.x(plane.long * share)
        parts.append(_text(x, plane.bottom + 14, words, size=10, anchor=anchor, fill=MUTED))
    return "".join(parts)


def _second(plane: _Plane, spots: Sequence[Spot], above_zero: Sequence[Spot], name: str) -> str:
    worst = max(above_zero, key=_value)
    x, y = plane.x(worst.at), plane.y(_value(worst))
    anchor = "start" if x < (plane.left + plane.right) / 2 else "end"
    return (
        f'<path d="{_trace(plane, spots)}" fill="none" stroke="{HEAT[0][0]}" stroke-width="1.8" '
        'stroke-dasharray="2 1.5" stroke-linejoin="round"/>'
        + "".join(_dot(plane, one, HEAT[0][0]) for one in _lonely(spots))
        + _text(x, max(y - 5, plane.top + 8), name, size=10, anchor=anchor, fill=HATCH, weight=700)
    )


def _shade(right: float, y: float, words: str) -> str:
    """Paper beneath words that end here, so that no curve runs through them."""
    wide = len(words) * 5.8
    return (
        f'<rect x="{_n(max(right - wide, 0))}" y="{_n(y - 9)}" width="{_n(min(wide, right))}" '
        'height="11" fill="#ffffff" fill-opacity="0.75"/>'
    )


def _runs(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Spots that follow each other without a gap."""
    runs: list[list[Spot]] = [[]]
    for one in spots:
        if one.value is not None:
            runs[-1].append(one)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _trace(plane: _Plane, spots: Sequence[Spot]) -> str:
    return "".join("M" + _corners(plane, run) for run in _runs(spots))


def _area(plane: _Plane, spots: Sequence[Spot]) -> str:
    return "".join(
        f"M{_n(plane.x(run[0].at))} {_n(plane.bottom)}L{_corners(plane, run)}"
        f"L{_n(plane.x(run[-1].at))} {_n(plane.bottom)}Z"
        for run in _runs(spots)
    )


def _corners(plane: _Plane, run: Sequence[Spot]) -> str:
    return "L".join(f"{_n(plane.x(one.at))} {_n(plane.y(_value(one)))}" for one in run)


def _stairs(plane: _Plane, points: Sequence[tuple[float, float]]) -> str:
    """A line that stays on its height until the next point and steps up there."""
    (first, value), *more = points
    steps = "".join(f"H{_n(plane.x(at))}V{_n(plane.y(value))}" for at, value in more)
    return f"M{_n(plane.x(first))} {_n(plane.y(value))}{steps}H{_n(plane.right)}"


def _lonely(spots: Sequence[Spot]) -> list[Spot]:
    return [run[0] for run in _runs(spots) if len(run) == 1]


def _dot(plane: _Plane, spot: Spot, ink: str) -> str:
    x, y = plane.x(spot.at), plane.y(_value(spot))
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.5" fill="{ink}"/>'


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 or 10 times a power of ten that is not below this."""
    if least <= 0:
        return 1
    power: float = 10 ** math.floor(math.log10(least))
    candidates = (one * power for one in (1.0, 2.0, 2.5, 5.0))
    return next((one for one in candidates if one >= least * (1 - 1e-9)), 10 * power)


def _short(value: float) -> str:
    """A figure beside a scale, with no more digits than can be told apart there."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 1 else f"{value:.1f}".removesuffix(".0")


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 10_800:
        return f"{seconds / 60:.1f}".removesuffix(".0") + " min"
    return f"{seconds / 3600:.1f}".removesuffix(".0") + " h"


def _open(key: str, width: float, height: float, sentence: str) -> str:
    name = f"{_id(key)}-title"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}" '
        f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}">'
        f'<title id="{name}">{escape(sentence)}</title>'
    )


def _patterns(key: str) -> str:
    """Stripes that say "nothing" (0) and "not asked" without any colour.

    They hold lines alone and lie over a plain shape: the PDF engine leaves hair lines between
    tiles that fill themselves.
    """
    return (
        "<defs>"
        + "".join(
            f'<pattern id="{_id(key)}-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="{ink}" stroke-width="{wide}"/></pattern>'
            for name, ink, wide in (("zero", HATCH, 2), ("void", LINE, 1))
        )
        + "</defs>"
    )


def _step_shape(key: str, points: str, step: Step) -> str:
    shape = f'polygon points="{points}"'
    if not step.asked:
        return _striped(shape, key, "void", fill="#ffffff", edge='stroke-dasharray="4 3"')
    if step.heat is None:
        return f'<{shape} fill="#ffffff" stroke="{EDGE}" stroke-dasharray="2 2"/>'
    return _heated(shape, key, step.heat)


def _step_ink(step: Step) -> tuple[str, float]:
    if not step.asked:
        return MUTED, 8.5
    return (MUTED if step.heat is None else HEAT[step.heat][1]), 12


def _heated(shape: str, key: str, heat: int) -> str:
    if heat == 0:
        return _striped(shape, key, "zero", fill=HEAT[0][0], edge='stroke-width="1"')
    return f'<{shape} fill="{HEAT[heat][0]}" stroke="{EDGE}" stroke-width="1"/>'


def _striped(shape: str, key: str, stripes: str, *, fill: str, edge: str) -> str:
    return (
        f'<{shape} fill="{fill}"/>'
        f'<{shape} fill="url(#{_id(key)}-{stripes})" stroke="{EDGE}" {edge}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    fill: str = INK,
    anchor: str = "middle",
    weight: int = 400,
) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family={quoteattr(FONT)} font-size="{_n(size)}" '
        f'font-weight="{weight}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'
    )


def _id(key: str) -> str:
    """A key as a name that HTML and SVG take; other characters keep their code."""
    safe = "".join(one if one.isascii() and one.isalnum() else f"-{ord(one):x}-" for one in key)
    return f"chart-{safe}"


def _n(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
