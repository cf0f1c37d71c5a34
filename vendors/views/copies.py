"""A vendor's own copies of what it handed in."""

import tempfile

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from portal.accounts.models import Role
from portal.files.answers import SAFE
from portal.files.content import content_disposition
from portal.http import WorkspaceRequest, for_roles
from vendors.models import Submission
from vendors.queries.copies import write_copy
from vendors.views.guards import own_or_404


@require_safe
@for_roles(Role.VENDOR)
def submitted(request: WorkspaceRequest, pk: int, number: int) -> HttpResponseBase:
    """Give all of one submission, answers and files, to the people who work on the response."""
    own = own_or_404(request, pk)
    found = own.response.submissions.select_related("version").filter(number=number).first()
    if found is None:
        raise Http404
    return _packed(found)


def _packed(submission: Submission) -> FileResponse:
    # Made whole before its first byte leaves: a file that can't be read is an error page, not a
    # ZIP that breaks off. The answer closes it, and it is gone.
    out = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        write_copy(submission, out)
    except BaseException:
        out.close()
        raise
    size = out.tell()
    out.seek(0)
    answer = FileResponse(out, content_type="application/zip", headers=SAFE)
    answer["Content-Disposition"] = content_disposition(f"{submission.reference}.zip")
    answer["Content-Length"] = str(size)
    return answer
