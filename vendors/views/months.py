"""Monthly figures as a provider's own people see them: the table of months, and filing one."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import monthly
from vendors.forms.monthly import FilingForm
from vendors.monthly import Line
from vendors.queries.credits import credits_of
from vendors.queries.monthly import Months, months_of
from vendors.queries.own import Own
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs


@require_safe
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show every month with what was filed, and which one is to file."""
    own = own_or_404(request, pk)
    months = months_of(own.response, at=request.now)
    context = {
        "own": own,
        "months": months,
        "credits": credits_of(own.response, months),
        "to_file": [one for one in months.lines if one.is_to_file],
        "live": rules.may_act_on_requests(own.response, own.member),
        "crumbs": [*crumbs(own), {"label": _("Monthly figures")}],
    }
    return render(request, "vendors/months/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def month(request: WorkspaceRequest, pk: int, year: int, month: int) -> HttpResponse:
    """Show one month with all that was filed for it; take its figures."""
    own = own_or_404(request, pk)
    months = months_of(own.response, at=request.now)
    line = _line(months, year, month)
    may = rules.may_file_month(own.response, own.member, line, current().time_zone)
    form = FilingForm(
        request.POST or None,
        objectives=[one.objective for one in line.figures],
        month=line.month,
        initial=_stands(line),
    )
    if request.method == "POST":
        may.require()
        if form.is_valid() and _filed(request, own, line, form):
            messages.success(request, _("%s is filed.") % line.words)
            return redirect("vendors:months", pk)
    context = {
        "own": own,
        "line": line,
        "said": months.said(line.month),
        "may": may,
        "form": form,
        "crumbs": [
            *crumbs(own),
            {"label": _("Monthly figures"), "url": f"/responses/{pk}/months/"},
            {"label": line.words},
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "vendors/months/month.html", context, status=status)


def _line(months: Months, year: int, month: int) -> Line:
    try:
        line = months.line(date(year, month, 1))
    except ValueError:
        line = None
    if line is None:
        raise Http404
    return line


def _stands(line: Line) -> dict[str, str]:
    """What was filed last, to be corrected."""
    return {
        one.objective.key: f"{one.value.normalize():f}"
        for one in line.figures
        if one.value is not None
    }


def _filed(request: WorkspaceRequest, own: Own, line: Line, form: FilingForm) -> bool:
    note = form.cleaned_data["note"]
    try:
        monthly.file(own.response, line.month, form.figures, note, by=request.person)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True
