"""Evidence of a response: for its own people now, for the jurisdiction once it may look."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.files.content import LOADTEST_KINDS
from portal.files.models import PagePicture, StoredFile
from portal.jobs.models import Job, JobState
from portal.tenancy.switch import current
from vendors import rules
from vendors.ageing import age_at
from vendors.loadtest_proof import WHOLE_SYSTEM, LoadTest, load_test
from vendors.models import (
    Answer,
    Environment,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    Response,
    Round,
    Submission,
)
from vendors.queries.required import peak_of

READING = "vendors.read_loadtest"
SCENARIOS = "prep.traffic_scenarios"
"""The question whose table names the scenarios that a vendor has planned for."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One file on one item, with the page that speaks of it and what was read from it."""

    evidence: Evidence
    link: EvidenceLink
    age: str
    """How old it is on the closing day, and whether it counts then, in words."""
    counts: bool
    test: LoadTest | None = None
    job: Job | None = None
    """The reading that is still owed."""

    @property
    def is_given_up(self) -> bool:
        """Whether it should have been read and nobody is at it any more."""
        return self.job is None and is_unread(self.evidence)

    @property
    def has_more(self) -> bool:
        """Whether anything is known, or will be, of what is in the file."""
        return bool(
            self.test or self.job or self.evidence.reading_refusal or is_unread(self.evidence)
        )

    @property
    def percent(self) -> int | None:
        """How far the reading is; None where nobody counts yet."""
        if self.job is None or not self.job.all_steps:
            return None
        return min(100 * self.job.done_steps // self.job.all_steps, 100)

    @property
    def is_load_test(self) -> bool:
        """Whether it makes sense to ask which scenario it belongs to."""
        return self.test is not None or self.evidence.kind == EvidenceKind.LOAD_TEST

    @property
    def ran(self) -> list[tuple[str, str]]:
        """What its vendor says of the test."""
        return ran_in_words(self.evidence.scenario, self.evidence.environment)

    @property
    def key(self) -> str:
        """A name for its charts; the same file may stand twice on a page."""
        return f"{self.evidence.pk}-{self.link.item_key}"


def by_item(
    response: Response, item_keys: Iterable[str], *, months: int, at: dt.datetime
) -> dict[str, list[Proof]]:
    """Return the files that are attached now, under each of these items.

    2 queries, and 1 more while a load test waits to be read. months: how old a proof may be on the
    closing day; at: the present instant.
    """
    links = list(
        EvidenceLink.objects.filter(
            evidence__response=response,
            evidence__removed_at=None,
            item_key__in=list(item_keys),
        )
        .select_related("evidence__file")
        .order_by("evidence__added_at", "pk")
    )
    closing = closing_of(response, at=at) if links else at
    found: defaultdict[str, list[Proof]] = defaultdict(list)
    for proof in _proofs(links, response.round, closing, months=months, at=at):
        found[proof.link.item_key].append(proof)
    return dict(found)


def proof_on(link: EvidenceLink, response: Response, *, months: int, at: dt.datetime) -> Proof:
    """Return one file on one item; its evidence must be at hand with its file."""
    closing = closing_of(response, at=at)
    return _proofs([link], response.round, closing, months=months, at=at)[0]


def _proofs(
    links: list[EvidenceLink],
    round_: Round,
    closing: dt.datetime,
    *,
    months: int,
    at: dt.datetime,
) -> list[Proof]:
    required = peak_of(round_)
    unread = {link.evidence_id for link in links if is_unread(link.evidence)}
    jobs = _owed(unread) if unread else {}
    tests: dict[int, LoadTest | None] = {}
    for link in links:
        if link.evidence_id not in tests:
            tests[link.evidence_id] = load_test(link.evidence.reading, required, at=at)
    return [
        Proof(
            link.evidence,
            link,
            *age_of(link.evidence, closing, months=months, at=at),
            tests[link.evidence_id],
            jobs.get(link.evidence_id),
        )
        for link in links
    ]


def _owed(evidence: Iterable[int]) -> dict[int, Job]:
    """Readings that are still to be done; the index of owed jobs finds them."""
    jobs = Job.objects.filter(
        state__in=[JobState.QUEUED, JobState.RUNNING],
        kind=READING,
        workspace=current().uuid,
        subject__in=[str(pk) for pk in evidence],
    )
    return {int(job.subject): job for job in jobs}


def is_unread(evidence: Evidence) -> bool:
    """Whether its figures are not known yet and nobody said why not."""
    _stem, _dot, ending = evidence.file.name.rpartition(".")
    return (
        not evidence.reading and not evidence.reading_refusal and ending.lower() in LOADTEST_KINDS
    )


def ran_in_words(scenario: str, environment: str) -> list[tuple[str, str]]:
    """What a vendor says of its test, as label and words."""
    where = str(Environment(environment).label) if environment in Environment else "Not stated"
    return [("Shows", scenario or WHOLE_SYSTEM), ("Ran on", where)]


def scenarios_of(response: Response) -> list[str]:
    """The names of the scenarios that a vendor has planned for, as its answer lists them now."""
    answer = Answer.objects.filter(response=response, item_key=SCENARIOS).first()
    rows = answer.value.get("scenarios") if answer else None
    names = [
        str(row["scenario"]).strip()[:150]
        for row in rows or ()
        if isinstance(row, Mapping) and row.get("scenario")
    ]
    return [name for name in dict.fromkeys(names) if name]


def closing_of(response: Response, *, at: dt.datetime) -> dt.datetime:
    """The instant at which proofs must be current: closing, or now where no date is set (1 query)."""
    round_ = response.round
    own_dates = list(round_.responses.filter(withdrawn_at=None).values_list("due_at", flat=True))
    return rules.closes_at(round_, own_dates) or at


def age_of(
    evidence: Evidence, closing: dt.datetime, *, months: int, at: dt.datetime
) -> tuple[str, bool]:
    """A proof's age on the closing day in words, and whether it counts then."""
    day = closing.astimezone(ZoneInfo(current().time_zone)).date()
    age = age_at(evidence.speaks_of, day, months)
    ahead = at < closing
    words = age.words_ahead if ahead else age.words
    return words[:1].upper() + words[1:], age.current


def attached_to(response: Response) -> list[Evidence]:
    """Return all files of a response that were not removed."""
    return list(
        Evidence.objects.filter(response=response, removed_at=None)
        .select_related("file")
        .prefetch_related("links")
    )


def of_member(pk: int, person_id: UUID) -> Evidence:
    """Return evidence for a member of its response; raises Evidence.DoesNotExist for others."""
    return Evidence.objects.select_related("file", "response__round").get(
        pk=pk,
        response__members__person_id=person_id,
        response__members__removed_at=None,
    )


def submitted_file(submission: Submission, evidence_pk: int) -> StoredFile | None:
    """Return a file as it was handed in, whatever became of its evidence afterwards."""
    for one in submission.content["evidence"]:
        if one["id"] == evidence_pk:
            return StoredFile.objects.filter(pk=one["file"], sha256=one["sha256"]).first()
    return None


def pictures_of(files: Iterable[StoredFile]) -> dict[UUID, list[PagePicture]]:
    """Return the page pictures of files, in the order of pages."""
    found: defaultdict[UUID, list[PagePicture]] = defaultdict(list)
    for picture in PagePicture.objects.filter(of__in=list(files)).order_by("of", "page"):
        found[picture.of_id].append(picture)
    return dict(found)
