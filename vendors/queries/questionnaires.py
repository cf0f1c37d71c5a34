"""Questionnaires as values, from their stored versions."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from portal.tenancy.switch import current
from vendors.models import Questionnaire as Kept
from vendors.models import QuestionnaireVersion
from vendors.questionnaire.model import Questionnaire
from vendors.questionnaire.reading import parse


def questionnaire_of(version: QuestionnaireVersion) -> Questionnaire:
    """Return the questionnaire that a version holds."""
    return _parsed(current().uuid, version.digest, _Content(version.content))


def kept() -> list[tuple[Kept, QuestionnaireVersion]]:
    """Questionnaires of this workspace, each with the version that new evaluations copy."""
    # Neither what an amendment prepares nor what it replaced is anybody's to copy.
    free_or_asked = Q(amendments=None, frozen_at=None) | Q(rounds__isnull=False)
    questionnaires = Kept.objects.order_by("name").prefetch_related(
        Prefetch(
            "versions",
            QuestionnaireVersion.objects.filter(free_or_asked)
            .annotate(uses=Count("rounds"))
            .order_by("-number"),
        )
    )
    found = []
    for one in questionnaires:
        versions = list(one.versions.all())
        free = [version for version in versions if not version.uses]  # type: ignore[attr-defined]
        if versions:
            found.append((one, (free or versions)[0]))
    return found


class _Content:
    """Carries content past the cache's key: equal for the cache, whatever it holds."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content)

    def __hash__(self) -> int:
        return 0


# Keyed by workspace and fingerprint of the content, so an entry can't be stale or a neighbour's.
@lru_cache(maxsize=64)
def _parsed(workspace: UUID, digest: str, content: _Content) -> Questionnaire:
    return parse(content.value)
