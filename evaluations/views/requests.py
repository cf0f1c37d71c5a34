"""Requests to a current provider: prepare and send a letter, follow it, answer replies, check proof."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import rules
from evaluations.actions import requests
from evaluations.actions.requests import Wanted
from evaluations.forms.requests import AnswerForm, RequestForm, SendForm
from evaluations.models import PlannedRequest
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.requests import Proposals, planned_to, proposals_to
from evaluations.views.frame import place
from evaluations.views.seats import crumbs, open_on
from portal.access import Refused
from portal.accounts.models import Role
from portal.files.answers import download
from portal.files.models import StoredFile
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import changes
from vendors.changes import Act, Result
from vendors.models import ChangeStep, PrintedLetter, RequestedChange, RequestLetter, Response
from vendors.queries.changes import Change, changes_of, letters_to, local_day

READERS = (Role.COORDINATOR, Role.OBSERVER, Role.APPROVER)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(*READERS)
def first(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Lead to the requests to the first vendor; the others are named there."""
    desk = desk_of(request.presence, pk)
    rules.may_read_names(desk.evaluation, coordinates=desk.coordinates).require()
    if not desk.responses:
        raise Http404
    return redirect("evaluations:requests", pk, desk.responses[0].pk)


@require_safe
@for_roles(*READERS)
def index(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Show what was asked of a vendor, and where each request stands."""
    desk, about = open_on(request, pk, response)
    printed = PrintedLetter.objects.filter(letter__response=about)
    context = _context(desk, about, "Requests") | {
        "letters": letters_to(about, at=request.now),
        "printed": set(printed.values_list("letter_id", flat=True)),
        "planned": PlannedRequest.objects.filter(response=about).count(),
        "may": rules.may_plan_requests(about),
        "others": [one for one in desk.responses if one.pk != about.pk],
    }
    return render(request, "evaluations/requests/list.html", context)


@get_or_post
@for_roles(Role.COORDINATOR)
def letter(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Show the letter that is being prepared, with what the gaps suggest; take what is chosen."""
    desk, about = open_on(request, pk, response)
    rules.may_plan_requests(about).require()
    proposals = proposals_to(desk, about, request.presence)
    if request.method == "POST":
        chosen = set(request.POST.getlist("item"))
        number = requests.plan(about, _wanted(proposals, chosen), by=request.person)
        if number:
            words = "1 request is" if number == 1 else f"{number} requests are"
            messages.success(request, f"{words} in the letter now.")
        return redirect("evaluations:request-letter", pk, response)
    context = _context(desk, about, "Prepare a letter") | {
        "planned": planned_to(about, desk.questionnaire),
        "proposals": proposals,
        "sending": SendForm(),
    }
    return render(request, "evaluations/requests/letter.html", context)


def _wanted(proposals: Proposals, chosen: set[str]) -> list[Wanted]:
    return [
        Wanted(one.topic.key, "", one.words, one.proof, one.by_day)
        for one in proposals.missed
        if one.value in chosen
    ] + [
        Wanted(one.ask.criterion, one.ask.item, one.words, one.ask.proof, one.by_day, one.place)
        for one in proposals.rows
        if one.ask.item in chosen
    ]


@get_or_post
@for_roles(Role.COORDINATOR)
def add(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Take a request that no gap suggested."""
    desk, about = open_on(request, pk, response)
    form = RequestForm(
        request.POST or None, topics=desk.questionnaire.criteria, today=local_day(request.now)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(data["topic"], "", data["ask"], data["proof"], data["by_day"])
        requests.plan(about, [wanted], by=request.person)
        return redirect("evaluations:request-letter", pk, response)
    return _word(request, desk, about, form, "Add a request")


@get_or_post
@for_roles(Role.COORDINATOR)
def edit(request: WorkspaceRequest, pk: int, response: int, planned: int) -> HttpResponse:
    """Word a planned request anew."""
    desk, about = open_on(request, pk, response)
    found = get_object_or_404(PlannedRequest, pk=planned, response=about)
    stands = {name: getattr(found, name) for name in ("ask", "proof", "by_day")}
    form = RequestForm(request.POST or None, initial=stands, today=local_day(request.now))
    if request.method == "POST" and form.is_valid():
        requests.change(found, **form.cleaned_data, by=request.person)
        return redirect("evaluations:request-letter", pk, response)
    return _word(request, desk, about, form, "Change a request")


@require_POST
@for_roles(Role.COORDINATOR)
def drop(request: WorkspaceRequest, pk: int, response: int, planned: int) -> HttpResponse:
    """Take a planned request out of the letter."""
    _seen, about = open_on(request, pk, response)
    found = get_object_or_404(PlannedRequest, pk=planned, response=about)
    requests.drop(found, by=request.person)
    return redirect("evaluations:request-letter", pk, response)


@require_POST
@for_roles(Role.COORDINATOR)
def send(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    """Send the letter."""
    _seen, about = open_on(request, pk, response)
    form = SendForm(request.POST)
    if not form.is_valid():
        raise Refused("The words above the requests are too long. Shorten them, then send it.")
    sent = requests.send(about, form.cleaned_data["intro"], by=request.person)
    messages.success(request, f"Letter {sent.number} is sent. The vendor gets a mail.")
    return redirect("evaluations:requests", pk, response)


@require_POST
@for_roles(Role.COORDINATOR)
def print_again(request: WorkspaceRequest, pk: int, response: int, number: int) -> HttpResponse:
    """Have the PDF of a letter made that could not be made."""
    _seen, about = open_on(request, pk, response)
    changes.print_again(
        get_object_or_404(RequestLetter, response=about, number=number), by=request.person
    )
    return redirect("evaluations:requests", pk, response)


@require_safe
@for_roles(*READERS)
def printed(request: WorkspaceRequest, pk: int, response: int, number: int) -> HttpResponseBase:
    """Give a letter as PDF."""
    _seen, about = open_on(request, pk, response)
    rows = PrintedLetter.objects.select_related("file")
    return download(get_object_or_404(rows, letter__response=about, letter__number=number).file)


@get_or_post
@for_roles(*READERS)
def change(request: WorkspaceRequest, pk: int, response: int, change: int) -> HttpResponse:
    """Show one request with all that was said; take the jurisdiction's answer."""
    desk, about = open_on(request, pk, response)
    found = _change(request, about, change)
    acts = _acts(found) if desk.coordinates else ()
    form = AnswerForm(request.POST or None, acts=acts)
    if request.method == "POST":
        if not desk.coordinates:
            raise Refused("Only a coordinator can answer a vendor.")
        if form.is_valid() and _answered(request, found, form):
            messages.success(request, "Saved. The vendor gets a mail.")
            return redirect("evaluations:requests", pk, response)
    above = ("Requests", place("requests", pk, response))
    context = _context(desk, about, f"{found.number} {found.row.topic}", above) | {
        "change": found,
        "form": form,
        "acts": acts,
        "may_switch": desk.coordinates and found.now.result in {Result.DECLINED, Result.SLIPPED},
        "file_urls": {
            one.pk: reverse("evaluations:request-file", args=[pk, response, change, one.pk])
            for one in found.steps
            if one.file_id
        },
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/requests/change.html", context, status=status)


def _answered(request: WorkspaceRequest, found: Change, form: AnswerForm) -> bool:
    """Write the answer down; what is missing is said at the reason."""
    data = form.cleaned_data
    try:
        changes.answer(found.row, Act(data["act"]), data["text"], by=request.person)
    except Refused as refusal:
        form.add_error("text", refusal.sentence)
        return False
    return True


def _acts(found: Change) -> tuple[Act, ...]:
    """What can be said now."""
    answers = changes.JURISDICTIONS
    return tuple(act for act, (may, _verb) in answers.items() if may(found.now))


@require_safe
@for_roles(*READERS)
def file(
    request: WorkspaceRequest, pk: int, response: int, change: int, step: int
) -> HttpResponseBase:
    """Give a file that was handed in as proof."""
    _seen, about = open_on(request, pk, response)
    steps = ChangeStep.objects.select_related("file").exclude(file=None)
    found = get_object_or_404(steps, pk=step, change=change, change__letter__response=about)
    return download(cast(StoredFile, found.file))


def _change(request: WorkspaceRequest, about: Response, pk: int) -> Change:
    rows = RequestedChange.objects.filter(pk=pk, letter__response=about)
    found = changes_of(rows, at=request.now)
    if not found:
        raise Http404
    return found[0]


def _context(desk: Desk, about: Response, title: str, *above: tuple[str, str]) -> dict[str, Any]:
    named = f"{title}: {about.vendor.name}" if not above else title
    return {
        "title": named,
        "desk": desk,
        "response": about,
        "coordinates": desk.coordinates,
        "crumbs": crumbs(desk, *above, (title, "")),
    }


def _word(
    request: WorkspaceRequest, desk: Desk, about: Response, form: RequestForm, title: str
) -> HttpResponse:
    rules.may_plan_requests(about).require()
    back = place("request-letter", desk.evaluation.pk, about.pk)
    context = _context(desk, about, title, ("Prepare a letter", back)) | {
        "form": form,
        "back_url": back,
        "button": "Save",
        "verdict": True,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/questionnaires/form.html", context, status=status)
