"""At the front door: all that a vendor's person is asked, whichever jurisdiction asks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from portal.http import FrontRequest, for_people
from vendors.queries.everywhere import open_everywhere


@never_cache
@for_people
@require_safe
def requests(request: FrontRequest) -> HttpResponse:
    """List open requests of all workspaces; nobody but the person herself ever sees them together."""
    found = open_everywhere(request.user, at=clock.now())
    context = {
        "title": _("Your open requests"),
        "found": found,
        "yours": sum(one.turn.who == "You" for one in found.requests),
    }
    return render(request, "vendors/everywhere.html", context)
