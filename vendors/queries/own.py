"""Responses as their own people see them: what is not theirs does not exist for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from portal.access import Verdict
from vendors import rules
from vendors.library.queries import uses_library_as_column
from vendors.models import (
    Answer,
    Invitation,
    Response,
    ResponseMember,
    ResponseRole,
    RoundState,
)
from vendors.onward import Onward, onward
from vendors.queries.amendments import (
    amendments_as_column,
    answered_as_column,
    confirmed_as_column,
    overtaken,
)
from vendors.queries.carried import unlooked_as_column
from vendors.queries.changes import requests_as_column, waiting_as_column
from vendors.queries.deadlines import extensions_as_column
from vendors.queries.departments import Bit, Share, bits_in, departments_column, shares_in
from vendors.queries.event_notices import unseen_as_column
from vendors.queries.handovers import Handed, handed_columns, handed_in
from vendors.queries.late import late_as_column
from vendors.queries.letters import letters_as_column
from vendors.queries.monthly import monthly_as_column, months_among
from vendors.queries.progress import Progress, progress_of
from vendors.queries.questionnaires import questionnaire_of
from vendors.queries.reopenings import Reopened, open_at, reopenings_as_column, reopenings_to
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Own:
    """A response in the hands of one of its members."""

    response: Response
    member: ResponseMember
    questionnaire: Questionnaire
    handed: Mapping[str, Handed] = field(default_factory=dict)
    """Topics that a colleague has in hand, by their keys."""
    shares: Mapping[str, Share] = field(default_factory=dict)
    """All departments of which something is asked, by their keys."""

    @property
    def leads(self) -> bool:
        return self.member.role == ResponseRole.LEAD

    @property
    def due(self) -> datetime | None:
        return rules.due_of(self.response)

    @property
    def bits(self) -> Mapping[str, tuple[Bit, ...]]:
        """By topic, what of it came to somebody with her department."""
        return bits_in(self.shares.values())

    def onward(self, at: datetime) -> Onward | None:
        """How far it is with what was handed in; None where nothing of it is awaited."""
        response = self.response
        over = response.round.state == RoundState.CANCELLED or response.withdrawn_at
        if over or response.declined_at or vars(response)["answered"] is None:
            return None
        round_ = response.round
        return onward(round_.judging, self.due, is_sealed=round_.is_sealed_kind, at=at)

    @property
    def unlooked(self) -> int:
        """How many earlier answers were brought along and not looked at."""
        return int(vars(self.response).get("unlooked") or 0)

    @property
    def requested(self) -> int:
        """For how many changes this vendor was asked."""
        return int(vars(self.response).get("requested") or 0)

    @property
    def files_months(self) -> bool:
        """Whether this vendor was asked for figures each month."""
        return bool(vars(self.response).get("files_months"))

    @property
    def events(self) -> int:
        """Of how many planned events nobody of this vendor has seen the notice."""
        return int(vars(self.response).get("events") or 0)

    @property
    def uses_library(self) -> bool:
        """Whether this person is in a library, wherever it was filled."""
        return bool(vars(self.response).get("uses_library"))

    @property
    def reopened(self) -> tuple[Reopened, ...]:
        """Topics about which this vendor was asked again after closing."""
        return reopenings_to(self.response)

    def open_again(self, at: datetime) -> list[Reopened]:
        """Those that can be answered now."""
        return [one for one in self.reopened if one.is_open(at)]

    def may_edit(self, at: datetime, *topics: str) -> Verdict:
        """Whether this person may write in these topics; without any, in the whole response."""
        open_now = {one.topic for one in self.open_again(at)}
        return rules.may_edit_again(self.response, self.member, topics, open_now, at=at)

    def may_write(self, at: datetime, *topics: str) -> bool:
        return bool(self.may_edit(at, *topics))


def own(pk: int, person_id: UUID) -> Own:
    """Return a response that this person works on; raises Response.DoesNotExist otherwise."""
    response = (
        Response.objects.select_related("round__version", "round__records_review", "vendor")
        .exclude(round__state=RoundState.DRAFT)
        .annotate(
            released=letters_as_column(),
            amended=amendments_as_column(),
            confirmed_at=confirmed_as_column(),
            answered=answered_as_column(),
            more_time=extensions_as_column(),
            late=late_as_column(),
            department_rows=departments_column(),
            asked_again=reopenings_as_column(),
            unlooked=unlooked_as_column(),
            requested=requests_as_column(),
            files_months=monthly_as_column(),
            events=unseen_as_column(),
            uses_library=uses_library_as_column(person_id),
            **handed_columns(),
        )
        .get(pk=pk, members__person_id=person_id, members__removed_at=None)
    )
    member = response.members.get(person_id=person_id, removed_at=None)
    asked = questionnaire_of(response.round.version)
    return Own(
        response,
        member,
        asked,
        handed_in(response, asked, reader=person_id),
        shares_in(response, asked, reader=person_id),
    )


def worked_on(pk: int, person_id: UUID) -> bool:
    """Whether this person was on a response and is no longer."""
    return ResponseMember.objects.filter(
        response_id=pk, person_id=person_id, removed_at__isnull=False
    ).exists()


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
            open_again=Count(
                "reopenings", filter=open_at(at, prefix="reopenings__"), distinct=True
            ),
            requested=waiting_as_column(),
            files_months=monthly_as_column(),
            amended=amendments_as_column(),
            confirmed_at=confirmed_as_column(),
        )
        .order_by("-round__due_at", "pk")
    )
    found = list(responses)
    to_file = _months_to_file([one for one in found if vars(one)["files_months"]], at)
    return [_line(one, to_file.get(one.pk, 0), at) for one in found]


def _months_to_file(asked: Sequence[Response], at: datetime) -> dict[int, int]:
    """How many months are to file, by response (4 queries, none without responses)."""
    if not asked:
        return {}
    among = Response.objects.filter(pk__in=[one.pk for one in asked])
    return {
        pk: sum(line.is_to_file for line in months.lines)
        for pk, months in months_among(among, at=at).items()
    }


def _line(response: Response, to_file: int, at: datetime) -> Request:
    asked = questionnaire_of(response.round.version)
    progress = progress_with(response, asked, response.answers.all())
    word, tone = standing_of(
        response, progress, handed_in=bool(getattr(response, "handed_in", 0)), at=at
    )
    unanswered = getattr(response, "unanswered", 0)
    if unanswered and word == "Submitted":
        word = "1 question to you" if unanswered == 1 else f"{unanswered} questions to you"
        tone = "ask"
    if (again := getattr(response, "open_again", 0)) and word == "Submitted":
        word, tone = ("1 topic open again" if again == 1 else f"{again} topics open again"), "ask"
    if to_file and rules.are_requests_live(response):
        word, tone = ("1 month to file" if to_file == 1 else f"{to_file} months to file"), "ask"
    requested = getattr(response, "requested", 0)
    if requested and rules.are_requests_live(response):
        word = "1 requested change" if requested == 1 else f"{requested} requested changes"
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
    """What a task list needs of answers: which are begun, which are completed when; no content."""
    return Answer.objects.exclude(value={}).only("response_id", "item_key", "ready", "saved_at")


def progress_in(own: Own, answers: Iterable[Answer] | None = None) -> Progress:
    """Return how far a response is; answers: those of it, where they are read already."""
    if answers is None:
        answers = states_only().filter(response=own.response)
    return progress_with(own.response, own.questionnaire, answers)


def progress_with(
    response: Response, questionnaire: Questionnaire, answers: Iterable[Answer]
) -> Progress:
    """The same of a response with the columns that `overtaken` reads."""
    answers = list(answers)
    return progress_of(questionnaire, answers, overtaken(response, answers))


def invited_to(response: Response, *, at: datetime) -> QuerySet[Invitation]:
    """Invitations of a response that were sent and still wait for somebody."""
    return response.invitations.filter(used_at=None, withdrawn_at=None, expires_at__gt=at).exclude(
        sent_at=None
    )


def members_of(response: Response) -> QuerySet[ResponseMember]:
    """People who work on a response now."""
    return response.members.filter(removed_at=None)
