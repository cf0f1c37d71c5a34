"""A vendor's own library at the front door: answers, files, people. For others there is none."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.access import Refused
from portal.files import storage
from portal.files.answers import SAFE
from portal.files.content import content_disposition
from portal.http import FrontRequest, for_people
from vendors.forms.library import ExpiryForm, InviteForm
from vendors.library import accounts, keeping, links, rules
from vendors.library.models import AccountMember, KeptFile
from vendors.library.queries import answers_here, files_of, kept_here, links_here
from vendors.library.walls import inside

MOST_WORDS = 200


@never_cache
@require_safe
@for_people
def index(request: FrontRequest) -> HttpResponse:
    """List this person's libraries, and those that she is invited to."""
    context = {
        "title": _("Your libraries"),
        "libraries": accounts.accounts_of(request.user.pk),
        "invitations": accounts.invitations_of(request.user.pk),
    }
    return render(request, "vendors/library/index.html", context)


@never_cache
@require_safe
@for_people
def answers(request: FrontRequest, pk: UUID) -> HttpResponse:
    """Show what is kept, by topic; some words narrow it down."""
    member = _member_or_404(request, pk)
    words = request.GET.get("q", "").replace("\0", "")[:MOST_WORDS].strip()
    with inside(pk):
        topics, kept, own = answers_here(words, at=clock.now()), kept_here(), links_here()
    context = _context(member, "answers") | {
        "words": words,
        "topics": topics,
        "figure": sum(len(lines) for _topic, lines in topics),
        "kept": kept,
        "links": own,
        "may_lead": rules.may_lead(member),
    }
    return render(request, "vendors/library/answers.html", context)


@never_cache
@require_safe
@for_people
def files(request: FrontRequest, pk: UUID) -> HttpResponse:
    """Show files with until when they are good and where they are used."""
    member = _member_or_404(request, pk)
    found = files_of(member.account, today=timezone.localdate(clock.now()))
    return render(
        request, "vendors/library/files.html", _context(member, "files") | {"files": found}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def file(request: FrontRequest, pk: UUID, file_pk: UUID) -> HttpResponse:
    """Say until when a file is good, or take it out of the library."""
    member = _member_or_404(request, pk)
    found = _file_or_404(member, file_pk)
    form = ExpiryForm(request.POST or None, initial={"expires_on": found.expires_on})
    if request.method == "POST" and "remove" in request.POST:
        keeping.remove_file(pk, file_pk, by=request.user)
        messages.success(request, _("%s is no longer in the library.") % found.name)
        return redirect("library-files", pk)
    if request.method == "POST" and form.is_valid():
        keeping.say_expiry(pk, file_pk, form.cleaned_data["expires_on"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("library-files", pk)
    context = _context(member, "files") | {"form": form, "file": found}
    return render(request, "vendors/library/file.html", context)


@require_safe
@for_people
def download(request: FrontRequest, pk: UUID, file_pk: UUID) -> HttpResponseBase:
    """Give the library's own copy of a file."""
    found = _file_or_404(_member_or_404(request, pk), file_pk)
    try:
        stream = storage.path_of(found.key).open("rb")
    except OSError:
        raise Http404 from None
    answer = FileResponse(stream, content_type=found.media_type, headers=SAFE)
    answer["Content-Disposition"] = content_disposition(found.name)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def people(request: FrontRequest, pk: UUID) -> HttpResponse:
    """Show who is in the library; a lead invites."""
    member = _member_or_404(request, pk)
    may = rules.may_lead(member)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.invite(pk, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("library-people", pk)
    everybody = AccountMember.objects.filter(account=pk, removed_at=None).select_related("person")
    context = _context(member, "people") | {
        "form": form,
        "may_lead": may,
        "people": [one for one in everybody if one.accepted_at],
        "invited": [one for one in everybody if not one.accepted_at],
    }
    return render(request, "vendors/library/people.html", context)


@require_POST
@for_people
def remove_person(request: FrontRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """Take somebody out, or leave."""
    _member_or_404(request, pk)
    try:
        gone = accounts.remove(pk, person_pk, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("library-people", pk)
    messages.success(request, _("%s is no longer in the library.") % gone)
    if person_pk == request.user.pk:
        return redirect("libraries")
    return redirect("library-people", pk)


@require_POST
@for_people
def join(request: FrontRequest, pk: UUID) -> HttpResponse:
    """Take an invitation up."""
    if accounts.member_of(pk, request.user.pk) is None:
        raise Http404
    accounts.join(pk, by=request.user)
    return redirect("library-answers", pk)


@require_POST
@for_people
def remove_answer(request: FrontRequest, pk: UUID, answer_pk: int) -> HttpResponse:
    """Take one answer out."""
    _member_or_404(request, pk)
    keeping.remove_answer(pk, answer_pk, by=request.user)
    messages.success(request, _("The answer is no longer in the library."))
    return redirect("library-answers", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def undo_link(request: FrontRequest, pk: UUID, link_pk: int) -> HttpResponse:
    """Ask once more, then say that a vendor record is not this account's own after all."""
    member = _member_or_404(request, pk)
    with inside(pk):
        found = next((one for one in links_here() if one.pk == link_pk), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        links.undo(pk, link_pk, by=request.user)
        messages.success(request, _("The link to %s is undone.") % found)
        return redirect("library-answers", pk)
    rules.may_lead(member).require()
    context = _context(member, "answers") | {
        "title": _("Undo a link"),
        "question": _("Undo the link to %s?") % found,
        "effect": _(
            "Answers there are no longer held against what you said elsewhere. What you kept stays "
            "in the library, and what you handed in stays with them. Keeping or starting there "
            "again links anew. They are not told: they never knew of the link."
        ),
        "confirm_label": _("Undo the link"),
        "back_url": reverse("library-answers", args=[pk]),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@for_people
def forget(request: FrontRequest, pk: UUID, kept_pk: int) -> HttpResponse:
    """Take out all that was kept of one response."""
    _member_or_404(request, pk)
    keeping.forget(pk, kept_pk, by=request.user)
    messages.success(request, _("What was kept of it is no longer in the library."))
    return redirect("library-answers", pk)


def _member_or_404(request: FrontRequest, pk: UUID) -> AccountMember:
    member = accounts.member_of(pk, request.user.pk)
    if member is None or not rules.may_use(member):
        raise Http404
    return member


def _file_or_404(member: AccountMember, file_pk: UUID) -> KeptFile:
    with inside(member.account_id):
        found = KeptFile.objects.filter(pk=file_pk).first()
    if found is None:
        raise Http404
    return found


def _context(member: AccountMember, current: str) -> dict[str, object]:
    account = member.account
    return {
        "title": _("Library of %s") % account,
        "account": account,
        "member": member,
        "current": current,
        "now": clock.now(),
        "crumbs": [{"label": _("Your libraries"), "url": "/library/"}, {"label": str(account)}],
    }
