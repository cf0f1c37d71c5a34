"""What pages of judging share: the way back, and the gate that a reviewer passes first."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from evaluations import rules
from evaluations.queries.desk import Desk, desk_of
from evaluations.states import Role, Stage
from evaluations.views import frame
from evaluations.views.frame import place
from evaluations.visibility import Thing
from portal.http import WorkspaceRequest
from vendors.models import Response


def reach(name: str, *args: Any) -> str:
    """Address of a page of this app; empty where this installation has none."""
    return frame.reach(f"evaluations:{name}", *args)


def crumbs(desk: Desk, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs: reviewers come from their scoring, all others from the list."""
    pk, name = desk.evaluation.pk, desk.evaluation.round.name
    if not desk.roles.isdisjoint({Role.COORDINATOR, Role.OBSERVER}):
        above = [("Evaluations", place("list")), (name, place("overview", pk))]
    elif Role.APPROVER in desk.roles:
        above = [(name, place("compare", pk))]
    else:
        above = [("My scoring", place("my-scoring"))]
        above += [(name, place("compare", pk))] if desk.sees(Thing.ANSWERS) else []
    lines = [*above, *more]
    return [
        {"label": label, "url": "" if at == len(lines) - 1 else url}
        for at, (label, url) in enumerate(lines)
    ]


def open_on(request: WorkspaceRequest, pk: int, response: int) -> tuple[Desk, Response]:
    """An evaluation with one vendor in it, for a page that names the vendor.

    404 where a conflict keeps the vendor from her.
    """
    desk = desk_of(request.presence, pk)
    rules.may_read_names(desk.evaluation, coordinates=desk.coordinates).require()
    about = desk.response(response)
    about.round = desk.evaluation.round
    return desk, about


def entrance(desk: Desk) -> HttpResponse | None:
    """Where a reviewer has to go before she may score; None once nothing is in the way."""
    if desk.panelist is None:
        raise Http404
    if not desk.may_enter():
        return redirect("evaluations:declare", desk.evaluation.pk)
    if desk.stage in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}:
        return redirect("evaluations:compare", desk.evaluation.pk)
    if desk.stage is not Stage.SCORING:
        return redirect("evaluations:my-scoring")
    return None
