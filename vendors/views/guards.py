"""What each page of a response fetches first: the response, if it is this person's."""

from django.http import Http404

from portal.access import Refused
from portal.http import WorkspaceRequest
from vendors.models import Response
from vendors.queries.own import Own, own, worked_on


def own_or_404(request: WorkspaceRequest, pk: int) -> Own:
    """Return the response for one of its members; for everybody else there is none.

    Who was on it and is no longer is told so: she may have a page of it open.
    """
    try:
        return own(pk, request.person.pk)
    except Response.DoesNotExist:
        if worked_on(pk, request.person.pk):
            raise Refused("You no longer belong to this response.") from None
        raise Http404 from None
