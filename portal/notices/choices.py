"""What is to become of a mail that its reader may do without, and choosing about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q

from portal import clock
from portal.accounts.models import Membership, User
from portal.jobs.actions import owe
from portal.notices.kinds import OPTIONAL
from portal.notices.models import Choice, Daily, MailChoice
from portal.notices.mornings import next_morning
from portal.tenancy.models import Jurisdiction

JOB = "notices.daily"
SALT = "portal.notices.stop"
NO_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Way:
    """How one mail goes: at once, with the daily mail or not at all; the rest is for the daily one."""

    choice: Choice
    round: int | None = None
    line: str = ""
    path: str = ""


AT_ONCE = Way(Choice.EACH)


def way_of(kind: str, to: str, context: Mapping[str, Any], workspace: Jurisdiction) -> Way:
    """Say how a mail to this address goes; kinds that nobody named optional always go at once."""
    notice = OPTIONAL.get(kind)
    if notice is None:
        return AT_ONCE
    about = context["round"]
    chosen = (
        MailChoice.objects.select_related("person")
        .filter(person__email__iexact=to, workspace=workspace, round=about.pk)
        .first()
    )
    if chosen is None or chosen.choice == Choice.EACH:
        return AT_ONCE
    way = Choice(chosen.choice)
    if way == Choice.DAILY:
        due = plan(chosen.person)
        last: datetime | None = context[notice.until] if notice.until else None
        if last is not None and last <= due:
            return AT_ONCE
    line = f"{about.name}: {notice.words}"[:300]
    return Way(way, about.pk, line, notice.path.format(**context))


@transaction.atomic
def plan(person: User) -> datetime:
    """See to it that this person's next daily mail is owed; return when it is due."""
    at = clock.now()
    daily = Daily.objects.get_or_create(person=person)[0]
    if daily.due_at is not None and daily.due_at > at:
        return daily.due_at
    due = next_morning(at, zone_of(person), daily.hour, daily.sent_at)
    waiting = Q(due_at=None) | Q(due_at__lte=at)
    if Daily.objects.filter(waiting, person=person).update(due_at=due):
        owe(JOB, workspace=None, subject=person.pk, due_at=due)
    return due


def zone_of(person: User) -> str:
    """The zone of the workspace that she came to first."""
    zone = (
        Membership.objects.filter(person=person, accepted_at__isnull=False)
        .order_by("accepted_at", "pk")
        .values_list("jurisdiction__time_zone", flat=True)
        .first()
    )
    return zone or NO_ZONE


@transaction.atomic
def choose(chosen: Mapping[tuple[Jurisdiction, int], str], *, hour: int, by: User) -> None:
    """Keep what a person chose about each evaluation, and when her daily mail comes."""
    for (workspace, round_pk), choice in chosen.items():
        MailChoice.objects.update_or_create(
            person=by, workspace=workspace, round=round_pk, defaults={"choice": choice}
        )
    daily = Daily.objects.get_or_create(person=by)[0]
    if daily.hour != hour:
        Daily.objects.filter(person=by).update(hour=hour)
        if Daily.objects.filter(person=by, due_at__isnull=False).update(due_at=None):
            # The job of the old hour will find nothing due.
            plan(by)


@transaction.atomic
def stop_daily(person: User) -> None:
    """Whatever comes once a day comes no more."""
    MailChoice.objects.filter(person=person, choice=Choice.DAILY).update(choice=Choice.OFF)
    Daily.objects.filter(person=person).update(due_at=None)


def stop_token(person: User) -> str:
    """What the daily mail carries: it stops that mail, opens nothing and shows nothing."""
    return signing.dumps(str(person.pk), salt=SALT)


def person_of(token: str) -> User | None:
    """Whose daily mail a token stops."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None
