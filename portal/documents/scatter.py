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
DOT = 8
"""Half of the room that a mark needs."""


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
    placed = [(one, left + one.along * wide, bottom - one.up * tall) for one in marks]
    taken = [(x - DOT, 2.0 * DOT, y + 4) for _one, x, y in placed]
    for one, x, y in sorted(placed, key=lambda mark: (mark[2], mark[1], mark[0].name)):
        parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="6" fill="{HEAT[4][0]}" stroke="#ffffff" '
            'stroke-width="1.5"/>'
        )
        long = len(one.name) * 7.0
        start, words = _free(taken, (x, y), long, (left, width - 2.0, bottom - 2))
        taken.append((start, long, words))
        after = start > x
        parts.append(
            _text(
                start if after else start + long,
                words,
                one.name,
                size=12,
                anchor="start" if after else "end",
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
    taken: Sequence[tuple[float, float, float]],
    mark: tuple[float, float],
    long: float,
    within: tuple[float, float, float],
) -> tuple[float, float]:
    """Where a name begins and how low it stands: as near to its mark as nothing is in the way.

    taken: what stands already, as left edge, width and height of its foot.
    """
    (x, y), (left, right, lowest) = mark, within

    def is_free(start: float, foot: float) -> bool:
        inside = start >= left and start + long <= right and ROW <= foot <= lowest
        return inside and all(
            abs(foot - other) >= ROW or start >= begun + wide or begun >= start + long
            for begun, wide, other in taken
        )

    sides = (x + DOT + 2, x - DOT - 2 - long)
    tries = [
        (start, y + 4 + rows * ROW * sign)
        for rows in range(12)
        for start in sides
        for sign in ((1,) if not rows else (-1, 1))
    ]
    nearest = sides[0] if sides[0] + long <= right else sides[1]
    return next((one for one in tries if is_free(*one)), (nearest, y + 4))
