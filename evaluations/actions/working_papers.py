"""What reviewers wrote before they locked: kept so that nothing is lost, and ended by the decision."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from evaluations.models import Evaluation, Panelist, Score, ScoreRevision
from portal.audit.models import Event

LOCKED = "locked her or his scores"


def drop_drafts(evaluation: Evaluation) -> int:
    """Delete what was never locked, in the caller's transaction; gives how many rows went.

    What a score was when its sheet was locked stays, also where the sheet was given back later.
    """
    panel = list(evaluation.panel.all())
    locks = _locks_of(evaluation)
    drafts = _never_locked(panel, locks)
    unlocked = [one for one in panel if one.locked_at is None and one.person_id not in locks]
    with connection.cursor() as cursor:
        # The guard on the table lets drafts go only where this was said, in this transaction.
        cursor.execute("SET LOCAL plumbline.clearing = 'drafts'")
        ScoreRevision.objects.filter(pk__in=drafts).delete()
        scores = Score.objects.filter(panelist__in=unlocked).delete()[0]
        cursor.execute("SET LOCAL plumbline.clearing = ''")
    return len(drafts) + scores


def _locks_of(evaluation: Evaluation) -> dict[UUID, list[datetime]]:
    """When each reviewer locked, every time she did: a sheet may be given back and locked again."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    events = Event.objects.filter(subject_key=f"round:{evaluation.round_id}", verb=LOCKED)
    for who, at in events.values_list("by_id", "at"):
        if who is not None:
            found[who].append(at)
    return dict(found)


def _never_locked(panel: Collection[Panelist], locks: dict[UUID, list[datetime]]) -> list[int]:
    """Keys of the versions that stood at no lock."""
    people = {one.pk: one.person_id for one in panel}
    by_score: dict[tuple[int, int], list[tuple[int, datetime]]] = defaultdict(list)
    rows = ScoreRevision.objects.filter(score__panelist__in=panel).order_by("version")
    for pk, at, score, place in rows.values_list("pk", "at", "score_id", "score__panelist_id"):
        by_score[place, score].append((pk, at))
    drafts = []
    for (place, _score), versions in by_score.items():
        stood = set(_standing_at(versions, locks.get(people[place], ())))
        drafts += [pk for pk, _at in versions if pk not in stood]
    return drafts


def _standing_at(
    versions: Collection[tuple[int, datetime]], locks: Iterable[datetime]
) -> Iterable[int]:
    """The version of a score that stood at each lock: the last one written until then."""
    for lock in locks:
        written = [pk for pk, at in versions if at <= lock]
        yield from written[-1:]
