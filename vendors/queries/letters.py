"""The letters that were released to a vendor, read along with its response: no query of its own."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from vendors.models import ReleasedLetter, Response


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as the vendor's page lists it."""

    pk: int
    name: str
    size: int
    at: dt.datetime


def letters_as_column() -> ArraySubquery:
    """The letters to a response, the newest first, to annotate responses with."""
    rows = ReleasedLetter.objects.filter(response=OuterRef("pk")).order_by("-at", "-pk")
    return ArraySubquery(
        rows.values(row=JSONObject(pk="pk", name="file__name", size="file__size", at="at"))
    )


def letters_to(response: Response) -> list[Letter]:
    """Read this column."""
    return [
        Letter(one["pk"], one["name"], one["size"], dt.datetime.fromisoformat(one["at"]))
        for one in vars(response).get("released", ())
    ]
