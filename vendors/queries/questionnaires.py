"""Questionnaires as values, from their stored versions."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from portal.tenancy.switch import current
from vendors.models import QuestionnaireVersion
from vendors.questionnaire.model import Questionnaire
from vendors.questionnaire.reading import parse


def questionnaire_of(version: QuestionnaireVersion) -> Questionnaire:
    """Return the questionnaire that a version holds."""
    return _parsed(current().uuid, version.digest, _Content(version.content))


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
