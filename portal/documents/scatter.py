"""Two figures of each thing as marks in a plane: price along the foot, score up the side.

Drawn in the same way as the other charts; names stand beside their marks and make room for each
other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.documents.charts import (
    EDGE,
    HEAT,
    LINE,
    MUTED,
    _n,
    _open,
    _round_step,
    _short,
    _text,
)

ROW = 13
"""How far names must be apart, one above the other."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing: its name, and how far it is along and up."""

    name: str
    along: float
    up: float


@dataclass(frozen=True, slots=True)
class Axis:
    """What a side of the plane says."""

    name: str
    top: float = 0
    """The highest figure; 0 takes a round one above all marks."""


def scatter(
    key: str,
    sentence: str,
    marks: Sequence[Mark],
    *,
    along: Axis,
    up: Axis,
    width: int = 560,
    height: int = 320,
) -> str:
    """Draw the marks; the sentence says all of them in words. Both sides begin at 0."""
    left, top, right, bottom = 34.0, 26.0, width - 14.0, height - 44.0
    ticks_along = _ticks(along, [one.along for one in marks])
    ticks_up = _ticks(up, [one.up for one in marks])
    wide, tall = (right - left) / ticks_along[-1], (bottom - top) / ticks_up[-1]
    parts = [_open(key, width, height, sentence)]
    for at in ticks_up:
        y = bottom - at * tall
        parts.append(f'<path d="M{left} {_n(y)}H{_n(right)}" stroke="{LINE if at else EDGE}"/>')
        parts.append(_text(left - 6, y + 4, _short(at), size=11, anchor="end", fill=MUTED))
    for at in ticks_along:
        x = left + at * wide
        parts.append(f'<path d="M{_n(x)} {top}V{_n(bottom)}" stroke="{EDGE if not at else LINE}"/>')
        anchor = "end" if at == ticks_along[-1] else "middle"
        parts.append(_text(x, bottom + 16, _thousands(at), size=11, anchor=anchor, fill=MUTED))
    parts.append(_text(left, 14, up.name, size=12, anchor="start", fill=MUTED))
    parts.append(_text(right, height - 8, along.name, size=12, anchor="end", fill=MUTED))
    taken: list[tuple[float, float, float]] = []
    for one in sorted(marks, key=lambda mark: (-mark.up, mark.along, mark.name)):
        x, y = left + one.along * wide, bottom - one.up * tall
        before = x > (left + right) / 2
        long = len(one.name) * 6.6 + 12
        words = _free(taken, x - long if before else x, long, y + 4, bottom - 2)
        taken.append((x - long if before else x, long, words))
        parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="6" fill="{HEAT[4][0]}" stroke="#ffffff" '
            'stroke-width="1.5"/>'
        )
        parts.append(
            _text(
                x - 10 if before else x + 10,
                words,
                one.name,
                size=12,
                anchor="end" if before else "start",
                weight=700,
            )
        )
    return "".join((*parts, "</svg>"))


def _ticks(axis: Axis, values: Sequence[float]) -> list[float]:
    if axis.top:
        return [float(at) for at in range(int(axis.top) + 1)]
    highest = max(values, default=0) * 1.04
    step = _round_step(highest / 4)
    count = max(int(-(-highest // step)), 1)
    return [at * step for at in range(count + 1)]


def _thousands(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:.2f}".rstrip("0").rstrip(".") + " m"
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:g}"


def _free(
    taken: Sequence[tuple[float, float, float]], left: float, long: float, y: float, last: float
) -> float:
    """The nearest height, from y downwards and then upwards, at which no name is in the way."""

    def is_free(at: float) -> bool:
        return all(
            abs(at - other) >= ROW or left >= start + wide or start >= left + long
            for start, wide, other in taken
        )

    moves = [step * ROW * sign for step in range(12) for sign in (1, -1)]
    return next((y + one for one in moves if is_free(y + one) and y + one <= last), y)
