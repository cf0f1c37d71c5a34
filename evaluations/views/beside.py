"""What stands beside a vendor's scores: meetings, known troubles asked about, ways on without it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.actions import notes
from evaluations.forms.beside import MeetingForm, ProbeForm
from evaluations.queries.beside import asked_of, notes_on
from evaluations.queries.desk import Desk, desk_of
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import probing
from vendors.actions import probes
from vendors.models import Response

READERS = (Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER, Role.APPROVER)
WRITERS = (Role.COORDINATOR, Role.REVIEWER)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(*READERS)
def first(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Lead to what stands beside the first vendor; the others are named there."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.FINDINGS).require()
    if not desk.responses:
        raise Http404
    return redirect("evaluations:beside", pk, desk.responses[0].pk)


@require_safe
@for_roles(*READERS)
def index(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    troubles, fallbacks = asked_of(about)
    context = {
        "title": f"Beside the scores: {about.vendor.name}",
        "crumbs": crumbs(desk, (f"Beside the scores: {about.vendor.name}", "")),
        "desk": desk,
        "response": about,
        "sees_notes": desk.sees(Thing.NOTES),
        "notes": notes_on(desk, about, request.person.pk),
        "may_meet": rules.may_note_meetings(desk.roles, desk.stage),
        "may_ask": desk.may_note_findings(),
        "parts": [("Known troubles", troubles), ("Ways on without technology", fallbacks)],
        "others": [one for one in desk.responses if one.pk != about.pk],
    }
    return render(request, "evaluations/beside/page.html", context)


@get_or_post
@for_roles(*WRITERS)
def meeting(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    rules.may_note_meetings(desk.roles, desk.stage).require()
    form = MeetingForm(request.POST or None, today=timezone.localdate(request.now))
    if request.method == "POST" and form.is_valid():
        notes.write(desk, about, by=request.person, **form.cleaned_data)
        messages.success(request, "The meeting is noted.")
        return redirect("evaluations:beside", pk, response)
    return _show(request, desk, about, form, "Note a meeting")


@get_or_post
@for_roles(*WRITERS)
def probe(request: WorkspaceRequest, pk: int, response: int, subject: str) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    desk.may_note_findings().require()
    asked = probing.BY_KEY.get(subject)
    if asked is None:
        raise Http404
    form = ProbeForm(request.POST or None, subject=subject)
    if request.method == "POST" and form.is_valid():
        probes.note(about, subject, by=request.person, **form.cleaned_data)
        messages.success(request, "Noted. What stood there before is kept.")
        return redirect("evaluations:beside", pk, response)
    return _show(request, desk, about, form, asked.label, asked)


def _desk(request: WorkspaceRequest, pk: int, response: int) -> tuple[Desk, Response]:
    """The evaluation with this vendor in it; 404 where a conflict keeps the vendor from her."""
    desk = desk_of(request.presence, pk)
    about = desk.response(response)
    desk.may_see(Thing.FINDINGS).require()
    return desk, about


def _show(
    request: WorkspaceRequest,
    desk: Desk,
    about: Response,
    form: MeetingForm | ProbeForm,
    title: str,
    asked: probing.Subject | None = None,
) -> HttpResponse:
    back = place("beside", desk.evaluation.pk, about.pk)
    context = {
        "title": title,
        "crumbs": crumbs(desk, (f"Beside the scores: {about.vendor.name}", back), (title, "")),
        "desk": desk,
        "response": about,
        "asked": asked,
        "form": form,
        "back_url": back,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/beside/form.html", context, status=status)
