"""The jurisdiction's own findings about one vendor: listed, written down, changed, taken away."""

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.findings import FindingForm, initial_of
from evaluations.forms.scoring import WhyForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.findings import (
    FindingView,
    finding_of,
    finding_view,
    findings_on,
    names_a_vendor,
)
from evaluations.queries.masked import neutral_name
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.access import Refused
from portal.accounts.models import Role
from portal.files import answers
from portal.files.actions import keep_checked
from portal.files.models import StoredFile
from portal.http import WorkspaceRequest, for_roles
from vendors import observing
from vendors.actions import observations
from vendors.models import Observation, Response
from vendors.questionnaire.model import Criterion

READERS = (Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER, Role.APPROVER)
WRITERS = (Role.COORDINATOR, Role.REVIEWER)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_roles(*READERS)
def first(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Lead to the first vendor's findings; the others are named there."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.FINDINGS).require()
    if not desk.responses:
        raise Http404
    return redirect("evaluations:findings", pk, desk.responses[0].pk)


@require_safe
@for_roles(*READERS)
def index(request: WorkspaceRequest, pk: int, response: int) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    found = findings_on([about], desk.questionnaire, pk, mask=desk.bench.mask).get(about.pk, ())
    context = {
        "title": f"Our own findings: {about.vendor.name}",
        "crumbs": crumbs(desk, (f"Findings: {about.vendor.name}", "")),
        "desk": desk,
        "response": about,
        "findings": [one for one in found if not one.removed],
        "removed": [one for one in found if one.removed],
        "kinds": observing.OFFERED,
        "may": desk.may_note_findings(),
        "others": [one for one in desk.responses if one.pk != about.pk],
    }
    return render(request, "evaluations/findings/list.html", context)


@get_or_post
@for_roles(*WRITERS)
def add(request: WorkspaceRequest, pk: int, response: int, kind: str) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    desk.may_note_findings().require()
    chosen = _kind(kind)
    if chosen.retired:
        raise Http404
    topic = request.GET.get("topic", "")
    initial = {"version": 0, "about": [topic] if topic else []}
    form = _form(request, desk, chosen, initial)
    if request.method == "POST" and form.is_valid():
        observations.add(about, kind, form.noted(), file=_kept(request, form), by=request.person)
        messages.success(request, "The finding is written down.")
        return redirect("evaluations:findings", pk, response)
    return _show(request, desk, about, chosen, form, f"{chosen.label}: {about.vendor.name}")


@get_or_post
@for_roles(*WRITERS)
def change(request: WorkspaceRequest, pk: int, response: int, finding: int) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    desk.may_note_findings().require()
    found = finding_of(about, finding)
    if desk.bench.mask and names_a_vendor(found, desk.bench.mask):
        # Its form would show the name, or a letter would be saved over it.
        raise Refused(
            "This finding names a vendor. A coordinator can change it until discussion opens; "
            "you can write down another one."
        )
    kind = _kind(found.kind)
    form = _form(request, desk, kind, initial_of(found))
    theirs: Observation | None = None
    if request.method == "POST" and form.is_valid():
        saved = observations.change(
            found,
            form.noted(),
            based_on=form.cleaned_data["version"],
            file=_kept(request, form),
            by=request.person,
        )
        if not isinstance(saved, observations.Conflict):
            messages.success(request, "The finding is changed.")
            return redirect("evaluations:findings", pk, response)
        theirs = saved.theirs
        form = _over(form, theirs)
    return _show(request, desk, about, kind, form, "Change a finding", found=found, theirs=theirs)


@get_or_post
@for_roles(*WRITERS)
def remove(request: WorkspaceRequest, pk: int, response: int, finding: int) -> HttpResponse:
    desk, about = _desk(request, pk, response)
    desk.may_note_findings().require()
    found = finding_of(about, finding)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        observations.remove(found, form.cleaned_data["reason"], by=request.person)
        messages.success(request, "The finding is removed. It is kept with your reason.")
        return redirect("evaluations:findings", pk, response)
    context = {
        "title": "Remove a finding",
        "question": f"Remove “{_shown(desk, found).title}”?",
        "effect": "It no longer stands beside the answers. It is kept with your reason, and a "
        "score that names it goes on naming it.",
        "confirm_label": "Remove the finding",
        "destructive": True,
        "back_url": place("findings", pk, response),
        "form": form,
        "crumbs": crumbs(desk, ("Remove a finding", "")),
    }
    return render(request, "evaluations/confirm_reason.html", context)


@require_safe
@for_roles(*READERS)
def file(request: WorkspaceRequest, pk: int, response: int, finding: int) -> HttpResponseBase:
    desk, about = _desk(request, pk, response)
    kept = finding_of(about, finding).file
    if kept is None:
        raise Http404
    named = desk.bench.mask is None
    return answers.download(kept, name="" if named else neutral_name(finding, kept.name))


def _desk(request: WorkspaceRequest, pk: int, response: int) -> tuple[Desk, Response]:
    """The evaluation with this vendor in it; 404 where a conflict keeps the vendor from her."""
    desk = desk_of(request.presence, pk)
    about = desk.response(response)
    desk.may_see(Thing.FINDINGS).require()
    return desk, about


def _shown(desk: Desk, one: Observation) -> FindingView:
    return finding_view(one, desk.questionnaire, desk.evaluation.pk, mask=desk.bench.mask)


def _kind(key: str) -> observing.Kind:
    try:
        return observing.kind_of(key)
    except KeyError:
        raise Http404 from None


def _topics(desk: Desk) -> tuple[Criterion, ...]:
    """The topics that are asked; all of them where nothing is asked of vendors."""
    return desk.questionnaire.asked_criteria() or desk.questionnaire.criteria


def _form(
    request: WorkspaceRequest, desk: Desk, kind: observing.Kind, initial: dict[str, Any]
) -> FindingForm:
    posted = request.method == "POST"
    return FindingForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kind=kind,
        topics=_topics(desk),
        today=timezone.localdate(request.now),
        initial=initial,
    )


def _kept(request: WorkspaceRequest, form: FindingForm) -> StoredFile | None:
    upload = form.cleaned_data["file"]
    if not upload:
        return None
    stream = cast(BinaryIO, upload.file)
    return keep_checked(stream, name=upload.name, size=upload.size, by=request.person)


def _over(form: FindingForm, theirs: Observation) -> FindingForm:
    """The same words over the version that somebody else saved: saving again keeps them."""
    data = cast(Any, form.data).copy()
    data["version"] = str(theirs.version)
    form.data = data
    return form


def _show(
    request: WorkspaceRequest,
    desk: Desk,
    about: Response,
    kind: observing.Kind,
    form: FindingForm,
    title: str,
    *,
    found: Observation | None = None,
    theirs: Observation | None = None,
) -> HttpResponse:
    pk = desk.evaluation.pk
    back = place("findings", pk, about.pk)
    parts = _parts(form)
    context = {
        "title": title,
        "crumbs": crumbs(desk, (f"Findings: {about.vendor.name}", back), (title, "")),
        "desk": desk,
        "response": about,
        "kind": kind,
        "form": form,
        "parts": parts,
        "finding": found,
        "file_name": _shown(desk, found).file_name if found else "",
        "theirs": _shown(desk, theirs) if theirs else None,
        "back_url": back,
    }
    status = 409 if theirs else 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/findings/form.html", context, status=status)


def _parts(form: FindingForm) -> list[tuple[tuple[str, str], list[Any]]]:
    """Fields in groups; those that hang on a choice under that choice's key, for the style sheet."""
    groups: list[tuple[tuple[str, str], list[Any]]] = []
    for name in form.fields:
        only = ("", "")
        if name.startswith("detail-"):
            hangs_on = form.kind.field(name.removeprefix("detail-")).only
            if hangs_on:
                choices = dict(form.kind.field(hangs_on[0]).choices)
                only = (hangs_on[1], choices[hangs_on[1]])
        if not groups or groups[-1][0] != only:
            groups.append((only, []))
        groups[-1][1].append(form[name])
    return groups
