"""Files and page pictures that vendors handed in, for those who may see them."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from evaluations.queries.answers import evidence_of, submitted_file
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.masked import neutral_name
from evaluations.visibility import Thing
from portal.accounts.models import Role
from portal.files import answers
from portal.files.models import StoredFile
from portal.http import WorkspaceRequest, for_roles

READERS = (Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER, Role.APPROVER)


@require_safe
@for_roles(*READERS)
def file(request: WorkspaceRequest, pk: int, evidence: int) -> HttpResponseBase:
    found, desk = _file(request, pk, evidence)
    named = desk.bench.mask is None
    return answers.download(found, name="" if named else neutral_name(evidence, found.name))


@require_safe
@for_roles(*READERS)
def page(request: WorkspaceRequest, pk: int, evidence: int, number: int) -> HttpResponse:
    found, _desk = _file(request, pk, evidence)
    return answers.picture(get_object_or_404(found.pictures, page=number))


def _file(request: WorkspaceRequest, pk: int, evidence: int) -> tuple[StoredFile, Desk]:
    found = evidence_of(pk, evidence)
    desk = desk_of(request.presence, pk, contents_of=[found.response_id])
    desk.may_see(Thing.EVIDENCE).require()
    return submitted_file(desk, found), desk
