"""Making and freezing questionnaires."""

from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Questionnaire, QuestionnaireVersion
from vendors.questionnaire.model import Questionnaire as Content
from vendors.questionnaire.reading import digest, dump


def make(name: str, content: Content, *, by: User) -> QuestionnaireVersion:
    """Keep a new questionnaire with its first version."""
    questionnaire = Questionnaire.objects.create(name=name)
    return add_version(questionnaire, content, by=by)


@transaction.atomic
def add_version(
    questionnaire: Questionnaire, content: Content, *, by: User
) -> QuestionnaireVersion:
    """Add a version after the last one."""
    last = questionnaire.versions.select_for_update().order_by("-number").first()
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=last.number + 1 if last else 1, **_stored(content)
    )
    record("wrote a questionnaire", version, by=by, digest=version.digest)
    return version


@transaction.atomic
def change(version: QuestionnaireVersion, content: Content, what: str, *, by: User) -> None:
    """Write an unfrozen version anew; `what` says in words what was changed."""
    locked = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    if locked.frozen_at:
        raise Refused("This questionnaire is in use and can’t be changed. Copy it to change it.")
    QuestionnaireVersion.objects.filter(pk=version.pk).update(**_stored(content))
    version.refresh_from_db()
    record("changed a questionnaire", version, by=by, what=what, digest=version.digest)


def freeze(version: QuestionnaireVersion) -> None:
    """Let a version stand for good; called when a round opens with it."""
    QuestionnaireVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=clock.now())


def _stored(content: Content) -> dict[str, Any]:
    return {"content": dump(content), "digest": digest(content)}
