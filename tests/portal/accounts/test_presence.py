"""Who is there, read on every request."""

from django.contrib.sessions.backends.db import SessionStore

from portal.accounts import actions
from portal.accounts.models import Membership, Role
from portal.accounts.presence import presence_of
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast


def test_all_roles_of_a_person_with_many(
    cast: Cast, alder: Jurisdiction, birch: Jurisdiction
) -> None:
    for county, role, accepted in (
        (alder, Role.APPROVER, True),
        (alder, Role.REVIEWER, False),
        (birch, Role.OBSERVER, True),
    ):
        Membership.objects.create(
            person=cast.ann,
            jurisdiction=county,
            role=role,
            accepted_at=county.opened_at if accepted else None,
        )
    with workspace(alder):
        session = SessionStore()
        session.create()
        assert session.session_key
        actions.sign_in(cast.ann, alder, session.session_key)
        presence = presence_of(session.session_key, alder)
    assert presence is not None
    assert presence.roles == {Role.COORDINATOR, Role.APPROVER}
    assert presence.invited_roles == {Role.REVIEWER}
