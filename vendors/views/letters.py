"""The letters that a jurisdiction released to a vendor."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.accounts.models import Role
from portal.files.answers import download
from portal.http import WorkspaceRequest, for_roles
from vendors.views.guards import own_or_404


@require_safe
@for_roles(Role.VENDOR)
def letter(request: WorkspaceRequest, pk: int, letter_pk: int) -> HttpResponseBase:
    """Give a letter to the people to whom it was released."""
    own = own_or_404(request, pk)
    found = get_object_or_404(own.response.letters.select_related("file"), pk=letter_pk)
    return download(found.file)
