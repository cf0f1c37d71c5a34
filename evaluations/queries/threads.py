"""What was written about an answer, and who can be told that something was."""

from uuid import UUID

from evaluations.models import Comment, Panelist
from evaluations.queries.desk import Desk
from vendors.models import Response
from vendors.questionnaire.model import Criterion


def thread_of(desk: Desk, response: Response, criterion: Criterion) -> list[Comment]:
    """All contributions to one cell, the first first (1 query). Ask only where scores are open."""
    return list(
        Comment.objects.filter(
            evaluation=desk.evaluation, response=response, criterion_key=criterion.key
        )
    )


def to_tell(desk: Desk, response: Response, *, but: UUID) -> list[Panelist]:
    """Reviewers who judge this vendor, without the one who writes: no conflict, sheet locked."""
    scoring = {one.reviewer for one in desk.bench.assignments() if one.vendor == str(response.pk)}
    return [
        one
        for one in desk.bench.panel
        if str(one.pk) in scoring and one.locked_at is not None and one.person_id != but
    ]
