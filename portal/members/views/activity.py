"""The activity log: who did what and when, on pages and as a spreadsheet."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.models import Role
from portal.audit.readers import may_read_log
from portal.documents.sheets import csv_bytes
from portal.http import WorkspaceRequest, for_roles
from portal.members import queries
from portal.members.forms import ActivityForm

PER_PAGE = 50


@never_cache
@for_roles(Role.COORDINATOR, Role.OBSERVER, Role.RECORDS)
@require_safe
def activity(request: WorkspaceRequest) -> HttpResponse:
    """List events, the latest first."""
    may_read_log(request.presence).require()
    form = _form(request)
    page = Paginator(queries.events(form.filters()), PER_PAGE).get_page(request.GET.get("page"))
    given = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "title": "Activity",
        "form": form,
        "page": page,
        "events": [(event, queries.in_words(event.detail)) for event in page],
        "query": urlencode(given),
    }
    return render(request, "members/activity.html", context)


@never_cache
@for_roles(Role.COORDINATOR, Role.OBSERVER, Role.RECORDS)
@require_safe
def activity_csv(request: WorkspaceRequest) -> HttpResponse:
    """The same events as a spreadsheet."""
    may_read_log(request.presence).require()
    found = queries.events(_form(request).filters())
    name = f"activity-{request.workspace.label}-{request.now:%Y-%m-%d}.csv"
    return HttpResponse(
        csv_bytes(queries.as_rows(found)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _form(request: WorkspaceRequest) -> ActivityForm:
    actors, verbs = queries.who_and_what()
    return ActivityForm(request.GET, actors=actors, verbs=verbs)
