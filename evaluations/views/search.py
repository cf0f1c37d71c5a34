"""Searching all answers of an evaluation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations import searching
from evaluations.queries import search as reading
from evaluations.queries.desk import desk_of
from evaluations.views.compare import READERS, address_of
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.http import WorkspaceRequest, for_roles


@require_safe
@for_roles(*READERS)
def search(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List answers and files that hold the words of `q`."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.ANSWERS).require()
    typed = request.GET.get("q", "")
    query = searching.query_of(typed)
    found, vendors = reading.search(desk, query)
    cells = address_of(desk)
    context = {
        "title": "Search answers",
        "crumbs": crumbs(desk, ("Compare", place("compare", pk)), ("Search answers", "")),
        "desk": desk,
        "typed": typed,
        "query": query,
        "is_first": not typed.strip(),
        "found": found,
        "vendors": [
            (
                one.response.vendor.name,
                [
                    (topic, cells(str(one.response.pk), topic.key) if topic.key else "")
                    for topic in one.topics
                ],
            )
            for one in vendors
        ],
    }
    return render(request, "evaluations/search/search.html", context)
