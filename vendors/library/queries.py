"""What a library holds, as its people read it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, Max, Prefetch, Q

from portal.tenancy.switch import current
from vendors.earlier import Fit, Why, fit_of, fits, is_expired, is_old
from vendors.library.models import (
    IS_IN,
    AccountLink,
    AccountMember,
    FileUse,
    KeptAnswer,
    KeptFile,
    KeptResponse,
    VendorAccount,
)
from vendors.library.walls import inside
from vendors.models import CarriedAnswer, Response
from vendors.models.carried import LAST_TIME
from vendors.queries.carried import last_time, unlooked
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Criterion, Item, Questionnaire
from vendors.questionnaire.reading import parse_item


def uses_library_as_column(person_id: UUID) -> Exists:
    """Whether a person is in any library, to annotate her response with."""
    return Exists(AccountMember.objects.filter(IS_IN, person=person_id))


def links_here() -> list[AccountLink]:
    """Vendor records that the account says are its own, the newest first; called inside its walls."""
    return list(AccountLink.objects.filter(undone_at=None))


@dataclass(frozen=True, slots=True)
class Source:
    """One earlier response that answers can be taken from."""

    kept: KeptResponse
    fitting: int
    """How many of its answers fit a question that is asked here."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question here beside what is known of it from earlier."""

    item: Item
    criterion: Criterion
    carried: CarriedAnswer | None = None
    fit: Fit | None = None
    """None where its reader is not in the library that it came from."""
    said_at: dt.datetime | None = None
    pieces: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """All that was brought along, by what is to be looked at first; and what is new."""

    reworded: list[Line]
    old: list[Line]
    same: list[Line]
    new: list[Line]

    @property
    def groups(self) -> list[tuple[str, str, list[Line]]]:
        named = [
            ("reworded", "The question has other words now", self.reworded),
            ("old", "Given more than twelve months ago", self.old),
            ("same", "The same question, within twelve months", self.same),
        ]
        return [one for one in named if one[2]]


def sources_for(account: VendorAccount, response: Response, asked: Questionnaire) -> list[Source]:
    """Earlier responses of this library, the newest first; never the one that is being written."""
    items = {item.key: item for item in asked.asked_items()}
    with inside(account.pk):
        kept = list(
            KeptResponse.objects.exclude(
                jurisdiction=current().uuid, response_pk=response.pk
            ).prefetch_related(
                Prefetch("answers", KeptAnswer.objects.only("kept_id", "item_key", "item"))
            )
        )
    return [Source(one, sum(_fits(items, answer) for answer in one.answers.all())) for one in kept]


def _fits(items: dict[str, Item], answer: KeptAnswer) -> bool:
    item = items.get(answer.item_key)
    return item is not None and fits(item, parse_item(answer.item))


def listed(
    accounts: Sequence[VendorAccount], response: Response, asked: Questionnaire, *, at: dt.datetime
) -> List:
    """What was brought along and waits to be looked at, and what nobody has answered yet."""
    waiting = list(unlooked().filter(answer__response=response).select_related("answer"))
    before = _before(accounts, response, [one.kept_pk for one in waiting])
    answered = set(response.answers.exclude(value={}).values_list("item_key", flat=True))
    items = {item.key: item for item in asked.asked_items()}
    found = [
        _line(
            items[one.answer.item_key],
            one,
            before.get((one.kept_pk, one.answer.item_key)),
            asked,
            at,
        )
        for one in waiting
        if one.answer.item_key in items
    ]
    order = {key: place for place, key in enumerate(items)}
    found.sort(key=lambda line: order[line.item.key])

    def of(*whys: Why) -> list[Line]:
        return [line for line in found if (line.fit.why if line.fit else Why.SAME) in whys]

    new = [
        Line(item, asked.criterion(item.criterion))
        for key, item in items.items()
        if key not in answered
    ]
    return List(of(Why.REWORDED), of(Why.OLD), of(Why.SAME), new)


Before = tuple[Item, dt.datetime]
"""The question as it was then, and when it was answered."""


def _before(
    accounts: Sequence[VendorAccount], response: Response, pks: list[int]
) -> dict[tuple[int, str], Before]:
    """What stood before each answer that came along, by its number in the library and its key."""
    found: dict[tuple[int, str], Before] = {}
    for account in accounts if any(pks) else ():
        with inside(account.pk):
            for one in KeptAnswer.objects.filter(pk__in=pks).select_related("kept"):
                found[one.pk, one.item_key] = (parse_item(one.item), one.kept.said_at)
    if LAST_TIME in pks and (submission := last_time(response)) is not None:
        then = questionnaire_of(submission.version)
        found |= {(LAST_TIME, one.key): (one, submission.at) for one in then.asked_items()}
    return found


def _line(
    item: Item,
    carried: CarriedAnswer,
    before: Before | None,
    asked: Questionnaire,
    at: dt.datetime,
) -> Line:
    fit = fit_of(item, before[0], said_at=before[1], at=at) if before else None
    return Line(
        item=item,
        criterion=asked.criterion(item.criterion),
        carried=carried,
        fit=fit,
        said_at=before[1] if before else None,
        pieces=shown(item, carried.answer.value),
    )


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a library: until when it is good, and where it is used."""

    file: KeptFile
    uses: list[FileUse]
    is_expired: bool

    @property
    def places(self) -> list[str]:
        return sorted({str(use.kept) for use in self.uses})


def files_of(account: VendorAccount, *, today: dt.date) -> list[FileLine]:
    """All files of a library with their uses."""
    with inside(account.pk):
        uses = FileUse.objects.select_related("kept")
        files = list(KeptFile.objects.prefetch_related(Prefetch("uses", uses)))
    return [FileLine(one, list(one.uses.all()), is_expired(one.expires_on, today)) for one in files]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One kept answer."""

    answer: KeptAnswer
    is_old: bool


def answers_here(words: str, *, at: dt.datetime) -> list[tuple[str, list[AnswerLine]]]:
    """Kept answers by topic, those that hold all of these words in topic, question or answer.

    Called inside the walls of the account.
    """
    wanted = Q()
    for word in words.split()[:20]:
        wanted &= Q(topic__icontains=word) | Q(prompt__icontains=word) | Q(words__icontains=word)
    found = (
        KeptAnswer.objects.filter(wanted)
        .select_related("kept")
        .defer("item")
        .order_by("topic", "item_key", "-kept__said_at", "pk")
    )
    by_topic: dict[str, list[AnswerLine]] = {}
    for one in found:
        by_topic.setdefault(one.topic, []).append(AnswerLine(one, is_old(one.kept.said_at, at)))
    return list(by_topic.items())


def kept_here() -> list[KeptResponse]:
    """Responses that the library was filled from, with the number of answers; called inside its walls."""
    return list(KeptResponse.objects.annotate(figure=Count("answers"), last=Max("kept_at")))
