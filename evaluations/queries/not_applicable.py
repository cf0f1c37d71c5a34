"""Answers that say *does not apply to us*: what was said, and what was decided on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from evaluations.models import NotApplicable
from evaluations.scoring import ItemFacts
from vendors.models import Response
from vendors.questionnaire.model import Criterion, Item, Questionnaire


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a coordinator decided about the words that a vendor gave."""

    said: str
    approved: bool
    reason: str
    by_name: str

    @property
    def words(self) -> str:
        verb = "approved" if self.approved else "not approved"
        return f"Not applicable, {verb} by {self.by_name}: {self.reason}"


Rulings = Mapping[str, Ruling]
"""The last ruling on each item of one response, by item key."""
UNDECIDED = (
    "The vendor says this does not apply. No coordinator has decided on that yet, "
    "so it counts as unanswered."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One answer that says it does not apply, with the ruling on these very words if there is one."""

    response: Response
    criterion: Criterion
    item: Item
    said: str
    ruling: Ruling | None

    @property
    def key(self) -> str:
        """Names the claim in a form."""
        return f"{self.response.pk}:{self.item.key}"


def rulings_as_column() -> ArraySubquery:
    """The rulings on a response in order, to annotate responses with: no query of its own."""
    rows = NotApplicable.objects.filter(response=OuterRef("pk")).order_by("number")
    return ArraySubquery(
        rows.values(
            row=JSONObject(
                item="item_key", said="said", approved="approved", reason="reason", by="by_name"
            )
        )
    )


def rulings_of(rows: Iterable[Mapping[str, Any]]) -> Rulings:
    """Read that column; the last ruling on an item wins."""
    return {
        row["item"]: Ruling(row["said"], row["approved"], row["reason"], row["by"]) for row in rows
    }


def rulings_for(response: Response) -> Rulings:
    """The rulings on one response (1 query)."""
    rows = Response.objects.filter(pk=response.pk).values_list(rulings_as_column(), flat=True)
    return rulings_of(rows[0])


def applied(facts: Iterable[ItemFacts], rulings: Rulings) -> tuple[ItemFacts, ...]:
    """The facts with what was approved taken out of the sum."""
    return tuple(
        replace(one, not_applicable=True, approved_by=ruling.by_name)
        if (ruling := ruling_on(one, rulings)) and ruling.approved
        else one
        for one in facts
    )


def ruling_on(fact: ItemFacts, rulings: Rulings) -> Ruling | None:
    """The ruling on what the vendor says now; one on other words of before is none."""
    ruling = rulings.get(fact.item)
    if fact.claim is None or ruling is None or ruling.said != fact.claim:
        return None
    return ruling


def left_out(questionnaire: Questionnaire, rulings: Rulings) -> set[str]:
    """Topics of which every question was approved as not applicable."""
    approved = {key for key, one in rulings.items() if one.approved}
    if not approved:
        return set()
    return {
        one.key
        for one in questionnaire.asked_criteria()
        if approved.issuperset(item.key for item in questionnaire.items_of(one.key))
    }


def words_on(fact: ItemFacts, rulings: Rulings) -> str:
    """How a claim stands, as a sentence; empty where there is no claim."""
    if fact.claim is None:
        return ""
    ruling = ruling_on(fact, rulings)
    if ruling is None:
        return UNDECIDED
    return ruling.words if ruling.approved else f"{ruling.words} It counts as unanswered."


def claims_in(
    criteria: Iterable[tuple[Criterion, tuple[Item, ...]]],
    response: Response,
    facts: Iterable[ItemFacts],
    rulings: Rulings,
) -> Iterator[Claim]:
    """The claims of one response in the order of the questionnaire."""
    said = {one.item: one for one in facts if one.claim is not None}
    for criterion, items in criteria:
        for item in items:
            if fact := said.get(item.key):
                yield Claim(response, criterion, item, fact.claim or "", ruling_on(fact, rulings))
