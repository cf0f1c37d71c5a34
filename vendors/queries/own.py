"""Responses as their own people see them: what is not theirs does not exist for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from vendors import rules
from vendors.models import (
    Answer,
    Response,
    ResponseMember,
    ResponseRole,
    RoundState,
)
from vendors.queries.amendments import amendments_as_column, answered_as_column
from vendors.queries.handovers import Handed, handed_columns, handed_in
from vendors.queries.letters import letters_as_column
from vendors.queries.progress import Progress, progress_of
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Own:
    """A response in the hands of one of its members."""

    response: Response
    member: ResponseMember
    questionnaire: Questionnaire
    handed: Mapping[str, Handed] = field(default_factory=dict)
    """Topics that a colleague has in hand, by their keys."""

    @property
    def leads(self) -> bool:
        return self.member.role == ResponseRole.LEAD

    @property
    def due(self) -> datetime | None:
        return rules.due_of(self.response)

    def may_write(self, at: datetime) -> bool:
        return bool(rules.may_edit(self.response, self.member, at=at))


def own(pk: int, person_id: UUID) -> Own:
    """Return a response that this person works on; raises Response.DoesNotExist otherwise."""
    response = (
        Response.objects.select_related("round__version", "round__records_review", "vendor")
        .exclude(round__state=RoundState.DRAFT)
        .annotate(
            released=letters_as_column(),
            amended=amendments_as_column(),
            answered=answered_as_column(),
            **handed_columns(),
        )
        .get(pk=pk, members__person_id=person_id, members__removed_at=None)
    )
    member = response.members.get(person_id=person_id, removed_at=None)
    asked = questionnaire_of(response.round.version)
    return Own(response, member, asked, handed_in(response, asked, reader=person_id))


@dataclass(frozen=True, slots=True)
class Request:
    """One line of a vendor person's list."""

    response: Response
    progress: Progress
    due: datetime | None
    word: str
    tone: str


def requests_of(person_id: UUID, *, at: datetime) -> list[Request]:
    """Return all responses that a person works on in this workspace, the next due first."""
    mine = Q(members__person_id=person_id, members__removed_at=None)
    responses = (
        Response.objects.filter(mine)
        .exclude(round__state=RoundState.DRAFT)
        .select_related("round__version", "vendor")
        .prefetch_related(Prefetch("answers", states_only()))
        .annotate(
            handed_in=Count("submissions", distinct=True),
            last=Max("submissions__at"),
            unanswered=Count(
                "clarifications", filter=Q(clarifications__replied_at=None), distinct=True
            ),
        )
        .order_by("-round__due_at", "pk")
    )
    return [_line(response, at) for response in responses]


def _line(response: Response, at: datetime) -> Request:
    progress = progress_of(questionnaire_of(response.round.version), response.answers.all())
    word, tone = standing_of(
        response, progress, handed_in=bool(getattr(response, "handed_in", 0)), at=at
    )
    unanswered = getattr(response, "unanswered", 0)
    if unanswered and word == "Submitted":
        word = "1 question to you" if unanswered == 1 else f"{unanswered} questions to you"
        tone = "ask"
    return Request(response, progress, rules.due_of(response), word, tone)


def standing_of(
    response: Response,
    progress: Progress,
    *,
    handed_in: bool,
    at: datetime,
) -> tuple[str, str]:
    """Say in a word how a response stands, and in which tone."""
    due = rules.due_of(response)
    if response.round.state == RoundState.CANCELLED:
        return "Cancelled", "off"
    if response.withdrawn_at:
        return "Withdrawn", "off"
    if response.declined_at:
        return "You won’t respond", "off"
    if handed_in:
        return "Submitted", "done"
    if due is not None and at >= due:
        return "Closed, nothing submitted", "off"
    return ("In progress", "warning") if progress.answered else ("Not yet started", "info")


def states_only() -> QuerySet[Answer]:
    """What a task list needs of answers: which are begun, which are completed; no content."""
    return Answer.objects.exclude(value={}).only("response_id", "item_key", "ready")


def progress_in(own: Own) -> Progress:
    """Return how far a response is."""
    return progress_of(own.questionnaire, states_only().filter(response=own.response))


def members_of(response: Response) -> QuerySet[ResponseMember]:
    """People who work on a response now."""
    return response.members.filter(removed_at=None)
