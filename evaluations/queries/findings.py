"""The jurisdiction's own findings about a vendor, as its people read them."""

import copy
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from evaluations.masking import Mask
from evaluations.queries.masked import neutral_name
from vendors import observing
from vendors.models import Observation, Response
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding in words."""

    pk: int
    kind: str
    title: str
    seen_on: dt.date
    source: str
    note: str
    lines: tuple[observing.Line, ...]
    flags: tuple[str, ...]
    topics: tuple[str, ...]
    """Short titles of the topics that it is about; none for the vendor as a whole."""
    about: frozenset[str]
    file_name: str
    file_url: str
    url: str
    """Where it can be changed."""
    by_name: str
    at: dt.datetime
    version: int
    witnesses: bool
    """Whether it suggests by itself that an answer was seen by somebody other than the vendor."""
    removed: str
    """Who removed it and why; empty while it stands."""

    @property
    def named(self) -> str:
        """The finding as a score names it."""
        return f"{self.kind}: {self.title}"


def finding_view(
    one: Observation, questionnaire: Questionnaire, evaluation: int, *, mask: Mask | None = None
) -> FindingView:
    """A finding in words; with a mask, in words without vendors' names."""
    if mask is not None:
        one = _masked(one, mask)
    kind = observing.kind_of(one.kind)
    titles = {each.key: each.short_title for each in questionnaire.criteria}
    at = [evaluation, one.response_id, one.pk]
    return FindingView(
        pk=one.pk,
        kind=kind.label,
        title=one.title,
        seen_on=one.seen_on,
        source=one.source,
        note=one.note,
        lines=observing.lines(kind, one.details),
        flags=observing.flags(kind, one.details, red=one.red_flag),
        topics=tuple(titles[key] for key in one.about if key in titles),
        about=frozenset(one.about),
        file_name=one.file.name if one.file else "",
        file_url=reverse("evaluations:finding-file", args=at) if one.file else "",
        url=reverse("evaluations:finding", args=at),
        by_name=one.by_name,
        at=one.at,
        version=one.version,
        witnesses=kind.witnesses,
        removed=f"Removed by {one.removed_by}: {one.remove_reason}" if one.removed_at else "",
    )


def _masked(one: Observation, mask: Mask) -> Observation:
    hidden = copy.copy(one)
    for name in ("title", "source", "note", "remove_reason"):
        setattr(hidden, name, mask.text(getattr(one, name)))
    hidden.details = mask.deep(one.details)
    if one.file:
        hidden.file = copy.copy(one.file)
        hidden.file.name = neutral_name(one.pk, one.file.name)
    return hidden


def names_a_vendor(one: Observation, mask: Mask) -> bool:
    """Whether the words of a finding hold a name that the mask hides."""
    hidden = _masked(one, mask)
    words = ("title", "source", "note", "details")
    return any(getattr(hidden, name) != getattr(one, name) for name in words)


def findings_on(
    responses: Iterable[Response],
    questionnaire: Questionnaire,
    evaluation: int,
    *,
    mask: Mask | None = None,
) -> dict[int, tuple[FindingView, ...]]:
    """All findings about these vendors by response id, the newest first, removed ones last (1 query)."""
    rows = Observation.objects.filter(response__in=list(responses)).select_related("file")
    found: dict[int, list[FindingView]] = {}
    for one in sorted(rows, key=lambda row: row.removed_at is not None):
        view = finding_view(one, questionnaire, evaluation, mask=mask)
        found.setdefault(one.response_id, []).append(view)
    return {pk: tuple(views) for pk, views in found.items()}


def about(
    findings: Iterable[FindingView], criterion: str, *, named: Collection[int] = ()
) -> tuple[FindingView, ...]:
    """Findings that stand on a topic, and those that a score there names though removed since."""
    return tuple(
        one for one in findings if (criterion in one.about and not one.removed) or one.pk in named
    )


def finding_of(response: Response, pk: int) -> Observation:
    """A finding about this vendor that was not removed; 404 for any other."""
    found = (
        Observation.objects.select_related("file", "response__vendor")
        .filter(pk=pk, response=response, removed_at=None)
        .first()
    )
    if found is None:
        raise Http404
    return found
