"""The panel: who scores, what they declare, when their sheet is locked."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from evaluations import rules
from evaluations.actions import reopening
from evaluations.models import Declaration, Evaluation, Panelist, Score, ScoreRevision, Stage
from evaluations.queries.decided import is_waiting
from evaluations.queries.judgement import bench_of
from evaluations.queries.sheets import sheet_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import seal
from portal.members.queries import coordinators_of
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors.models import Round


@transaction.atomic
def add(evaluation: Evaluation, person: User, *, by: User) -> Panelist:
    """Put a person on the panel and tell her."""
    if evaluation.stage in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}:
        raise Refused("Scoring is over, so nobody can join the panel any more.")
    panelist, made = Panelist.objects.get_or_create(
        evaluation=evaluation,
        person_id=person.pk,
        defaults={"name": str(person), "email": person.email},
    )
    if not made and panelist.removed_at is None:
        raise Refused(f"{person} is on the panel already.")
    Panelist.objects.filter(pk=panelist.pk).update(removed_at=None)
    post(
        "panelist_added",
        person.email,
        {"evaluation": evaluation, "round": evaluation.round, "by": by},
    )
    record("added a reviewer", person, by=by, key=f"round:{evaluation.round_id}")
    panelist.refresh_from_db()
    return panelist


@transaction.atomic
def remove(panelist: Panelist, reason: str, *, by: User) -> None:
    """Take a person off the panel; what she scored is kept and no longer counts."""
    if panelist.evaluation.stage in {Stage.DECIDED, Stage.ARCHIVED}:
        raise Refused("The evaluation is decided, so the panel stands.")
    rules.may_change_scores(waits=is_waiting(panelist.evaluation)).require()
    if not reason.strip():
        raise Refused("Say why this reviewer leaves the panel.")
    Panelist.objects.filter(pk=panelist.pk).update(removed_at=clock.now())
    key = f"round:{panelist.evaluation.round_id}"
    record("removed a reviewer", panelist.name, by=by, key=key, reason=reason)


@transaction.atomic
def declare(
    panelist: Panelist,
    *,
    text: str,
    conflicts: Sequence[int],
    explanation: str,
    typed_name: str,
    by: User,
) -> Declaration:
    """Sign the declaration for all vendors of the evaluation; conflicts cut off those vendors."""
    panelist = _hers(panelist, by)
    # Nobody words the text anew while it is being signed.
    Evaluation.objects.select_for_update().get(pk=panelist.evaluation_id)
    if not typed_name.strip():
        raise Refused("Type your name to sign.")
    if conflicts and not explanation.strip():
        raise Refused("Say in a few words what the conflict is.")
    responses = panelist.evaluation.round.responses.select_related("vendor").filter(
        withdrawn_at=None
    )
    vendors = [{"response": one.pk, "name": one.vendor.name} for one in responses]
    known = {vendor["response"] for vendor in vendors}
    # Nobody lifts her own conflict: what she declared once stands in each later declaration.
    earlier = declaration_of(panelist)
    conflicts = [*conflicts, *(earlier.conflicts if earlier else [])]
    declaration = Declaration.objects.create(
        panelist=panelist,
        text=text,
        vendors=vendors,
        conflicts=sorted(known.intersection(conflicts)),
        explanation=explanation,
        typed_name=typed_name.strip(),
    )
    record(
        "signed the declaration",
        panelist.evaluation.round,
        by=by,
        key=f"round:{panelist.evaluation.round_id}",
        conflicts=declaration.conflicts,
    )
    return declaration


@transaction.atomic
def lock(panelist: Panelist, *, by: User) -> Panelist:
    """Lock the whole sheet: every cell has a score with a reason, or cannot be judged."""
    # Before the sheet's own row: a topic that opens meanwhile is seen, or sees that this is locked.
    Round.objects.select_for_update(no_key=True).get(evaluation__panel=panelist)
    panelist = _hers(panelist, by)
    if panelist.evaluation.stage != Stage.SCORING:
        raise Refused("Scores can be locked while the evaluation is at the stage Scoring.")
    if panelist.locked_at:
        return panelist
    sheet = sheet_of(bench_of(panelist.evaluation), panelist)
    rules.may_enter(
        panelist, declaration_of(panelist), {one.pk for one in sheet.bench.responses}
    ).require()
    reopening.require_none_open(panelist.evaluation.round_id, sheet.places)
    if lacks := sheet.lacks():
        topics = "1 answer is" if len(lacks) == 1 else f"{len(lacks)} answers are"
        raise Refused(
            f"{topics} not fully scored yet. The list on “Lock my scores” leads to each of them."
        )
    # What she kept in passing and never saved is what she locks, so it stands among the versions.
    unsaved = Score.objects.filter(panelist=panelist).exclude(revisions__version=F("version"))
    ScoreRevision.objects.bulk_create([ScoreRevision.of(one) for one in unsaved])
    sealed = seal(
        {
            f"{pk}/{key}": sheet.scores[pk, key].sealed()
            for pk, key in sheet.places
            if (pk, key) in sheet.scores
        }
    ).to_dict()
    Panelist.objects.filter(pk=panelist.pk).update(
        locked_at=clock.now(), sheet_root=sealed["root"], sheet_leaves=sealed["leaves"]
    )
    record(
        "locked her or his scores",
        panelist.evaluation.round,
        by=by,
        key=f"round:{panelist.evaluation.round_id}",
        fingerprint=sealed["root"],
        **({"topics": panelist.topics, "vendors": panelist.vendors} if panelist.is_part else {}),
    )
    panelist.refresh_from_db()
    return panelist


@transaction.atomic
def ask_to_unlock(panelist: Panelist, reason: str, *, by: User) -> None:
    """Ask the coordinators to give a locked sheet back."""
    panelist = _hers(panelist, by)
    if panelist.evaluation.stage != Stage.SCORING or not panelist.locked_at:
        raise Refused("Only locked scores can be unlocked, and only until discussion opens.")
    if not reason.strip():
        raise Refused("Say in a sentence why you want to change your scores.")
    context = {"round": panelist.evaluation.round, "panelist": panelist, "reason": reason}
    key = f"round:{panelist.evaluation.round_id}"
    for address in coordinators_of(current()):
        post("unlock_asked", address, context | {"evaluation": panelist.evaluation}, key=key)
    record("asked to unlock scores", panelist.name, by=by, key=key, reason=reason)


@transaction.atomic
def unlock(panelist: Panelist, reason: str, *, by: User) -> None:
    """Give a sheet back to its reviewer while scoring runs; the reason is kept."""
    evaluation = Evaluation.objects.select_for_update().get(pk=panelist.evaluation_id)
    if evaluation.stage != Stage.SCORING:
        raise Refused("A sheet can be unlocked only until discussion opens.")
    if not reason.strip():
        raise Refused("Say why the scores are unlocked.")
    changed = Panelist.objects.filter(pk=panelist.pk, locked_at__isnull=False).update(
        locked_at=None, sheet_root="", sheet_leaves=[]
    )
    if not changed:
        raise Refused(f"{panelist.name} has not locked any scores.")
    key = f"round:{evaluation.round_id}"
    context = {"round": evaluation.round, "by": by, "reason": reason}
    post("scores_unlocked", panelist.email, context, key=key)
    record("unlocked a reviewer’s scores", panelist.name, by=by, key=key, reason=reason)


@transaction.atomic
def remind(evaluation: Evaluation, *, by: User) -> int:
    """Remind the reviewers who have not locked their scores; return how many mails go out."""
    if evaluation.stage != Stage.SCORING:
        raise Refused("Reviewers can be reminded while the evaluation is at the stage Scoring.")
    waiting = list(evaluation.panel.filter(removed_at=None, locked_at=None))
    if not waiting:
        raise Refused("All reviewers have locked their scores, so nobody needs a reminder.")
    key = f"round:{evaluation.round_id}"
    for panelist in waiting:
        post("reviewer_reminded", panelist.email, {"round": evaluation.round, "by": by}, key=key)
    record("reminded reviewers", evaluation.round, by=by, key=key, mails=len(waiting))
    return len(waiting)


def declaration_of(panelist: Panelist | None) -> Declaration | None:
    """Return the last declaration that a reviewer signed; earlier ones are kept beside it."""
    return panelist.declarations.order_by("-pk").first() if panelist else None


def _hers(panelist: Panelist, by: User) -> Panelist:
    """The sheet's row, held until the transaction ends; nobody else's."""
    held = (
        Panelist.objects.select_for_update(of=("self",))
        .select_related("evaluation__round__version")
        .get(pk=panelist.pk)
    )
    if held.person_id != by.pk or held.removed_at:
        raise Refused("Only the reviewer herself can do this.")
    return held
