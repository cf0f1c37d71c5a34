"""Vendors side by side: answers and counts while reviewers score, all scores afterwards."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.comparison import (
    COLUMNS_AT_ONCE,
    Comparison,
    Counting,
    Grouping,
    Layout,
    Only,
    by_rank,
    choose,
    filtered,
    narrowed,
)
from evaluations.discussion import State
from evaluations.forms.what_if import PREFIX, TriedWeightsForm
from evaluations.needs import take
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.discussion import cell_of, queue_of
from evaluations.queries.judgement import comparison_of, layout_of, rows_of
from evaluations.queries.misfits import hits_of, marks_of
from evaluations.states import Stage
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, reach
from evaluations.visibility import Thing
from evaluations.what_if import Weights, changes, moves
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles

READERS = (Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER, Role.APPROVER)


@require_safe
@for_roles(*READERS)
def compare(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.ANSWERS).require()
    wanted = request.GET.get("group", "")
    grouping = Grouping(wanted) if wanted in set(Grouping) else Grouping.LEVEL
    if desk.sees(Thing.AVERAGES):
        return _discussed(request, desk, grouping)
    return _blind(request, desk, grouping)


def address_of(desk: Desk) -> Callable[[str, str], str]:
    """Makes the addresses of cells: one reversal for the page, not one for each cell."""
    base = place("cell", desk.evaluation.pk, 0, "-").removesuffix("0/-/")
    return lambda vendor, criterion: f"{base}{vendor}/{criterion}/"


def _discussed(request: WorkspaceRequest, desk: Desk, grouping: Grouping) -> HttpResponse:
    counting = Counting.TESTED if request.GET.get("count") == "tested" else Counting.ALL
    rows, cells = rows_of(desk.bench), address_of(desk)
    real = comparison_of(desk.bench, grouping=grouping, address=cells, rows=rows)
    form = tried_in(request, desk)
    weights = form.weights if form else ()
    whole = comparison_of(
        desk.bench, grouping=grouping, counting=counting, weights=weights, address=cells, rows=rows
    )
    mine = kept(by_rank(whole), desk)
    # What needs a discussion does not hang on a what-if view.
    seen = kept(real, desk)
    queue = [one for one in queue_of(desk.bench, seen, rows) if one.state is State.OPEN]
    top = cell_of(seen, queue[0]) if queue else None
    only = [one for one in Only if one.value in request.GET.getlist("only")]
    chosen = [key for key in request.GET.getlist("vendor") if key in desk.keys]
    shown = filtered(choose(mine, chosen), only)
    context = {
        **_frame(request, desk, grouping),
        "comparison": shown,
        "filters": _filters(mine, only),
        "only": only,
        "queue": queue,
        "first": top,
        "first_title": _title_of(mine, top.criterion, top.vendor) if top else "",
        "choices": _choices([(one.key, one.name) for one in mine.columns], shown.columns),
        "too_many": len(chosen) > COLUMNS_AT_ONCE,
        "counting": counting.value,
        "untested": sum(one.untested for row in mine.all_rows for one in row.cells),
        "decide_url": place("decide", desk.evaluation.pk),
        **_tried(request, desk, form, weights),
        "moves": moves(real, mine) if weights else (),
    }
    status = 422 if form and form.errors else 200
    return render(request, "evaluations/compare/compare.html", context, status=status)


def tried_in(request: WorkspaceRequest, desk: Desk) -> TriedWeightsForm | None:
    """The weights that the address tries out; nothing for whoever may not see ranks yet."""
    if not desk.sees(Thing.RANKS):
        return None
    return TriedWeightsForm(request.GET.dict(), questionnaire=desk.bench.questionnaire)


def _tried(
    request: WorkspaceRequest, desk: Desk, form: TriedWeightsForm | None, weights: Weights
) -> dict[str, Any]:
    """The what-if form, and the addresses that keep what else was chosen."""
    asked = [(name, one) for name, many in request.GET.lists() for one in many]
    tried = [(f"{PREFIX}{key}", str(weight)) for key, weight in weights]
    others = [(name, one) for name, one in asked if not name.startswith(PREFIX)]
    chosen = {"only", "group", "vendor"}
    return {
        "form": form,
        "changes": changes(desk.bench.questionnaire, weights),
        "keeping": tried,
        "others": others,
        "set_url": f"?{urlencode(others)}",
        "counted_url": f"?{urlencode([one for one in [*others, *tried] if one[0] != 'count'])}",
        "all_url": f"?{urlencode([one for one in [*others, *tried] if one[0] not in chosen])}",
        "is_filtered": any(name in chosen for name, _one in asked),
    }


def _blind(request: WorkspaceRequest, desk: Desk, grouping: Grouping) -> HttpResponse:
    layout = layout_of(desk.bench, grouping=grouping, address=address_of(desk))
    at = [n for n, one in enumerate(layout.columns) if one.key in desk.keys]
    wanted = [n for n in at if layout.columns[n].key in request.GET.getlist("vendor")]
    shown = _columns(layout, (wanted or at)[:COLUMNS_AT_ONCE])
    context = {
        **_frame(request, desk, grouping),
        "layout": shown,
        "choices": _choices(
            [(layout.columns[n].key, layout.columns[n].name) for n in at], shown.columns
        ),
        "too_many": len(wanted) > COLUMNS_AT_ONCE,
        "counts_shown": desk.sees(Thing.COUNTS),
    }
    return render(request, "evaluations/compare/layout.html", context)


def kept(comparison: Comparison, desk: Desk) -> Comparison:
    """The comparison without the vendors that somebody has a conflict with."""
    if not desk.has_conflicts:
        return comparison
    at = [n for n, one in enumerate(comparison.columns) if one.key in desk.keys]
    return narrowed(comparison, at)


def _columns(layout: Layout, at: list[int]) -> Layout:
    groups = tuple(
        replace(
            group,
            rows=tuple(replace(row, cells=tuple(row.cells[n] for n in at)) for row in group.rows),
        )
        for group in layout.groups
    )
    peak = replace(layout.peak, cells=tuple(layout.peak.cells[n] for n in at if layout.peak.cells))
    columns = tuple(layout.columns[n] for n in at)
    needs = take(layout.needs, at)
    packs = tuple(replace(one, layout=_columns(one.layout, at)) for one in layout.packs)
    return replace(layout, columns=columns, groups=groups, peak=peak, needs=needs, packs=packs)


def _frame(request: WorkspaceRequest, desk: Desk, grouping: Grouping) -> dict[str, Any]:
    pk = desk.evaluation.pk
    found = hits_of(desk.bench, only={one.pk for one in desk.responses})
    return {
        "title": "Compare vendors",
        "crumbs": crumbs(desk, ("Compare", "")),
        "desk": desk,
        "grouping": grouping.value,
        "reviewers": len(desk.bench.panel),
        "misfits": marks_of(found),
        "misfits_found": sum(map(len, found.values())),
        "misfits_url": place("misfits", pk),
        "submitted": sum(one.pk in desk.bench.submissions for one in desk.responses),
        "reports_url": reach("reports", pk),
        "is_filtered": bool(request.GET),
        "is_draft": desk.stage is Stage.DISCUSSION,
    }


def _filters(comparison: Comparison, only: list[Only]) -> list[dict[str, Any]]:
    cells = [cell for row in comparison.all_rows for cell in row.cells]
    apart = sum(bool(cell.disagreement) for cell in cells)
    open_cells = sum(bool(cell.missing) for cell in cells)
    labels = {
        Only.DIFFERENCES: "Only differences",
        Only.DISAGREEMENTS: f"Only disagreements ({apart})",
        Only.UNSCORED: f"Only unscored ({open_cells})",
    }
    return [
        {"value": one.value, "label": label, "on": one in only} for one, label in labels.items()
    ]


def _choices(all_of: list[tuple[str, str]], shown: Any) -> list[dict[str, Any]]:
    """Vendors to choose from; none where all fit side by side."""
    if len(all_of) <= COLUMNS_AT_ONCE:
        return []
    on = {one.key for one in shown}
    return [{"key": key, "name": name, "on": key in on} for key, name in all_of]


def _title_of(comparison: Comparison, criterion: str, vendor: str) -> str:
    row = next(one for one in comparison.all_rows if one.key == criterion)
    column = next(one for one in comparison.columns if one.key == vendor)
    return f"{row.title}, {column.name}"
