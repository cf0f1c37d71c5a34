"""What does not fit in what vendors handed in, and what was asked about it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from evaluations.masking import Mask
from evaluations.queries.judgement import Bench
from evaluations.queries.known import Known
from evaluations.queries.masked import masked_question
from portal.tenancy.switch import current
from vendors.crosschecks import Hit, crosscheck, title_of
from vendors.models import Clarification, Response, Round, Submission
from vendors.queries.required import requirements_of

Needs = tuple[Decimal | None, int | None, Decimal | None]
"""What the round requires: uptime in percent, repair in seconds, requests per second."""

_known: Known[tuple[UUID, str, str, dt.date, Needs], tuple[Hit, ...]] = Known(500)
"""By workspace, root of the submission, questionnaire, closing day and needs."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit, with what was asked about it."""

    hit: Hit
    title: str
    topics: tuple[tuple[str, str], ...]
    """Key and short title of each topic concerned."""
    asked: tuple[Clarification, ...]

    @property
    def name(self) -> str:
        """Name of its form, the same as long as the finding is the same."""
        return f"{self.hit.code}-{self.hit.item}".replace(".", "-")


@dataclass(frozen=True, slots=True)
class OfVendor:
    """What does not fit at one vendor."""

    response: Response
    misfits: tuple[Misfit, ...]
    others: tuple[Clarification, ...]
    """What was asked about something that the checks no longer find."""


def needs_of(round_: Round) -> Needs:
    """What the round requires, as the cross-checks take it."""
    wanted = requirements_of(round_)
    return wanted.uptime, wanted.repair_s, round_.peak_rate


def hits_of(bench: Bench, *, only: Collection[int] | None = None) -> dict[int, tuple[Hit, ...]]:
    """What does not fit in each latest submission, by response (1 query for what was never read).

    only: the responses wanted; all of them unless named.
    """
    needs, version = needs_of(bench.evaluation.round), bench.evaluation.round.version
    # What was found is known by the words as they were handed in; a mask goes over it afterwards.
    given = bench.named.submissions
    wanted = {pk: one for pk, one in given.items() if only is None or pk in only}
    keys = {
        pk: (current().uuid, one.root, version.digest, bench.closing, needs)
        for pk, one in wanted.items()
    }
    found = {pk: known for pk, key in keys.items() if (known := _known.get(key)) is not None}
    unread = [one for pk, one in wanted.items() if pk not in found]
    uptime, repair, rate = needs
    for response, content in _contents(unread):
        hits = crosscheck(
            content,
            bench.questionnaire,
            closing=bench.closing,
            uptime_required=uptime,
            repair_required_s=repair,
            rate_required=rate,
        )
        found[response] = _known.keep(keys[response], hits)
    if bench.mask is None:
        return found
    return {pk: tuple(_masked(one, bench.mask) for one in hits) for pk, hits in found.items()}


def _masked(hit: Hit, mask: Mask) -> Hit:
    return replace(hit, sentence=mask.text(hit.sentence), question=mask.text(hit.question))


def _contents(submissions: Iterable[Submission]) -> Iterable[tuple[int, object]]:
    missing = [one for one in submissions if "content" in one.get_deferred_fields()]
    yield from ((one.response_id, one.content) for one in submissions if one not in missing)
    if missing:
        rows = Submission.objects.filter(pk__in=[one.pk for one in missing])
        yield from rows.values_list("response_id", "content")


def marks_of(found: Mapping[int, Collection[Hit]]) -> dict[tuple[str, str], int]:
    """How many findings concern each vendor's answers to a topic, for the cells of a comparison."""
    return dict(
        Counter(
            (str(response), criterion)
            for response, hits in found.items()
            for hit in hits
            for criterion in hit.criteria
        )
    )


def of_vendors(bench: Bench, responses: Collection[Response]) -> list[OfVendor]:
    """Everything that does not fit at these vendors, with questions and replies (2 queries)."""
    hits = hits_of(bench, only={one.pk for one in responses})
    asked = _asked(responses, bench.mask)
    return [
        _of_vendor(bench, one, hits.get(one.pk, ()), asked.get(one.pk, ()))
        for one in responses
        if one.pk in bench.submissions
    ]


def of_topic(
    bench: Bench, response: Response, criterion: str
) -> tuple[tuple[Misfit, ...], tuple[Clarification, ...]]:
    """What does not fit in one vendor's answers to a topic, and what else was asked there."""
    (one,) = of_vendors(bench, [response])
    misfits = tuple(found for found in one.misfits if criterion in found.hit.criteria)
    return misfits, tuple(other for other in one.others if other.criterion_key == criterion)


def _asked(responses: Collection[Response], mask: Mask | None) -> dict[int, list[Clarification]]:
    found: dict[int, list[Clarification]] = {}
    for one in Clarification.objects.filter(response__in=responses):
        shown = masked_question(one, mask) if mask else one
        found.setdefault(one.response_id, []).append(shown)
    return found


def _of_vendor(
    bench: Bench,
    response: Response,
    hits: Collection[Hit],
    asked: Collection[Clarification],
) -> OfVendor:
    titles = {one.key: one.short_title for one in bench.questionnaire.criteria}
    misfits = tuple(
        Misfit(
            hit=hit,
            title=title_of(hit.code),
            topics=tuple((key, titles.get(key, key)) for key in hit.criteria),
            asked=tuple(one for one in asked if (one.code, one.item_key) == (hit.code, hit.item)),
        )
        for hit in hits
    )
    matched = {one.pk for misfit in misfits for one in misfit.asked}
    return OfVendor(response, misfits, tuple(one for one in asked if one.pk not in matched))
