"""Mails about judging that one may do without, and the evaluations that they are about."""

from collections.abc import Iterator

from django.db.models import Q

from evaluations.models import Evaluation, Panelist, Stage
from portal.accounts.models import Role, User
from portal.notices.kinds import About, optional, tells_evaluations

optional(
    "comment_written",
    "somebody wrote to you in the discussion",
    "/evaluations/{evaluation.pk}/cells/{response.pk}/{criterion.key}/#thread",
    staff=True,
)
optional("reviewer_reminded", "your scores are awaited", "/scoring/", staff=True)


@tells_evaluations
def of_staff(person: User, roles: frozenset[str]) -> Iterator[About]:
    """Yield evaluations of whose panel a person is; a coordinator gets mail about all."""
    panel = Panelist.objects.filter(person_id=person.pk, removed_at=None)
    hers = Q(pk__in=panel.values("evaluation_id"))
    if Role.COORDINATOR in roles:
        hers |= ~Q(stage=Stage.ARCHIVED)
    elif Role.REVIEWER not in roles:
        return
    for pk, name in Evaluation.objects.filter(hers).values_list("round_id", "round__name"):
        yield About(pk, name)
