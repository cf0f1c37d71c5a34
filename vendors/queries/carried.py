"""What was brought along from earlier answers and waits to be looked at."""

from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vendors.models import CarriedAnswer, Response, Submission
from vendors.models.carried import LAST_TIME


def unlooked() -> QuerySet[CarriedAnswer]:
    """Brought along, neither changed nor confirmed since; one that was emptied needs no look."""
    return CarriedAnswer.objects.filter(looked_at=None, version=F("answer__version")).exclude(
        answer__value={}
    )


def unlooked_as_column() -> Coalesce:
    """How many of them a response has, to annotate with."""
    rows = unlooked().filter(answer__response=OuterRef("pk")).order_by()
    counted = rows.values("answer__response").annotate(figure=Count("pk"))
    return Coalesce(Subquery(counted.values("figure")), 0)


def unlooked_in(response: Response) -> int:
    """How many of them a response has now."""
    return unlooked().filter(answer__response=response).count()


def unlooked_keys(response: Response) -> list[str]:
    """The questions whose answers these are."""
    rows = unlooked().filter(answer__response=response)
    return list(rows.values_list("answer__item_key", flat=True))


def last_time(response: Response) -> Submission | None:
    """What this vendor handed in last in the round that this one was started from."""
    before = response.round.copied_from_id
    if before is None:
        return None
    return (
        Submission.objects.filter(
            response__round=before,
            response__vendor=response.vendor_id,
            response__withdrawn_at=None,
        )
        .select_related("version", "response__round")
        .defer("leaves")
        .order_by("-number")
        .first()
    )


def last_time_for(response: Response, person_id: UUID) -> Submission | None:
    """The same for somebody who worked on it then; nobody else reads it."""
    found = last_time(response)
    if found is None or not found.response.members.filter(person_id=person_id).exists():
        return None
    return found


def came_from_last_time(response: Response) -> bool:
    """Whether anything of it was brought along already."""
    return CarriedAnswer.objects.filter(answer__response=response, kept_pk=LAST_TIME).exists()
