"""Notices of planned events: who is reached, what a provider reads, what was seen."""

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vendors.models import EventNotice, NoticeSeen, Response, ResponseMember, RoundState, Vendor


def latest_of(vendor: Vendor) -> Response | None:
    """The response of a vendor's latest round on which somebody of its people is (1 query)."""
    people = ResponseMember.objects.filter(response=OuterRef("pk"), removed_at=None)
    rows = vendor.responses.filter(Exists(people), withdrawn_at=None)
    rows = rows.exclude(round__state__in=[RoundState.DRAFT, RoundState.CANCELLED])
    return rows.select_related("round", "vendor").order_by("-round__made_at", "-pk").first()


def reached_by(response: Response | None) -> list[str]:
    """Addresses of the people on a response, each once."""
    if response is None:
        return []
    return sorted(set(response.members.filter(removed_at=None).values_list("email", flat=True)))


def notices_to(response: Response) -> QuerySet[EventNotice]:
    """What its people were told, the latest first (2 queries)."""
    return response.event_notices.prefetch_related("seen")


def notices_of(events: Collection[int]) -> QuerySet[EventNotice]:
    """What providers were told of these events, the latest first (2 queries)."""
    rows = EventNotice.objects.filter(event__in=events).select_related("response__vendor")
    return rows.prefetch_related("seen")


def unseen_as_column() -> Coalesce:
    """How many notices nobody of the vendor has seen, to annotate responses with."""
    seen = NoticeSeen.objects.filter(notice=OuterRef("pk"))
    rows = EventNotice.objects.filter(~Exists(seen), response=OuterRef("pk")).order_by()
    counted = rows.values("response").annotate(figure=Count("pk"))
    return Coalesce(Subquery(counted.values("figure")), 0)
