"""Writing down what the jurisdiction knows of itself; each save is a revision of its own."""

from collections.abc import Mapping

from django.db import connection, transaction

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import profile
from vendors.models import ProfileRevision


@transaction.atomic
def write(content: Mapping[str, object], *, based_on: int, by: User) -> ProfileRevision:
    """Keep a new revision of the profile, unless somebody else did since it was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || 'profile'))")
    last = ProfileRevision.objects.order_by("-number").first()
    number, before = (last.number, last.content) if last else (0, {})
    if number != based_on:
        raise Refused(
            f"{last} was saved by {last.by_name if last else ''} meanwhile. Look at it, then "
            "save again to put yours in its place; it is kept."
        )
    if wrong := profile.problems(content):
        raise Refused(next(iter(wrong.values())))
    kept = profile.kept(content)
    if last and kept == before:
        return last
    made = ProfileRevision.objects.create(
        number=number + 1, content=kept, by_id=by.pk, by_name=str(by)
    )
    record(
        "wrote the profile",
        made,
        by=by,
        key="profile",
        changed=list(profile.changed(before, kept)),
    )
    return made
