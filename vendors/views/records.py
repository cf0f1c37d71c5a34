"""The public record: what the vendor marked, what it objects to, and what was decided."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import rules
from vendors.actions import records
from vendors.forms.records import ObjectionForm, OtherForm
from vendors.models import Part, RecordsReview
from vendors.queries.own import Own
from vendors.queries.records import Field, fields_of, not_listed
from vendors.views.guards import own_or_404
from vendors.views.requests import crumbs

OTHER = "other"


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VENDOR)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the list; take one objection."""
    own = own_or_404(request, pk)
    review = RecordsReview.objects.filter(round=own.response.round_id).first()
    submission = own.response.submissions.order_by("-number").first()
    if review is None or submission is None:
        raise Http404
    fields = fields_of(own.response, submission, own.questionnaire)
    taken = {(one.row.part, one.row.key) for one in fields}
    other = OtherForm(
        request.POST if request.POST.get("field_pk") == OTHER else None,
        choices=not_listed(submission, own.questionnaire, taken),
        prefix=OTHER,
    )
    lines = [(one, _form(request, one)) for one in fields]
    bound = other if other.is_bound else next((f for _one, f in lines if f.is_bound), None)
    if bound is not None and bound.is_valid():
        part, key = _chosen(bound, fields, request.POST.get("field_pk", ""))
        try:
            records.say(own.response, part, key, bound.cleaned_data["text"], by=request.person)
        except Refused as no:
            bound.add_error("text", str(no))
        else:
            messages.success(request, _("Recorded. The jurisdiction decides, and you see it here."))
            return redirect("vendors:records", pk)
    elif request.method == "POST" and bound is None:
        raise Http404
    context = {
        "own": own,
        "review": review,
        "lines": [(one, form, _may(own, one, request)) for one, form in lines],
        "other": other,
        "may": rules.may_object(own.response, own.member, None, at=request.now),
        "form": bound,
        "now": request.now,
        "crumbs": [*crumbs(own), {"label": _("The public record")}],
    }
    status = 422 if bound is not None else 200
    return render(request, "vendors/records.html", context, status=status)


def _may(own: Own, field: Field, request: WorkspaceRequest) -> object:
    return rules.may_object(own.response, own.member, field.row, at=request.now)


def _form(request: WorkspaceRequest, field: Field) -> ObjectionForm:
    data = request.POST if request.POST.get("field_pk") == str(field.row.pk) else None
    return ObjectionForm(data, prefix=f"f{field.row.pk}", initial={"text": field.row.said})


def _chosen(bound: forms.Form, fields: list[Field], number: str) -> tuple[Part, str]:
    if number == OTHER:
        part, _colon, key = bound.cleaned_data["field"].partition(":")
        return Part(part), key
    row = next(one.row for one in fields if str(one.row.pk) == number)
    return Part(row.part), row.key
