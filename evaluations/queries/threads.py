"""What was written about an answer, and who can be told that something was."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from evaluations.models import Comment
from vendors.models import Response
from vendors.questionnaire.model import Criterion


@dataclass(frozen=True, slots=True)
class Written:
    """One contribution to a thread."""

    text: str
    by_name: str
    told: tuple[str, ...]
    at: dt.datetime


def threads_as_column(responses: Collection[int]) -> ArraySubquery:
    """What was written about these responses, to annotate them with: no query of its own."""
    rows = Comment.objects.filter(response=OuterRef("pk"), response__in=responses)
    return ArraySubquery(
        rows.order_by("at", "pk").values(
            row=JSONObject(
                criterion="criterion_key", text="text", told="told", by="by_name", at="at"
            )
        )
    )


def thread_of(response: Response, criterion: Criterion) -> list[Written]:
    """All contributions to one cell, the first first. Ask only where scores are open.

    response: as bench_of read it, with its contents wanted.
    """
    return [
        Written(one["text"], one["by"], tuple(one["told"]), dt.datetime.fromisoformat(one["at"]))
        for one in vars(response).get("written", ())
        if one["criterion"] == criterion.key
    ]
