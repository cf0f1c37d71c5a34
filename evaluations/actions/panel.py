"""The panel: who scores, what they declare, when their sheet is locked."""

from collections.abc import Sequence

from django.db import transaction

from evaluations.models import Declaration, Evaluation, Panelist, Score, Stage
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import seal
from portal.outbox.actions import post


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
    if not typed_name.strip():
        raise Refused("Type your name to sign.")
    if conflicts and not explanation.strip():
        raise Refused("Say in a few words what the conflict is.")
    responses = panelist.evaluation.round.responses.select_related("vendor").filter(
        withdrawn_at=None
    )
    vendors = [{"response": one.pk, "name": one.vendor.name} for one in responses]
    known = {vendor["response"] for vendor in vendors}
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
def lock(panelist: Panelist, *, expected: Sequence[tuple[int, str]], by: User) -> Panelist:
    """Lock the whole sheet: every assigned cell has a score with a reason, or cannot be judged.

    expected: (response id, criterion key) of each assigned cell.
    """
    panelist = Panelist.objects.select_for_update().select_related("evaluation").get(pk=panelist.pk)
    if panelist.evaluation.stage != Stage.SCORING:
        raise Refused("Scores can be locked while the evaluation is at the stage Scoring.")
    if panelist.locked_at:
        return panelist
    scores = {(one.response_id, one.criterion_key): one for one in panelist.scores.all()}
    missing = [cell for cell in expected if not _is_whole(scores.get(cell))]
    if missing:
        raise Refused(
            f"{len(missing)} topics still need a score and a reason. “Next unscored” leads to them."
        )
    sealed = seal({f"{pk}/{key}": _sealed(scores[pk, key]) for pk, key in expected}).to_dict()
    Panelist.objects.filter(pk=panelist.pk).update(
        locked_at=clock.now(), sheet_root=sealed["root"], sheet_leaves=sealed["leaves"]
    )
    record(
        "locked her or his scores",
        panelist.evaluation.round,
        by=by,
        key=f"round:{panelist.evaluation.round_id}",
        fingerprint=sealed["root"],
    )
    panelist.refresh_from_db()
    return panelist


@transaction.atomic
def unlock(panelist: Panelist, reason: str, *, by: User) -> None:
    """Give a sheet back to its reviewer while scoring runs; the reason is kept."""
    if panelist.evaluation.stage != Stage.SCORING:
        raise Refused("A sheet can be unlocked only until discussion opens.")
    if not reason.strip():
        raise Refused("Say why the scores are unlocked.")
    Panelist.objects.filter(pk=panelist.pk).update(locked_at=None, sheet_root="", sheet_leaves=[])
    key = f"round:{panelist.evaluation.round_id}"
    record("unlocked a reviewer’s scores", panelist.name, by=by, key=key, reason=reason)


def declaration_of(panelist: Panelist | None) -> Declaration | None:
    """Return the last declaration that a reviewer signed; earlier ones are kept beside it."""
    return panelist.declarations.order_by("-pk").first() if panelist else None


def _is_whole(score: Score | None) -> bool:
    if score is None:
        return False
    return score.cannot_judge or (score.value is not None and bool(score.reason.strip()))


def _sealed(score: Score) -> dict[str, object]:
    return {
        "value": score.value,
        "cannot_judge": score.cannot_judge,
        "reason": score.reason,
        "lifted_by": score.lifted_by,
        "submission": score.submission_id,
    }
