"""Asking somebody new to review: into the workspace and onto the panel at once."""

from django.db import transaction

from evaluations.actions import panel
from evaluations.models import Evaluation, Panelist
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import Role, User
from portal.tenancy.switch import current


@transaction.atomic
def invite_reviewer(evaluation: Evaluation, email: str, name: str, *, by: User) -> Panelist:
    """Invite an address as reviewer (where it is not one yet) and put it on the panel."""
    try:
        with transaction.atomic():
            person = accounts.invite_member(email, name, [Role.REVIEWER], current(), by=by)
    except Refused:
        person = User.objects.known_as(email)
    return panel.add(evaluation, person, by=by)
