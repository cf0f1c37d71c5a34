"""Mails about vendors' answers that one may do without, and the evaluations that they are about."""

from collections.abc import Iterator

from portal.accounts.models import Role, User
from portal.notices.kinds import About, optional, tells_evaluations
from vendors.models import Response, RoundState

optional(
    "topic_handed",
    "a topic was handed to you",
    "/responses/{response.pk}/topics/{handed.criterion_key}/",
)
optional(
    "topic_given_back",
    "a colleague gave a topic back",
    "/responses/{response.pk}/handovers/{handed.criterion_key}/",
)
optional(
    "department_handed", "a part of the answers was handed to you", "/responses/{response.pk}/"
)
optional(
    "department_given_back",
    "a colleague gave a part of the answers back",
    "/responses/{response.pk}/departments/{handed.department}/",
)
optional(
    "asked_to_submit",
    "a colleague asks you to submit",
    "/responses/{response.pk}/check/",
    until="due",
)
optional("colleague_left", "a colleague left", "/responses/{response.pk}/colleagues/")
optional(
    "inquiry_answered", "a question was answered to all vendors", "/responses/{response.pk}/ask/"
)
optional("vendor_reminded", "answers are still awaited", "/responses/{response.pk}/", until="due")
optional(
    "inquiry_asked",
    "a vendor asks something",
    "/evaluations/{round.evaluation.pk}/asked/",
    staff=True,
)
optional(
    "clarification_answered",
    "a vendor replied to a question",
    "/evaluations/{round.evaluation.pk}/misfits/",
    staff=True,
)
optional(
    "request_replied",
    "a vendor replied to a request",
    "/evaluations/{round.evaluation.pk}/requests/{response.pk}/changes/{change.pk}/",
    staff=True,
)
optional(
    "request_proved",
    "a vendor handed in proof for a request",
    "/evaluations/{round.evaluation.pk}/requests/{response.pk}/changes/{change.pk}/",
    staff=True,
)
optional(
    "provider_overdue",
    "a date that a provider agreed to has passed",
    "/evaluations/{round.evaluation.pk}/requests/{response.pk}/",
    staff=True,
)
optional(
    "request_answered",
    "the jurisdiction answered on a request",
    "/responses/{response.pk}/changes/{change.pk}/",
)
optional("month_reminded", "a month’s figures are due", "/responses/{response.pk}/months/")
optional("month_not_filed", "a month was not filed", "/responses/{response.pk}/months/")
optional(
    "provider_not_filed",
    "a provider did not file a month",
    "/evaluations/{round.evaluation.pk}/requests/{response.pk}/months/",
    staff=True,
)
optional(
    "provider_missed",
    "a month that a provider filed misses a target",
    "/evaluations/{round.evaluation.pk}/requests/{response.pk}/months/",
    staff=True,
)
optional(
    "vendor_registered",
    "a company registered on the public page",
    "/evaluations/{round.evaluation.pk}/public/",
    staff=True,
)


@tells_evaluations
def of_vendors(person: User, roles: frozenset[str]) -> Iterator[About]:
    """Yield the evaluations that this person answers."""
    if Role.VENDOR not in roles:
        return
    mine = Response.objects.filter(members__person_id=person.pk, members__removed_at=None)
    rows = mine.exclude(round__state=RoundState.DRAFT).values_list("round_id", "round__name")
    for pk, name in rows:
        yield About(pk, name)
