"""One topic per page: saving in passing and by button, files, conflicts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Role
from portal.files.content import LOADTEST_BYTES, MEGABYTE, RefusedFileError
from portal.http import WorkspaceRequest, for_roles, tell_saved
from vendors.actions import answers, evidence
from vendors.actions.answers import Conflict
from vendors.declared import declared_by
from vendors.figures import figures_of
from vendors.forms.pasted import with_pasted_files
from vendors.forms.topic import Question, TopicForm
from vendors.models import Answer, Evidence
from vendors.queries.amendments import overtaken
from vendors.queries.entering import proposals_to
from vendors.queries.evidence import attached_to, by_item
from vendors.queries.own import Own, progress_in
from vendors.queries.progress import Progress
from vendors.questionnaire.changes import answers_between
from vendors.questionnaire.derived import suggestion
from vendors.questionnaire.display import shown
from vendors.questionnaire.model import Criterion
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs

LARGEST_PAGE = LOADTEST_BYTES + 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Page:
    """What one topic's page is made of."""

    own: Own
    criterion: Criterion
    form: TopicForm
    writable: bool
    answers: Mapping[str, Answer]
    """All of the response as they were when the page was asked for, by question."""

    @property
    def url(self) -> str:
        return reverse("vendors:topic", args=[self.own.response.pk, self.criterion.key])


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def topic(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Show one topic with its questions; take what is typed and attached."""
    own = own_or_404(request, pk)
    if request.method == "POST" and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_PAGE:
        # Before a byte of the body is read.
        return render(request, "413.html", status=413)
    page = _page(request, own, _criterion(own, key))
    if request.method != "POST":
        return _show(request, page)
    own.may_edit(request.now, page.criterion.key).require()
    if request.headers.get("X-Upload"):
        return _take_ahead(request, page)
    if "_autosave" in request.POST and request.htmx:
        return _save_in_passing(request, page)
    response = _save(request, page)
    if response.status_code != HTTPStatus.CONFLICT:
        tell_saved(response, page.url)
    return response


def _criterion(own: Own, key: str) -> Criterion:
    for one in own.questionnaire.asked_criteria():
        if one.key == key:
            return one
    raise Http404


def _page(request: WorkspaceRequest, own: Own, criterion: Criterion) -> Page:
    items = own.questionnaire.items_of(criterion.key)
    keys = [item.key for item in items]
    # All of them, because a table in another topic may answer a question here.
    found = {one.item_key: one for one in own.response.answers.all()}
    posted = request.method == "POST"
    form = TopicForm(
        items,
        found,
        today=timezone.localdate(request.now),
        data=with_pasted_files(request.POST, request.FILES) if posted else None,
        files=request.FILES if posted else None,
        proofs=by_item(
            own.response, keys, months=own.questionnaire.rules.proof_months, at=request.now
        ),
    )
    proposals = proposals_to(own.response)
    for one in form.questions:
        one.noted = proposals.get(one.key)
        if one.answer is None or not one.answer.value:
            values = {key: answer.value for key, answer in found.items()}
            one.suggestion = suggestion(one.item, values)
    return Page(own, criterion, form, own.may_write(request.now, criterion.key), found)


def _save(request: WorkspaceRequest, page: Page) -> HttpResponse:
    """Keep all that was typed, whatever else is wrong; then files; then go where she wants to."""
    outcomes = answers.save_all(page.own.response, page.form.drafts, by=request.person)
    conflicts = [one for one in outcomes if isinstance(one, Conflict)]
    if conflicts:
        return _show_conflicts(request, page, conflicts)
    _take_files(request, page)
    if page.form.changes_rows or page.form.merging:
        return _show_saved(request, page)
    if done := _press(request, page):
        return done
    broken = page.form.completed or any(one.file_error for one in page.form.questions)
    if broken and page.form.errors:
        return _show_saved(request, page, status=422)
    return _go_on(request, page)


def _take_files(request: WorkspaceRequest, page: Page) -> None:
    for upload in page.form.uploads:
        question = page.form.question(upload.item_key)
        try:
            evidence.attach(
                page.own.response,
                upload.file,  # type: ignore[arg-type]
                name=upload.file.name or "",
                size=upload.file.size or 0,
                item_key=upload.item_key,
                page=upload.page,
                by=request.person,
            )
        except RefusedFileError as refusal:
            if question is not None:
                question.file_error = str(refusal)
        except OSError:
            if question is not None:
                question.file_error = _("The selected file could not be kept. Try again")


def _take_ahead(request: WorkspaceRequest, page: Page) -> JsonResponse:
    """Take files that upload.js sends ahead of the form, and say which were refused and why."""
    _take_files(request, page)
    refused = {f"{one.key}:_file": one.file_error for one in page.form.questions if one.file_error}
    return JsonResponse({"errors": refused}, status=422 if refused else 200)


def _press(request: WorkspaceRequest, page: Page) -> HttpResponse | None:
    """Do what the small button of a question asks for, after its words were saved."""
    for name, act in BUTTONS.items():
        if value := request.POST.get(name):
            if name == "_upload" and any(one.file_error for one in page.form.questions):
                return None
            number, colon, key = value.rpartition(":")
            question = page.form.question(key)
            if question is None:
                raise Http404
            query = act(request, page, question, number if colon else "")
            return redirect(f"{page.url}{query}#q-{key}")
    return None


def _stay(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    """Files came with the page and were taken already."""
    return ""


def _use_again(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    found = _evidence_of(page, request.POST.get(f"{question.key}:_again", ""))
    evidence.use_again(found, question.key, page=question.page, by=request.person)
    return ""


def _remove(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    found = _evidence_of(page, number)
    evidence.remove(found, question.key, by=request.person)
    return f"?removed={found.pk}&from={question.key}"


def _undo(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    evidence.bring_back(_evidence_of(page, number), question.key, by=request.person)
    return ""


def _confirm(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    answers.confirm(page.own.response, question.key, based_on=question.version, by=request.person)
    messages.success(request, _("Confirmed. It is now your answer."))
    return ""


def _stands(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    answers.stands(page.own.response, question.key, based_on=question.version, by=request.person)
    messages.success(request, _("Confirmed for the question as it is now."))
    return ""


def _use_noted(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    answers.use_noted(page.own.response, question.key, noted=_number(number), by=request.person)
    messages.success(request, _("It is now your answer. What you had before is kept."))
    return ""


def _keep_own(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    answers.keep_own(page.own.response, question.key, noted=_number(number), by=request.person)
    messages.success(request, _("Your own answer stays."))
    return ""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Http404
    return int(text)


def _take(request: WorkspaceRequest, page: Page, question: Question, number: str) -> str:
    """Write what was suggested under what she typed herself, as a draft to look over."""
    if question.suggestion is None:
        raise Http404
    written = page.own.response.answers.filter(item_key=question.key).first()
    outcome = answers.save(
        page.own.response,
        question.key,
        {**question.suggestion.value, **question.form.value},
        based_on=written.version if written else 0,
        by=request.person,
    )
    if isinstance(outcome, Answer):
        messages.success(request, _("Filled in. Look it over, then complete the topic."))
    return ""


BUTTONS: dict[str, Callable[[WorkspaceRequest, Page, Question, str], str]] = {
    "_upload": _stay,
    "_use": _use_again,
    "_remove": _remove,
    "_undo": _undo,
    "_take": _take,
    "_confirm": _confirm,
    "_stands": _stands,
    "_use_noted": _use_noted,
    "_keep_own": _keep_own,
}
"""Buttons of a question by name; their value is its key, after a file's or note's number if needed."""


def _evidence_of(page: Page, number: str) -> Evidence:
    found = (
        Evidence.objects.select_related("file", "response").filter(
            pk=int(number), response=page.own.response
        )
        if number.isascii() and number.isdigit() and len(number) < 19
        else Evidence.objects.none()
    ).first()
    if found is None:
        raise Http404
    return found


def _go_on(request: WorkspaceRequest, page: Page) -> HttpResponse:
    unread = sum(one.is_bound and not one.form.is_valid for one in page.form.questions)
    if unread:
        words = ngettext(
            "Saved. %(n)d answer can’t be read yet; it is marked in its topic.",
            "Saved. %(n)d answers can’t be read yet; they are marked in their topic.",
            unread,
        )
        messages.warning(request, words % {"n": unread})
    if request.POST.get("_save") == "stay":
        return redirect(page.url)
    if request.POST.get("_save") == "return":
        return redirect("vendors:overview", page.own.response.pk)
    if not page.own.may_write(request.now):
        # Only this topic is open, after closing.
        return redirect("vendors:reopened", page.own.response.pk, page.criterion.key)
    after = progress_in(page.own).after(page.criterion.key)
    if after:
        return redirect("vendors:topic", page.own.response.pk, after)
    return redirect("vendors:check", page.own.response.pk)


def _save_in_passing(request: WorkspaceRequest, page: Page) -> HttpResponse:
    """Answer htmx with how it went and the versions to go on from."""
    outcomes = answers.save_all(page.own.response, page.form.drafts, by=request.person)
    conflicts = [one for one in outcomes if isinstance(one, Conflict)]
    conflict = next(iter(conflicts), None)
    _work_out(request, page, list(page.own.response.answers.all()))
    context = {
        "saved": [one for one in outcomes if isinstance(one, Answer)],
        "conflict": conflict,
        "item": page.own.questionnaire.item(conflict.theirs.item_key) if conflict else None,
        "questions": page.form.questions,
        "now": request.now,
    }
    response = render(request, "vendors/_saved.html", context, status=409 if conflict else 200)
    if conflicts:
        # The parts that the page goes on holding as not saved.
        response["X-Conflict"] = " ".join(one.theirs.item_key for one in conflicts)
    return response


def _show_conflicts(
    request: WorkspaceRequest, page: Page, conflicts: list[Conflict]
) -> HttpResponse:
    """Put both texts side by side; what she typed goes along, so that it can still be kept."""
    pairs = []
    for one in conflicts:
        item = page.own.questionnaire.item(one.theirs.item_key)
        theirs, mine = shown(item, one.theirs.value), shown(item, one.mine)
        pairs.append(
            {
                "item": item,
                "theirs": one.theirs,
                "is_own": one.theirs.by_id == request.person.pk,
                "their_pieces": theirs,
                "my_pieces": mine,
                "differences": answers_between(theirs, mine),
                "typed": _typed(request, item.key, leaving_out=(":_version", ":_keep")),
            }
        )
    context = {
        "page": page,
        "own": page.own,
        "pairs": pairs,
        # What she wanted to merge before another text came in between.
        "along": [pair for one in page.form.merging for pair in _typed(request, one.key)],
        "completed": "yes" if page.form.completed else "no",
        "way": request.POST.get("_save", "continue"),
        "now": request.now,
        "crumbs": [*crumbs(page.own), {"label": page.criterion.short_title}],
    }
    return render(request, "vendors/conflict.html", context, status=409)


def _typed(
    request: WorkspaceRequest, key: str, leaving_out: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in request.POST
        if name.startswith(f"{key}:") and not (leaving_out and name.endswith(leaving_out))
        for value in request.POST.getlist(name)
    ]


def _show_saved(request: WorkspaceRequest, page: Page, status: int = 200) -> HttpResponse:
    """Show the page as posted, on the versions that the saving made."""
    keys = [one.key for one in page.form.questions]
    standing = {one.item_key: one for one in page.own.response.answers.filter(item_key__in=keys)}
    proofs = by_item(
        page.own.response,
        keys,
        months=page.own.questionnaire.rules.proof_months,
        at=request.now,
    )
    for one in page.form.questions:
        one.version = standing[one.key].version if one.key in standing else 0
        if one.merges and one.key in standing:
            one.show_theirs(standing[one.key])
        one.proofs = proofs.get(one.key, [])
    return _show(request, page, status=status)


def _show(request: WorkspaceRequest, page: Page, status: int = 200) -> HttpResponse:
    # After a save they are asked for again. Answers of other topics count too.
    saved = request.method == "POST"
    standing = list(page.own.response.answers.all() if saved else page.answers.values())
    progress = progress_in(page.own, [one for one in standing if one.value])
    changed = overtaken(page.own.response, standing)
    _work_out(request, page, standing)
    files = attached_to(page.own.response)
    for one in page.form.questions:
        one.amended = changed.get(one.key)
        mine = {proof.evidence.pk for proof in one.proofs}
        one.reusable = [file for file in files if file.pk not in mine]
    context = {
        "page": page,
        "own": page.own,
        "criterion": page.criterion,
        "section": page.own.questionnaire.section(page.criterion.section),
        "level": page.own.questionnaire.level_of(page.criterion),
        "questions": page.form.questions,
        "problems": page.form.errors if status == 422 else [],
        "has_errors": status == 422,
        "progress": progress,
        "place": _place(progress, page.criterion.key),
        "terms": page.own.questionnaire.terms,
        "removed": _removed(request, page),
        "again": [one for one in page.own.reopened if one.topic == page.criterion.key],
        "is_all_open": page.own.may_write(request.now),
        "now": request.now,
        "crumbs": [*crumbs(page.own), {"label": page.criterion.short_title}],
    }
    return render(request, "vendors/topic.html", context, status=status)


def _place(progress: Progress, key: str) -> int:
    return [one.criterion.key for one in progress.topics].index(key) + 1


def _work_out(request: WorkspaceRequest, page: Page, answers: Sequence[Answer]) -> None:
    """Put beside each question what its answer, as saved, comes to."""
    content = {"answers": {one.item_key: {"value": one.value} for one in answers}}
    declared = declared_by(content, at=request.now)
    for one in page.form.questions:
        one.figures = figures_of(one.key, content, declared=declared, at=request.now)


def _removed(request: WorkspaceRequest, page: Page) -> dict[str, Any] | None:
    """Offer to undo a removal that has just been made on this page."""
    number, key = request.GET.get("removed", ""), request.GET.get("from", "")
    if request.method == "POST" or not number or page.form.question(key) is None:
        return None
    return {"evidence": _evidence_of(page, number), "key": key}
