"""What each page of a response fetches first: the response, if it is this person's."""

from django.http import Http404

from portal.http import WorkspaceRequest
from vendors.models import Response
from vendors.queries.own import Own, own


def own_or_404(request: WorkspaceRequest, pk: int) -> Own:
    """Return the response for one of its members; for everybody else there is none."""
    try:
        return own(pk, request.person.pk)
    except Response.DoesNotExist:
        raise Http404 from None
