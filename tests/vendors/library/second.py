"""A second county that asks the same vendor."""

from portal.accounts.models import Membership, Role, User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.scene import Scene, build

CANARY = "alderwren"
"""In all that the first county's side holds, and nowhere in the second one's."""


def asks_too(birch: Jurisdiction, cast: Cast) -> tuple[Scene, Cast]:
    """Birch asks Clearwater; its own coordinator, the same vendor's person."""
    bea = User.objects.known_as("bea@birch.example", "Bea Lind")
    Membership.objects.update_or_create(
        person=bea, jurisdiction=birch, role=Role.COORDINATOR,
        defaults={"accepted_at": birch.opened_at},
    )  # fmt: skip
    theirs = Cast(bea, cast.ben, cast.cy, cast.olive, cast.vera, cast.mallory)
    with workspace(birch):
        return build(theirs), theirs
