"""The one gate of every act that writes a vendor's answers or files."""

from collections.abc import Collection
from datetime import datetime

from portal import clock
from portal.accounts.models import User
from vendors import rules
from vendors.models import Response
from vendors.queries.questionnaires import questionnaire_of
from vendors.queries.reopenings import open_at


def require(response: Response, person: User, items: Collection[str]) -> None:
    """Refuse to write to these questions; the caller holds what must not move meanwhile.

    While answers are taken all questions are open. After closing only those of a topic are about
    which this vendor was asked again, and only until the time that was set.
    """
    at, member = clock.now(), rules.member_of(response, person.pk)
    edit = rules.may_edit(response, member, at=at)
    if edit:
        return
    rules.may_edit_again(
        response, member, topics_of(response, items), open_topics(response, at=at), at=at
    ).require()


def open_topics(response: Response, *, at: datetime) -> frozenset[str]:
    """Keys of the topics that can be answered again now."""
    rows = response.reopenings.filter(open_at(at))
    return frozenset(rows.values_list("criterion_key", flat=True))


def topics_of(response: Response, items: Collection[str]) -> frozenset[str]:
    """The topics that these questions belong to; "" stands for a question that is not asked."""
    asked = questionnaire_of(response.round.version).asked_items()
    topics = {one.key: one.criterion for one in asked}
    return frozenset(topics.get(key, "") for key in items)
