"""Making and freezing questionnaires."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import ALLOWED, Verdict, refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Questionnaire, QuestionnaireVersion
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth
from vendors.questionnaire.model import Questionnaire as Content
from vendors.questionnaire.reading import digest, dump, standard

STANDARD_NAME = "Standard reliability questionnaire"


@transaction.atomic
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


def may_change(version: QuestionnaireVersion) -> Verdict:
    """Whether a version is still free: it stands once an evaluation opened with it."""
    if version.frozen_at is None:
        return ALLOWED
    return refused("This questionnaire is in use and can’t be changed. Copy it to change it.")


@transaction.atomic
def change(version: QuestionnaireVersion, content: Content, what: str, *, by: User) -> None:
    """Write an unfrozen version anew; `what` says in words what was changed."""
    locked = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    may_change(locked).require()
    QuestionnaireVersion.objects.filter(pk=version.pk).update(**_stored(content))
    version.refresh_from_db()
    record("changed a questionnaire", version, by=by, what=what, digest=version.digest)


@transaction.atomic
def edit(
    version: QuestionnaireVersion, change_of: Callable[[Content], Content], what: str, *, by: User
) -> Content:
    """Apply one change to what a version holds now, so that two people's changes both stay."""
    locked = (
        QuestionnaireVersion.objects.select_for_update(of=("self",))
        .select_related("questionnaire")
        .get(pk=version.pk)
    )
    may_change(locked).require()
    content = change_of(questionnaire_of(locked))
    QuestionnaireVersion.objects.filter(pk=locked.pk).update(**_stored(content))
    record("changed a questionnaire", locked, by=by, what=what, digest=digest(content))
    return content


@transaction.atomic
def rename(questionnaire: Questionnaire, name: str, *, by: User) -> None:
    """Give a questionnaire another name in this workspace."""
    before = questionnaire.name
    Questionnaire.objects.filter(pk=questionnaire.pk).update(name=name.strip())
    record("renamed a questionnaire", name.strip(), by=by, before=before)


def standard_version(*, by: User) -> QuestionnaireVersion:
    """Return what new evaluations ask by default; the first to need it puts it in place."""
    first = Questionnaire.objects.order_by("made_at", "pk").first()
    if first is None:
        return make(STANDARD_NAME, standard(), by=by)
    return kept_version(first)


def kept_version(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """Return the version that the workspace keeps for later use, not one of an evaluation."""
    versions = questionnaire.versions.order_by("-number")
    free = versions.filter(rounds=None, amendments=None, frozen_at=None).first()
    return free or versions.filter(rounds__isnull=False).first() or versions[0]


@transaction.atomic
def copy_for_round(
    version: QuestionnaireVersion, depth: Depth, *, by: User
) -> QuestionnaireVersion:
    """Make an evaluation's own version, at the depth that it asks; editing it harms no other."""
    content = replace(questionnaire_of(version), depth=depth)
    return add_version(version.questionnaire, content, by=by)


@transaction.atomic
def copy(version: QuestionnaireVersion, name: str, *, by: User) -> QuestionnaireVersion:
    """Keep the content of any version as a questionnaire of its own, free to change."""
    return make(name, questionnaire_of(version), by=by)


def freeze(version: QuestionnaireVersion) -> None:
    """Let a version stand for good; called when a round opens with it."""
    QuestionnaireVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=clock.now())


def _stored(content: Content) -> dict[str, Any]:
    return {"content": dump(content), "digest": digest(content)}
