"""What there is to talk about, what could change most first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.agreement import agreement
from evaluations.comparison import Comparison
from evaluations.discussion import Entry, Reason, State, chosen, counts
from evaluations.queries.desk import desk_of
from evaluations.queries.discussion import queue_of
from evaluations.queries.judgement import blind_scores, comparison_of, rows_of
from evaluations.states import Stage
from evaluations.views.compare import READERS, address_of, kept
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.http import WorkspaceRequest, for_roles

ANY = "any"
REASONS = {
    Reason.LEADER: "Could change who leads",
    Reason.MUST_HAVE: "A must-have hangs on it",
    Reason.ORDER: "Could change a place",
    Reason.SPREAD: "Reviewers are far apart",
    Reason.UNSURE: "A reviewer is not sure",
}
STATES = {State.OPEN: "Still to discuss", State.AGREED: "Agreed", State.LEFT: "Left at the average"}


@require_safe
@for_roles(*READERS)
def discussion(request: WorkspaceRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.OTHERS_SCORES).require()
    given = rows_of(desk.bench)
    compared = kept(comparison_of(desk.bench, address=address_of(desk), rows=given), desk)
    entries = queue_of(desk.bench, compared, given)
    asked_why, asked_state = request.GET.get("why", ANY), request.GET.get("state", State.OPEN)
    reason = Reason(asked_why) if asked_why in set(Reason) else None
    state = State(asked_state) if asked_state in STATES else None
    if state is None and asked_state != ANY:
        state = State.OPEN
    context = {
        "title": "Discussion",
        "crumbs": crumbs(desk, ("Discussion", "")),
        "desk": desk,
        "compared": compared,
        "entries": _lines(compared, chosen(entries, reason=reason, state=state)),
        **_filters(entries, reason, state),
        "is_filtered": reason is not None or state is not State.OPEN,
        "is_open": desk.stage is Stage.DISCUSSION,
        "agreement": agreement(blind_scores(desk.bench, given, only=desk.keys)),
        "reviewers": len(desk.bench.panel),
    }
    return render(request, "evaluations/cell/discussion.html", context)


def _lines(compared: Comparison, entries: tuple[Entry, ...]) -> list[tuple[Any, ...]]:
    """Each entry with its cell, its vendor's name and its topic's row."""
    names = {one.key: one.name for one in compared.columns}
    cells = {
        (one.vendor, one.criterion): (one, row) for row in compared.all_rows for one in row.cells
    }
    return [
        (one, *cells[one.cell.vendor, one.cell.topic], names[one.cell.vendor]) for one in entries
    ]


def _filters(
    entries: tuple[Entry, ...], reason: Reason | None, state: State | None
) -> dict[str, Any]:
    states, reasons = counts(entries)
    return {
        "left": states[State.OPEN],
        "settled": len(entries) - states[State.OPEN],
        "listed": len(entries),
        "why": reason.value if reason else ANY,
        "state": state.value if state else ANY,
        "whys": [(ANY, "For any reason"), *_options(REASONS, reasons)],
        "states": [*_options(STATES, states), (ANY, f"All ({len(entries)})")],
    }


def _options(words: dict[Any, str], found: Any) -> list[tuple[str, str]]:
    return [(one.value, f"{label} ({found[one]})") for one, label in words.items()]
