"""The page of a round without sign-in, and the way from registering to responding."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.files.answers import download
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import publicity
from vendors.forms.publicity import RegisterForm
from vendors.models import PublicPage
from vendors.queries.publicity import shown, shown_page


@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, dates, documents, questions and answers of a round, for anybody."""
    page, now = _page(pk), clock.now()
    content = shown(page)
    context = {
        "round": page.round,
        "content": content,
        "until": rules.questions_until(page.round, current().time_zone),
        "sections": [section for section, _topics in content.questionnaire.by_section()],
        "questions": len(content.questionnaire.asked_items()),
        "topics": len(content.questionnaire.asked_criteria()),
        "may_register": rules.may_register(page.round, page, at=now),
        "now": now,
    }
    return render(request, "vendors/publicity/page.html", context)


@require_safe
def document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponseBase:
    """Hand out a document of a round that is shown to everybody."""
    page = _page(pk)
    held = get_object_or_404(page.round.documents.select_related("file"), pk=document_pk)
    return download(held.file)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Take company, name and address; the answer is the same whoever is known here."""
    page = _page(pk)
    form = RegisterForm(request.POST or None)
    verdict = rules.may_register(page.round, page, at=clock.now())
    if request.method == "POST" and form.is_valid():
        try:
            publicity.register(page.round, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            context = {"round": page.round, "email": form.cleaned_data["email"]}
            return render(request, "vendors/publicity/sent.html", context)
    context = {"round": page.round, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "vendors/publicity/register.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say what a link from the mail is for; Continue puts the company on the round."""
    found = publicity.found(token)
    if found is None:
        raise Http404
    page, refusal = publicity.page_of(found.round), ""
    if not (verdict := rules.may_confirm_registration(found, found.round, page, at=clock.now())):
        refusal = verdict.refusal
    elif request.method == "POST":
        try:
            invitation = publicity.confirm(found)
        except Refused as refused:
            refusal = refused.sentence
        else:
            person = User.objects.known_as(found.email)
            back = f"/invitations/{invitation}/accept/"
            order = accounts.order_code(person, current(), back)
            return redirect(f"{settings.ROOT_URL}/code/{order}/")
    context = {
        "round": found.round,
        "registration": found,
        "refusal": refusal,
        "is_shown": page is not None and page.is_shown,
    }
    status = 410 if refusal else 200
    return render(request, "vendors/publicity/confirm.html", context, status=status)


def _page(pk: int) -> PublicPage:
    page = shown_page(pk)
    if page is None:
        raise Http404
    return page
