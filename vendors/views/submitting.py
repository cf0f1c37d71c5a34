"""Checking, handing in and the receipt."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import Role
from portal.files.answers import download
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import submissions
from vendors.actions.submissions import QuestionsChanged
from vendors.declared import declared_by
from vendors.figures import Figures, figures_of
from vendors.forms.submitting import ConfirmForm
from vendors.library.accounts import accounts_of
from vendors.library.hints import hints_for
from vendors.models import YEARS_KEPT, Answer, LateDraft, Submission
from vendors.queries.evidence import Proof, by_item
from vendors.queries.last_hours import last_hours_of
from vendors.queries.letters import letters_to
from vendors.queries.own import Own, progress_in
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Criterion, Item
from vendors.views.amendments import questions_changed
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@dataclass(frozen=True, slots=True)
class Line:
    """One question as it would be handed in."""

    item: Item
    answer: Answer | None
    pieces: tuple[Shown, ...]
    figures: Figures
    proofs: list[Proof]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def check(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show all answers, skipped ones too; the lead confirms and submits."""
    own = own_or_404(request, pk)
    answers = {one.item_key: one for one in own.response.answers.exclude(value={})}
    may = rules.may_submit(
        own.response,
        own.member,
        answered=len(answers),
        at=request.now,
        unlooked=own.unlooked,
    )
    last = own.response.submissions.aggregate(last=Max("number"))["last"] or 0
    form = ConfirmForm(
        request.POST or None, initial={"after": last, "seen": own.response.round.version_id}
    )
    if request.method == "POST" and form.is_valid():
        return _submit(request, own, **_seen(form))
    progress = progress_in(own, answers.values())
    topics = _topics(own, answers, request.now)
    context = {
        "own": own,
        "form": form,
        "may": may,
        "writable": own.may_write(request.now),
        "may_late": not may
        and not own.open_again(request.now)
        and _may_late(own, len(answers), request.now),
        "again": own.open_again(request.now),
        "may_ask": rules.may_ask_to_submit(
            own.response, own.member, answered=len(answers), at=request.now
        ),
        "topics": topics,
        "marked": _marked(topics),
        "years_kept": YEARS_KEPT,
        "progress": progress,
        "last_hours": last_hours_of(own, progress, at=request.now),
        "last": last,
        "differing": hints_for(own, answers),
        "now": request.now,
        "leads": [one.name for one in own.response.members.filter(role="lead", removed_at=None)],
        "crumbs": [*crumbs(own), {"label": _("Check answers")}],
    }
    return render(request, "vendors/check.html", context)


@require_POST
@for_roles(Role.VENDOR)
def ask_leads(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask the leads to submit, for somebody who may not."""
    own = own_or_404(request, pk)
    submissions.ask_leads(own.response, by=request.person)
    messages.success(request, _("The leads got a mail that asks them to submit."))
    return redirect("vendors:overview", pk)


@require_safe
@for_roles(Role.VENDOR)
def receipt(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what was received when, under which reference and fingerprint."""
    own = own_or_404(request, pk)
    found = list(own.response.submissions.select_related("receipt").defer("leaves"))
    if not found:
        raise Http404
    context = {
        "own": own,
        "last": found[0],
        "earlier": found[1:],
        "libraries": accounts_of(request.person.pk) if own.uses_library else [],
        "has_pdf": hasattr(found[0], "receipt"),
        "writable": own.may_write(request.now),
        "now": request.now,
        "round": own.response.round,
        "response": own.response,
        "onward": own.onward(request.now),
        "letters": letters_to(own.response),
        "crumbs": [*crumbs(own), {"label": _("Receipt")}],
    }
    return render(request, "vendors/receipt.html", context)


@require_safe
@for_roles(Role.VENDOR)
def receipt_pdf(request: WorkspaceRequest, pk: int, number: int) -> HttpResponseBase:
    """Give the printed receipt of one submission."""
    own = own_or_404(request, pk)
    found = (
        Submission.objects.select_related("receipt__file")
        .filter(response=own.response, number=number)
        .exclude(receipt=None)
        .first()
    )
    if found is None:
        raise Http404
    return download(found.receipt.file)


def _topics(
    own: Own, answers: dict[str, Answer], at: datetime
) -> list[tuple[Criterion, list[Line]]]:
    asked = own.questionnaire.asked_items()
    months = own.questionnaire.rules.proof_months
    proofs = by_item(own.response, [item.key for item in asked], months=months, at=at)
    content = {"answers": {key: {"value": one.value} for key, one in answers.items()}}
    declared = declared_by(content, at=at)
    lines = {
        item.key: Line(
            item=item,
            answer=answers.get(item.key),
            pieces=shown(item, answers[item.key].value) if item.key in answers else (),
            figures=figures_of(item.key, content, declared=declared, at=at),
            proofs=proofs.get(item.key, []),
        )
        for item in asked
    }
    return [
        (one, [lines[item.key] for item in own.questionnaire.items_of(one.key)])
        for _section, criteria in own.questionnaire.by_section()
        for one in criteria
    ]


def _marked(topics: list[tuple[Criterion, list[Line]]]) -> dict[str, int]:
    """How much of it is marked as confidential; a file beside two questions is one file."""
    lines = [line for _topic, those in topics for line in those]
    proofs = [proof.evidence for line in lines for proof in line.proofs]
    return {
        "answers": sum(bool(line.answer and line.answer.confidential) for line in lines),
        "files": len({one.pk for one in proofs if one.confidential}),
    }


def _may_late(own: Own, answered: int, at: datetime) -> bool:
    """Whether the button is there after the date as well; a press then is kept and refused."""
    return bool(rules.may_submit_late(own.response, own.member, answered=answered, at=at))


def _seen(form: ConfirmForm) -> dict[str, int | None]:
    return {name: form.cleaned_data[name] for name in ("after", "seen")}


def _submit(
    request: WorkspaceRequest, own: Own, *, after: int | None, seen: int | None
) -> HttpResponse:
    try:
        made = submissions.submit_or_keep(own.response, by=request.person, after=after, seen=seen)
    except QuestionsChanged:
        return questions_changed(request, own)
    if isinstance(made, LateDraft):
        context = {"own": own, "late": made, "round": own.response.round}
        return render(request, "vendors/late.html", context, status=409)
    return redirect("vendors:receipt", own.response.pk)
