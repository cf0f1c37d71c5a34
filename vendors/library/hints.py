"""A private hint: where an answer differs from what the same vendor said elsewhere."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from portal.tenancy.switch import current
from vendors.earlier import fits
from vendors.elsewhere import Differing, differing
from vendors.library.accounts import accounts_of
from vendors.library.models import AccountLink, KeptAnswer
from vendors.library.walls import inside
from vendors.models import Answer
from vendors.queries.own import Own
from vendors.questionnaire.model import Item
from vendors.questionnaire.reading import parse_item


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing in an answer here, and what was said of it elsewhere."""

    item: Item
    figure: Differing
    place: str
    said_at: dt.datetime


def hints_for(own: Own, answers: Mapping[str, Answer]) -> list[Hint]:
    """What differs from the newest earlier answer to each question; only for people in a library.

    Answers are compared where the account said that the vendor record here is its own: otherwise
    they may be another company's.
    """
    if not own.uses_library:
        return []
    items = {item.key: item for item in own.questionnaire.asked_items()}
    here = {"jurisdiction": current().uuid}
    found: dict[str, Hint] = {}
    for account in accounts_of(own.member.person_id):
        with inside(account.pk):
            kept = (
                KeptAnswer.objects.filter(item_key__in=list(answers))
                .exclude(kept__jurisdiction=here["jurisdiction"], kept__response_pk=own.response.pk)
                .select_related("kept")
                .order_by("kept__said_at")
            )
            linked = AccountLink.objects.filter(
                **here, vendor_pk=own.response.vendor_id, undone_at=None
            )
            known = list(kept) if linked.exists() else []
        for one in known:
            item = items.get(one.item_key)
            if item is None or not fits(item, parse_item(one.item)):
                continue
            found.pop(item.key, None)
            figure = differing(item, one.value, answers[item.key].value)
            if figure is not None:
                found[item.key] = Hint(item, figure, str(one.kept), one.kept.said_at)
    return [found[key] for key in items if key in found]
