"""One vendor on one topic: answers, evidence and every reviewer's score."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.actions import scores
from evaluations.comparison import Cell, Comparison, MustHave
from evaluations.discussion import Entry, State, chosen
from evaluations.forms.scoring import AgreedForm
from evaluations.queries import findings
from evaluations.queries.answers import answers_of, pictures_of
from evaluations.queries.asked_again import again_on
from evaluations.queries.checks import checked_here
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.discussion import queue_of
from evaluations.queries.findings import findings_on
from evaluations.queries.grading import ground_on
from evaluations.queries.judgement import comparison_of, rows_of
from evaluations.queries.misfits import of_topic
from evaluations.queries.opinions import agreed_on, opinions_on
from evaluations.queries.settled import Agreement
from evaluations.scoring import graded
from evaluations.states import Stage
from evaluations.views.comments import thread_context
from evaluations.views.compare import READERS, address_of, kept
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.access import Refused
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Response, Submission
from vendors.questionnaire.model import Criterion


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def cell(request: WorkspaceRequest, pk: int, response: int, criterion: str) -> HttpResponse:
    desk = desk_of(request.presence, pk, contents_of=[response])
    desk.may_see(Thing.ANSWERS).require()
    answering, submission = desk.submitted(response)
    asked = desk.criterion(criterion)
    context = _answers(desk, answering, submission, asked)
    if not desk.sees(Thing.OTHERS_SCORES):
        return render(request, "evaluations/cell/blind.html", context)
    items = [item.key for item in desk.questionnaire.items_of(asked.key)]
    rows = rows_of(desk.bench, marks_of=items)
    compared = kept(comparison_of(desk.bench, address=address_of(desk), rows=rows), desk)
    found = _found(compared, answering, asked)
    entries = queue_of(desk.bench, compared, rows)
    form = _agreed_form(request, desk)
    if request.method == "POST" and form is None:
        raise Refused("Agreed scores are recorded by a coordinator, while discussion is open.")
    if request.method == "POST" and form is not None and form.is_valid():
        _agree(request, desk, answering, asked, found, form)
        return redirect(_onward(desk, compared, entries, found))
    context |= _discussion(desk, compared, entries, found)
    context |= thread_context(desk, answering, asked, request.person.pk)
    context |= {
        "opinions": opinions_on(
            desk.bench, answering, asked, context["ground"].files, rows, context["noted"]
        ),
        "checked": checked_here(desk.bench, answering, asked.key),
        "agreed": agreed_on(rows, answering, asked),
    }
    context |= {"form": form, "agreed_value": form["value"].value() if form else ""}
    status = 422 if form and form.errors else 200
    return render(request, "evaluations/cell/cell.html", context, status=status)


def _answers(
    desk: Desk, response: Response, submission: Submission, asked: Criterion
) -> dict[str, Any]:
    misfits, others = of_topic(desk.bench, response, asked.key)
    noted = findings_on(
        [response], desk.questionnaire, desk.evaluation.pk, mask=desk.bench.mask
    ).get(response.pk, ())
    ground = ground_on(
        desk.questionnaire,
        desk.bench.said(response.pk),
        asked.key,
        closing=desk.bench.closing,
        findings=noted,
    )
    return {
        "title": f"{response.vendor.name}: {asked.title}",
        "crumbs": crumbs(
            desk, ("Compare", place("compare", desk.evaluation.pk)), (asked.short_title, "")
        ),
        "desk": desk,
        "response": response,
        "submission": submission,
        "topic": asked,
        "level": desk.questionnaire.level_of(asked),
        "share": desk.questionnaire.share(asked) * 100,
        "weights": desk.questionnaire.weight_beside(asked),
        "ground": ground,
        "ceiling": ground.files,
        "noted": noted,
        "findings": findings.about(noted, asked.key),
        "misfits": misfits,
        "others": others,
        "misfits_url": place("misfits", desk.evaluation.pk),
        "again": again_on(desk, response, asked.key),
        "now": desk.now,
        "answers": answers_of(desk, submission, asked.key, pictures=pictures_of(submission)),
    }


def _discussion(
    desk: Desk, compared: Comparison, entries: Sequence[Entry], found: Cell
) -> dict[str, Any]:
    others = _others(compared, entries, found)
    mine = next((one for one in entries if _is_of(one, found)), None)
    return {
        "cell": found,
        "ceiling": graded(found.files, found.grade, desk.questionnaire.rules),
        "why": mine.why if mine else (),
        "is_left": desk.bench.settled_on(int(found.vendor)).left_on(found.criterion),
        "may_leave": bool(mine and mine.state is State.OPEN and _may_agree(desk)),
        "required": _required(desk, compared, found),
        "may_agree": _may_agree(desk),
        "next": others[0] if others else None,
        "next_title": _title(compared, others[0]) if others else "",
        "left": len(others),
        "queue_url": place("discussion", desk.evaluation.pk),
    }


def _required(
    desk: Desk, compared: Comparison, found: Cell
) -> list[tuple[MustHave, list[Agreement]]]:
    """The must-haves of a cell, each with what was agreed on it."""
    settled = desk.bench.settled_on(int(found.vendor))
    return [
        (one, settled.marks_on([one.item]))
        for one in compared.must_haves_of(found.vendor)
        if one.criterion == found.criterion
    ]


def _others(compared: Comparison, entries: Sequence[Entry], found: Cell) -> list[Cell]:
    """The other cells that are still to be talked about, in the order of the queue."""
    cells = {(one.vendor, one.criterion): one for row in compared.all_rows for one in row.cells}
    still = [one for one in chosen(entries, state=State.OPEN) if not _is_of(one, found)]
    return [cells[one.cell.vendor, one.cell.topic] for one in still]


def _is_of(entry: Entry, found: Cell) -> bool:
    return (entry.cell.vendor, entry.cell.topic) == (found.vendor, found.criterion)


def _agreed_form(request: WorkspaceRequest, desk: Desk) -> AgreedForm | None:
    if not _may_agree(desk):
        return None
    names = [one.name for one in desk.bench.panel]
    if str(request.person) not in names:
        names.append(str(request.person))
    today = desk.now.astimezone(ZoneInfo(request.workspace.time_zone)).date()
    return AgreedForm(
        request.POST or None, names=names, today=today, initial={"present": names, "met_on": today}
    )


def _may_agree(desk: Desk) -> bool:
    return desk.coordinates and desk.stage is Stage.DISCUSSION


def _agree(
    request: WorkspaceRequest,
    desk: Desk,
    response: Response,
    asked: Criterion,
    found: Cell,
    form: AgreedForm,
) -> None:
    data = form.cleaned_data
    before = found.final.quantize(Decimal("0.0001")) if found.final is not None else None
    scores.agree(
        desk.evaluation,
        response,
        asked.key,
        data["value"],
        reason=data["reason"],
        present=data["present"],
        met_on=data["met_on"],
        place=data["place"],
        before=before,
        by=request.person,
    )
    messages.success(request, f"Agreed score {data['value']} recorded for {response.vendor.name}.")


def _onward(desk: Desk, compared: Comparison, entries: Sequence[Entry], found: Cell) -> str:
    """The next cell to discuss, else the queue, which then says that nothing is left."""
    others = _others(compared, entries, found)
    return others[0].href if others else place("discussion", desk.evaluation.pk)


def _found(compared: Comparison, response: Response, asked: Criterion) -> Cell:
    row = next(one for one in compared.all_rows if one.key == asked.key)
    return next(one for one in row.cells if one.vendor == str(response.pk))


def _title(compared: Comparison, one: Cell) -> str:
    row = next(row for row in compared.all_rows if row.key == one.criterion)
    column = next(column for column in compared.columns if column.key == one.vendor)
    return f"{row.short_title}, {column.name}"
