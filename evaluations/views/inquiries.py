"""What vendors ask before answering: the queue, and one answer for all of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.forms.inquiries import AnswerForm, RefuseForm, UntilForm
from evaluations.queries.inquiries import known_vendors
from evaluations.queries.standing import draft_of
from evaluations.views.frame import crumbs, place
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import inquiries
from vendors.models import Inquiry
from vendors.queries.inquiries import asked_in
from vendors.queries.questionnaires import questionnaire_of

TITLE = "Questions and answers"


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List what vendors asked, waiting ones first; take the date until which they may ask."""
    evaluation = draft_of(pk)
    round_, zone = evaluation.round, request.workspace.time_zone
    until = rules.questions_until(round_, zone)
    form = UntilForm(request.POST or None, until=until, due=round_.due_at, zone=zone)
    if request.method == "POST" and form.is_valid():
        try:
            inquiries.take_until(round_, form.cleaned_data["until"], by=request.person)
        except Refused as refusal:
            form.add_error("day", refusal.sentence)
        else:
            messages.success(request, "Saved. Vendors read the new date on their page.")
            return redirect("evaluations:asked", pk)
    asked = list(asked_in(round_))
    context = {
        "title": TITLE,
        "crumbs": crumbs(evaluation, (TITLE, "")),
        "evaluation": evaluation,
        "round": round_,
        "waiting": [one for one in asked if one.waits],
        "published": [one for one in asked if one.number is not None],
        "refused": [one for one in asked if one.refused_at],
        "until": until,
        "zone": zone,
        "may": rules.may_ask(round_, at=request.now),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/inquiries/index.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def answer(request: WorkspaceRequest, pk: int, inquiry_pk: int) -> HttpResponse:
    """Answer one question to all vendors, correct that answer, or refuse it to the asker alone."""
    evaluation = draft_of(pk)
    held = get_object_or_404(asked_in(evaluation.round), pk=inquiry_pk)
    refuses = request.POST.get("do") == "refuse"
    sent = request.POST if request.method == "POST" else None
    answers = AnswerForm(
        None if refuses else sent,
        vendors=known_vendors(evaluation.round),
        initial=_initial(held) if sent is None else sent.dict(),
    )
    refusing = RefuseForm(sent if refuses else None, initial=sent.dict() if sent else None)
    bound = refusing if refuses else answers
    if sent is not None and bound.is_valid():
        data = bound.cleaned_data
        try:
            if refuses:
                inquiries.refuse(held, data["reason"], by=request.person)
            else:
                words = data["question"], data["answer"]
                inquiries.publish(held, *words, after=data["after"], by=request.person)
        except Refused as refusal:
            bound.add_error("reason" if refuses else "answer", refusal.sentence)
        else:
            messages.success(request, "The vendor is told." if refuses else "All vendors are told.")
            return redirect("evaluations:asked", pk)
    titles = {one.key: one.title for one in questionnaire_of(evaluation.round.version).criteria}
    context = {
        "title": f"Question {held.number}" if held.number else "A question from a vendor",
        "crumbs": crumbs(evaluation, (TITLE, place("asked", pk)), ("One question", "")),
        "inquiry": held,
        "topic": titles.get(held.criterion_key, ""),
        "form": answers,
        "refusing": refusing,
    }
    status = 422 if bound.errors else 200
    return render(request, "evaluations/inquiries/answer.html", context, status=status)


def _initial(held: Inquiry) -> dict[str, object]:
    """What stands now: the newest published words, or the question as it was asked."""
    published = list(held.answers.all())
    if not published:
        return {"question": held.question, "after": 0}
    newest = published[0]
    return {"question": newest.question, "answer": newest.answer, "after": len(published)}
