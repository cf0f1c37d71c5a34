"""The comparison as table rows and pyramids, written as whole strings.

A page of twenty vendors has hundreds of cells: an include or a url tag in each would cost more
than all the sums behind them.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from evaluations.comparison import (
    BlindCell,
    BlindGroup,
    BlindRow,
    Cell,
    CellState,
    Column,
    Comparison,
    Group,
    Layout,
    Row,
    Vendor,
)
from evaluations.needs import NeedRow
from evaluations.scoring import MustHaveState
from portal.documents import charts
from portal.look.templatetags.look import meter as glyph
from vendors.requirements import Line, Need, Verdict

register = template.Library()

Misfits = Mapping[tuple[str, str], int]
"""By vendor and topic: how many points of the cross-checks concern these answers."""
METERS = tuple(glyph(score) for score in range(5))
NOTHING = SafeString("")
QUOTED = re.compile(" “[^”]*”")
"""A question within a reason: too long for a cell, and the cell's own page names it."""


@register.simple_tag
def pyramid(column: Column) -> SafeString:
    """One vendor's levels, base at the bottom."""
    steps = [
        charts.Step(one.number, one.title, one.roll_up.shown, one.roll_up.heat, one.asked)
        for one in column.levels
    ]
    return mark_safe(charts.pyramid(f"vendor-{column.key}", column.name, steps, width=208))  # noqa: S308 -- charts escape what they draw


@register.simple_tag
def matrix_rows(comparison: Comparison, misfits: Misfits | None = None) -> SafeString:
    """Must-haves, what is required, and every group with its topics."""
    columns = comparison.columns
    return format_html(
        "{}{}{}",
        _must_have_row(columns) if any(one.must_haves for one in columns) else NOTHING,
        _needs(comparison.needs, [one.name for one in columns]),
        format_html_join(
            "", "{}", ((_group(one, columns, misfits or {}),) for one in comparison.groups)
        ),
    )


@register.simple_tag
def layout_rows(layout: Layout, misfits: Misfits | None = None) -> SafeString:
    """The same before discussion: answers and evidence, no score."""
    names = [one.name for one in layout.columns]
    return format_html(
        "{}{}",
        _needs(layout.needs, names),
        format_html_join(
            "",
            "{}",
            ((_blind_group(one, layout.columns, misfits or {}),) for one in layout.groups),
        ),
    )


def _group(group: Group, columns: Sequence[Column], misfits: Misfits) -> SafeString:
    roll_ups = format_html_join(
        "",
        '<td role="cell"><b class="num">{}</b> <span class="meta">{}</span></td>',
        ((one.shown, one.coverage_shown) for one in group.roll_ups),
    )
    rows = format_html_join("", "{}", ((_row(one, columns, misfits),) for one in group.rows))
    return _body(group.number, group.title, group.share_shown, roll_ups, rows)


def _blind_group(group: BlindGroup, columns: Sequence[Vendor], misfits: Misfits) -> SafeString:
    empty = SafeString('<td role="cell"></td>' * len(columns))
    rows = format_html_join("", "{}", ((_blind_row(one, columns, misfits),) for one in group.rows))
    return _body(group.number, group.title, group.share_shown, empty, rows)


def _body(number: int, title: str, share: str, cells: SafeString, rows: SafeString) -> SafeString:
    """One group: on phones it folds, by a details element whose state the style sheet reads."""
    # All topics in one group have no number.
    step = format_html('<b><span class="visually-hidden">Level </span>{}</b>', number)
    name = format_html(
        '<span class="level">{}<span>{} <span class="meta">{}</span></span></span>',
        step if number else NOTHING,
        title,
        share,
    )
    return format_html(
        '<tbody role="rowgroup" class="fold-rows"><tr role="row" class="group">'
        '<th scope="rowgroup" role="rowheader"><span class="only-wide">{}</span>'
        '<details class="only-phone"><summary>{}</summary></details></th>{}</tr>{}</tbody>',
        name,
        name,
        cells,
        rows,
    )


def _row(row: Row, columns: Sequence[Column], misfits: Misfits) -> SafeString:
    topic = escape(row.short_title)
    cells = "".join(
        f'<td role="cell">{_cell(one, escape(column.name), topic, misfits)}</td>'
        for one, column in zip(row.cells, columns, strict=True)
    )
    return _topic_row(row.title, row.weight, row.share_shown, SafeString(cells))


def _blind_row(row: BlindRow, columns: Sequence[Vendor], misfits: Misfits) -> SafeString:
    topic = escape(row.short_title)
    cells = "".join(
        f'<td role="cell">{_blind_cell(one, column, topic, misfits)}</td>'
        for one, column in zip(row.cells, columns, strict=True)
    )
    return _topic_row(row.title, row.weight, row.share_shown, SafeString(cells))


def _topic_row(title: str, weight: int, share: str, cells: SafeString) -> SafeString:
    return format_html(
        '<tr role="row"><th scope="row" role="rowheader"><b>{}</b> '
        '<span class="cell-note muted">weight {} = {}</span></th>{}</tr>',
        title,
        weight,
        share,
        cells,
    )


# The cells are written with f-strings, each text escaped by hand: format_html would take longer
# for them than all the sums behind them. `vendor` and `topic` come escaped.


def _cell(cell: Cell, vendor: str, topic: str, misfits: Misfits) -> str:
    word = f"<span>{escape(cell.range_shown)}</span>" if cell.range_shown else ""
    meter = METERS[cell.heat] if cell.heat is not None else ""
    note = cell.evidence_shown
    if cell.grade_shown:
        note = f"{note} · {cell.grade_shown.lower()}"
    if cell.limited:
        note = f"{note} · limited to {cell.ceiling}"
    if cell.left_out:
        note = f"{note} · {cell.left_out}"
    inner = (
        f'<span class="cell-top"><b>{escape(cell.shown)}</b>{word}{meter}</span>'
        f'<span class="cell-note">{escape(note)}</span>'
    )
    if cell.untested:
        inner += '<span class="tag tag-dashed">Not tested: counts as 0</span>'
    if cell.agreed:
        inner += '<span class="tag tag-mark is-ask">Agreed</span>'
        if cell.average_shown:
            inner += f' <del class="cell-note">average {escape(cell.average_shown)}</del>'
    if cell.disagreement:
        inner += (
            '<span class="tag tag-mark is-ask"><span aria-hidden="true">△ </span>'
            f"{escape(cell.disagreement)}</span>"
        )
    if cell.missing:
        inner += f'<span class="tag tag-dashed">{escape(cell.missing)}</span>'
    inner += _misfits(cell, misfits)
    heat = "heat-none" if cell.heat is None else f"heat-{cell.heat}"
    href = cell.href if cell.state is not CellState.NOT_ASSIGNED else ""
    return _linked(href, heat, vendor, topic, inner)


def _blind_cell(cell: BlindCell, vendor: Vendor, topic: str, misfits: Misfits) -> str:
    name = escape(vendor.name)
    if not vendor.responded:
        return _linked("", "heat-unasked", name, topic, '<span class="cell-note">no answers</span>')
    inner = (
        f'<span class="cell-top"><span>{escape(cell.answered_shown)}</span></span>'
        f'<span class="cell-note">{escape(cell.evidence_shown)}</span>'
    )
    if cell.left_out:
        inner += f'<span class="cell-note">{escape(cell.left_out)}</span>'
    if cell.limit_note:
        limit = QUOTED.sub("", cell.limit_note)
        inner += f'<span class="cell-note">{escape(limit)}</span>'
    inner += _misfits(cell, misfits)
    return _linked(cell.href, "heat-none", name, topic, inner)


def _misfits(cell: Cell | BlindCell, misfits: Misfits) -> str:
    """How many points in these answers do not fit."""
    number = misfits.get((cell.vendor, cell.criterion), 0)
    if not number:
        return ""
    points = "1 point does" if number == 1 else f"{number} points do"
    return f'<span class="tag tag-mark is-warning">{points} not fit</span>'


def _linked(href: str, heat: str, vendor: str, topic: str, inner: str) -> str:
    if not href:
        return f'<span class="cell {heat}" data-label="{vendor}">{inner}</span>'
    return (
        f'<a class="cell {heat}" data-label="{vendor}" href="{escape(href)}">{inner}'
        f'<span class="visually-hidden">{topic}, {vendor}</span></a>'
    )


def _must_have_row(columns: Sequence[Column]) -> SafeString:
    cells = format_html_join(
        "",
        '<td role="cell"><span class="cell heat-none" data-label="{}">{}{}</span></td>',
        ((one.name, one.must_haves_shown, _failed(one)) for one in columns),
    )
    return _plain_row("Must-haves", "What a system has to have, whatever its total", cells)


def _failed(column: Column) -> SafeString:
    failed = [one for one in column.must_haves if one.state is MustHaveState.FAILED]
    if not failed:
        return NOTHING
    names = dict.fromkeys(one.topic for one in failed)
    return format_html('<span class="cell-note">Failed: {}</span>', ", ".join(names))


REQUIRED = SafeString('What we require <span class="meta">promised and proved</span>')
TAGS = {
    Verdict.MET: SafeString(' <span class="tag is-success">met</span>'),
    Verdict.MISSED: SafeString(' <span class="tag is-warning">missed</span>'),
    Verdict.UNKNOWN: NOTHING,
}


def _needs(rows: Sequence[NeedRow], names: Sequence[str]) -> SafeString:
    """One group of rows: need at the left, proof in the cell, and below it what is promised."""
    if not rows:
        return NOTHING
    return format_html(
        '<tbody role="rowgroup" class="fold-rows"><tr role="row" class="group">'
        '<th scope="rowgroup" role="rowheader"><span class="only-wide">{}</span>'
        '<details class="only-phone" open><summary>{}</summary></details></th>{}</tr>{}</tbody>',
        REQUIRED,
        REQUIRED,
        SafeString('<td role="cell"></td>' * len(names)),
        format_html_join("", "{}", ((_need_row(one, names),) for one in rows)),
    )


def _need_row(row: NeedRow, names: Sequence[str]) -> SafeString:
    cells = "".join(
        f'<td role="cell"><span class="cell heat-none" data-label="{escape(name)}">'
        f"{_need_cell(cell.line)}</span></td>"
        for cell, name in zip(row.cells, names, strict=True)
    )
    return format_html(
        '<tr role="row" class="plain"><th scope="row" role="rowheader"><b>{}</b> '
        '<span class="cell-note muted">{}</span></th>{}</tr>',
        row.need.label,
        need_words(row.need),
        SafeString(cells),
    )


def need_words(need: Need) -> str:
    """What is needed, with what that comes to."""
    if not need.is_fixed:
        return need.need
    return f"Needed: {need.need}" + (f" ({need.note})" if need.note else "")


def _need_cell(line: Line) -> str:
    share = f" {line.percent} of the need" if line.percent else ""
    if not line.provable:
        return f'{escape(line.promise)}{TAGS[line.promised]}<span class="cell-note muted">Promised only</span>'
    tag = TAGS[line.proved]
    if share and tag:
        tag = SafeString(tag.replace("</span>", f":{share}</span>"))
    return (
        f'{escape(line.proof)}{tag}<span class="cell-note muted">Promised: '
        f"{escape(line.promise_inline)}{_said(line.promised)}</span>"
    )


def _said(verdict: Verdict) -> str:
    return {Verdict.MET: ", enough", Verdict.MISSED: ", not enough"}.get(verdict, "")


def _plain_row(title: str, note: str, cells: SafeString) -> SafeString:
    return format_html(
        '<tbody role="rowgroup"><tr role="row" class="plain"><th scope="row" role="rowheader">'
        '<b>{}</b> <span class="cell-note muted">{}</span></th>{}</tr></tbody>',
        title,
        note,
        cells,
    )
