"""Changing what an open round asks: prepared on a version of its own, then published to all."""

from datetime import datetime

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import rules
from vendors.actions import invitations, questionnaires, reminders
from vendors.actions.deadlines import require_later
from vendors.models import Amendment, QuestionnaireVersion, Round, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.changes import Changes, changes_between

MOST_REASON = 2_000


@transaction.atomic
def prepare(round_: Round, *, by: User) -> Amendment:
    """Begin an amendment on a copy that vendors don't see; one that is begun already goes on."""
    locked = _locked(round_)
    rules.may_amend(locked, at=clock.now()).require()
    begun = locked.amendments.filter(at=None).select_related("version", "before").first()
    if begun is not None:
        return begun
    content = questionnaire_of(locked.version)
    version = questionnaires.add_version(locked.version.questionnaire, content, by=by)
    amendment = Amendment.objects.create(
        round=locked,
        number=locked.amendments.count() + 1,
        version=version,
        before=locked.version,
        by_id=by.pk,
        by_name=str(by),
    )
    record("began an amendment", locked, by=by, key=f"round:{locked.pk}", number=amendment.number)
    return amendment


@transaction.atomic
def discard(amendment: Amendment, *, by: User) -> None:
    """Drop an amendment that was not published, with its copy."""
    locked = _locked(amendment.round)
    held = _begun(amendment)
    number, version = held.number, held.version_id
    held.delete()
    QuestionnaireVersion.objects.filter(pk=version, frozen_at=None).delete()
    record("dropped an amendment", locked, by=by, key=f"round:{locked.pk}", number=number)


@transaction.atomic
def publish(
    amendment: Amendment, reason: str, *, by: User, seen: str, due_at: datetime | None = None
) -> Amendment:
    """Let the round ask the new version from now on, and tell everybody at once.

    seen: digest of the version that the person read before she pressed the button.
    due_at: a later date for answers; None leaves it.
    """
    locked = _locked(amendment.round)
    at = clock.now()
    rules.may_amend(locked, at=at).require()
    held = _begun(amendment)
    if held.version.digest != seen:
        raise Refused("Somebody changed the amendment meanwhile. Read it again, then publish it.")
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        raise Refused(f"Say why in at most {MOST_REASON:,} characters; vendors read it.")
    changes = changes_of(held)
    _require_publishable(locked, changes, held.version)
    questionnaires.freeze(held.version)
    due_from = locked.due_at
    Round.objects.filter(pk=locked.pk).update(version=held.version)
    if due_at is not None:
        require_later(locked, due_at, present=due_from, at=at)
        Round.objects.filter(pk=locked.pk).update(due_at=due_at)
        reminders.plan(locked)
    Amendment.objects.filter(pk=held.pk).update(
        reason=said,
        reworded=[one.item.key for one in changes.reworded],
        at=at,
        by_id=by.pk,
        by_name=str(by),
        due_from=due_from if due_at else None,
        due_to=due_at,
    )
    held.refresh_from_db()
    locked.refresh_from_db()
    invitations.tell_all(locked, "questions_amended", {"number": held.number})
    record(
        "amended the questionnaire",
        locked,
        by=by,
        key=f"round:{locked.pk}",
        number=held.number,
        reason=said,
        reworded=[one.item.key for one in changes.reworded],
        added=[item.key for item in changes.added],
        left_out=[item.key for item in changes.left_out],
        digest=held.version.digest,
        due=due_at.isoformat() if due_at else None,
    )
    return held


def changes_of(amendment: Amendment) -> Changes:
    """What vendors find changed by an amendment."""
    return changes_between(questionnaire_of(amendment.before), questionnaire_of(amendment.version))


def _require_publishable(locked: Round, changes: Changes, version: QuestionnaireVersion) -> None:
    if not changes:
        raise Refused("Nothing is changed yet. Change a question first.")
    if not questionnaire_of(version).asked_items():
        raise Refused("No question is asked. Bring at least one back into the questionnaire.")
    readable = not locked.is_sealed_kind
    if (
        readable
        and changes.judges_otherwise
        and Submission.objects.filter(response__round=locked).exists()
    ):
        raise Refused(
            "Answers can be read already, so weights and must-haves stand. Put them back as they were."
        )


def _locked(round_: Round) -> Round:
    Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    return Round.objects.select_related("version__questionnaire").get(pk=round_.pk)


def _begun(amendment: Amendment) -> Amendment:
    found = (
        Amendment.objects.select_related("version", "before")
        .filter(pk=amendment.pk, at=None)
        .first()
    )
    if found is None:
        raise Refused("This amendment was published or dropped already.")
    # Editors hold the version's row and not the round's: what is published is what stands now.
    QuestionnaireVersion.objects.select_for_update().get(pk=found.version_id)
    found.version.refresh_from_db()
    return found
