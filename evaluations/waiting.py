"""What waits for a workspace's own people, for the list of workspaces at the front door."""

from collections.abc import Iterator

from evaluations.queries import today
from portal import clock
from portal.accounts.models import STAFF_ROLES, Role, User
from portal.frontdoor.waiting import Waiting, tells_what_waits
from portal.tenancy.models import Jurisdiction


@tells_what_waits
def of_staff(jurisdiction: Jurisdiction, person: User, roles: frozenset[str]) -> Iterator[Waiting]:
    """Yield scores that are awaited, then evaluations whose next step is pressing."""
    del jurisdiction
    at = clock.now()
    if roles.intersection(STAFF_ROLES):
        for line in today.of_reviewer(person, at=at):
            if line.to_score:
                yield Waiting(f"{line.standing.round}: your scores are awaited.", "/scoring/")
    if Role.COORDINATOR in roles:
        for urgent in today.of_workspace(roles, at=at):
            if urgent.is_urgent:
                path = f"/evaluations/{urgent.standing.evaluation.pk}/"
                yield Waiting(f"{urgent.standing.round}: {urgent.step.text}", path)
