"""What can be searched of an evaluation: submissions, as far as one person may read them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from evaluations.queries.desk import Desk
from evaluations.queries.masked import masked_content
from evaluations.searching import Found, Hit, Query, Text, find
from evaluations.visibility import Thing
from vendors.models import Response, Submission
from vendors.questionnaire.display import shown

FILE = "File"


@dataclass(frozen=True, slots=True)
class OnTopic:
    """Hits on one topic; a file that is attached to no question stands under none."""

    key: str
    title: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class OfVendor:
    """Hits in what one vendor handed in."""

    response: Response
    topics: tuple[OnTopic, ...]


def search(desk: Desk, query: Query) -> tuple[Found, list[OfVendor]]:
    """Look through all that this person may read (1 query, none where nothing is looked for)."""
    desk.may_see(Thing.ANSWERS).require()
    if query.problem:
        return Found(), []
    found = find(_texts(desk), query)
    responses = {str(one.pk): one for one in desk.responses}
    titles = {one.key: one.title for one in desk.questionnaire.asked_criteria()}
    vendors = []
    for vendor, hits in groupby(found.hits, key=lambda one: one.text.vendor):
        topics = tuple(
            OnTopic(key, titles.get(key, ""), tuple(those))
            for key, those in groupby(hits, key=lambda one: one.text.criterion)
        )
        vendors.append(OfVendor(responses[vendor], topics))
    return found, vendors


def _texts(desk: Desk) -> Iterator[Text]:
    """Vendor by vendor and topic by topic, so that hits can be told under both."""
    submissions = [desk.bench.submissions.get(one.pk) for one in desk.responses]
    rows = Submission.objects.filter(pk__in=[one.pk for one in submissions if one])
    contents: dict[int, Any] = dict(rows.values_list("response_id", "content"))
    named = desk.sees(Thing.FILE_NAMES)
    for response in desk.responses:
        content = contents.get(response.pk)
        if content is not None:
            # Masked before it is searched: a hidden name must not be found by guessing it.
            if desk.bench.mask is not None:
                content = masked_content(content, desk.bench.mask)
            yield from _of(desk, str(response.pk), content, named=named)


def _of(desk: Desk, vendor: str, content: Mapping[str, Any], *, named: bool) -> Iterator[Text]:
    answers = content["answers"]
    files = content["evidence"] if named else []
    for criterion in desk.questionnaire.asked_criteria():
        items = desk.questionnaire.items_of(criterion.key)
        for item in items:
            if item.key in answers:
                pieces = shown(item, answers[item.key]["value"])
                words = [
                    word
                    for piece in pieces
                    if not piece.missing
                    for word in (piece.text, *(cell for row in piece.rows for cell in row))
                ]
                yield Text(vendor, criterion.key, item.prompt, _line(words))
        keys = {item.key for item in items}
        for one in files:
            if any(link["key"] in keys for link in one["items"]):
                yield Text(vendor, criterion.key, FILE, _line([one["title"] or one["name"]]))
    for one in files:
        if not one["items"]:
            yield Text(vendor, "", FILE, _line([one["title"] or one["name"]]))


def _line(words: list[str]) -> str:
    return " · ".join(" ".join(one.split()) for one in words if one.strip())
