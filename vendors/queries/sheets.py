"""What a sheet is made from and held against, and what taking it in would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.tenancy.switch import current
from vendors.models import Answer, AnswerRevision, QuestionnaireVersion, Response
from vendors.queries.own import Own
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.imports import (
    Changed,
    NotOurs,
    Sheet,
    Wrong,
    changed_in,
    missing_from,
    read_change,
    same_questions,
)
from vendors.questionnaire.model import Item
from vendors.questionnaire.values import Value

SALT = "vendors.sheet"
LASTS = timedelta(hours=2)
MOST_CARRIED = 3_000_000
"""Characters of a preview that its page carries; a form may hold 5 MB."""


class Lapsed(Exception):  # noqa: N818 -- reads as what happened
    """A preview is too old, or was made for somebody else."""


def answers_by_item(response: Response) -> dict[str, Answer]:
    """Return all answers of a response as they stand, by the keys of their questions."""
    return {one.item_key: one for one in response.answers.all()}


@dataclass(frozen=True, slots=True)
class Line:
    """One question that a sheet would change."""

    number: int
    item: Item
    topic: str
    old: tuple[Shown, ...]
    new: tuple[Shown, ...]
    value: Value
    wrong: tuple[Wrong, ...]
    unreadable: bool
    """A cell holds what can't even be kept as typed; the sheet has to be mended first."""
    theirs: Answer | None
    """What somebody wrote since the download, if so."""
    seen: int
    """Version of the answer that stands beside it."""

    @property
    def default(self) -> str:
        """What is chosen unless the person says otherwise: never over somebody's newer text."""
        return "present" if self.theirs is not None or self.wrong else "sheet"

    @property
    def name(self) -> str:
        return f"take:{self.item.key}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a sheet in would change, before anything is written."""

    file: str
    at: datetime
    lines: tuple[Line, ...]
    other: tuple[str, ...]
    """Questions that were changed since the download and can't be taken from this sheet."""
    changed: tuple[Changed, ...]
    missing: tuple[str, ...] = ()
    """Questions that are not in the sheet as a whole."""

    @property
    def troubled(self) -> int:
        return sum(bool(one.wrong) for one in self.lines)

    @property
    def clashes(self) -> int:
        return sum(one.theirs is not None for one in self.lines)

    def carried(self, own: Own, person: User) -> str:
        """The readings, signed for this person and response; the file itself is not kept."""
        token = signing.dumps(
            {
                "workspace": str(current().uuid),
                "response": own.response.pk,
                "person": str(person.pk),
                "version": own.response.round.version_id,
                "at": self.at.isoformat(),
                "file": self.file,
                "other": self.other,
                "seen": {one.item.key: one.seen for one in self.lines},
                "changed": [one.as_json() for one in self.changed],
            },
            salt=SALT,
            compress=True,
        )
        if len(token) > MOST_CARRIED:
            raise NotOurs(
                _("The sheet holds more than can be taken in at once. Fill in less of it.")
            )
        return token


def preview_of(own: Own, sheet: Sheet, *, file: str, today: date, at: datetime) -> Preview:
    """Hold a sheet against what stands now; raises NotOurs where it belongs elsewhere."""
    items, other = _comparable(own, sheet)
    answers = answers_by_item(own.response)
    versions = {key: one.version for key, one in sheet.items.items()}
    before = _as_downloaded(own.response, versions, answers)
    changed = changed_in(sheet, items, before)
    # Of a question that was changed only what was typed anew is worth a word.
    moved = changed_in(sheet, other, before)
    return Preview(
        file,
        at,
        _lines(own, changed, before, answers, today=today),
        tuple(one.prompt for one in other if any(one.key == each.key for each in moved)),
        tuple(changed),
        tuple(one.prompt for one in missing_from(sheet, items)),
    )


def preview_again(
    own: Own, token: str, person: User, *, today: date, now: datetime
) -> tuple[Preview, Mapping[str, int]]:
    """Take up what a preview's page carried, and the versions that it showed; raises Lapsed."""
    try:
        found: dict[str, Any] = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Lapsed from error
    bound = (str(current().uuid), own.response.pk, str(person.pk), own.response.round.version_id)
    if bound != tuple(found[key] for key in ("workspace", "response", "person", "version")):
        raise Lapsed
    at = datetime.fromisoformat(found["at"])
    if not timedelta(0) <= now - at < LASTS:
        raise Lapsed
    changed = [Changed.of_json(one) for one in found["changed"]]
    answers = answers_by_item(own.response)
    before = _as_downloaded(own.response, {one.key: one.version for one in changed}, answers)
    lines = _lines(own, changed, before, answers, today=today)
    preview = Preview(found["file"], at, lines, tuple(found["other"]), tuple(changed))
    return preview, found["seen"]


def _comparable(own: Own, sheet: Sheet) -> tuple[Sequence[Item], Sequence[Item]]:
    """Questions that are asked as they were when the sheet was downloaded, and the others."""
    response, mark = own.response, sheet.mark
    named = (mark.get("workspace"), mark.get("response"), mark.get("round"))
    if named != (str(current().uuid), str(response.pk), str(response.round_id)):
        raise NotOurs(
            _(
                "This sheet belongs to another request. Upload it there, or download the one of this request."
            )
        )
    version = response.round.version
    if (mark.get("version"), mark.get("digest")) == (str(version.pk), version.digest):
        return own.questionnaire.asked_items(), ()
    old = _earlier(response, mark)
    if old is None:
        raise NotOurs(
            _("This sheet holds other questions than those asked here. Download it again.")
        )
    return same_questions(questionnaire_of(old), own.questionnaire)


def _earlier(response: Response, mark: Mapping[str, str]) -> QuestionnaireVersion | None:
    """What was asked in this round before an amendment."""
    number = mark.get("version", "")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    replaced = response.round.amendments.exclude(at=None).values("before_id")
    return QuestionnaireVersion.objects.filter(
        pk=int(number), digest=mark.get("digest", ""), pk__in=replaced
    ).first()


def _as_downloaded(
    response: Response, versions: Mapping[str, int], answers: Mapping[str, Answer]
) -> dict[str, Value]:
    """Values at the versions that a sheet names; none where there is no such version."""
    before: dict[str, Value] = {}
    wanted = Q()
    for key, version in versions.items():
        answer = answers.get(key)
        if answer is not None and answer.version == version:
            before[key] = answer.value
        elif answer is not None and version:
            wanted |= Q(answer__item_key=key, version=version)
    if wanted:
        revisions = AnswerRevision.objects.filter(wanted, answer__response=response)
        for one in revisions.select_related("answer"):
            before[one.answer.item_key] = one.value
    return before


def _lines(
    own: Own,
    changed: Iterable[Changed],
    before: Mapping[str, Value],
    answers: Mapping[str, Answer],
    *,
    today: date,
) -> tuple[Line, ...]:
    numbers = {item.key: number for number, item in enumerate(own.questionnaire.in_order(), 1)}
    lines = []
    for one in changed:
        if one.key not in numbers:
            continue
        item, answer = own.questionnaire.item(one.key), answers.get(one.key)
        was = before.get(one.key, {})
        value, wrong = read_change(item, one, was, today=today)
        stands = answer.value if answer is not None else {}
        if value == stands and not one.bad:
            # Somebody wrote the same already.
            continue
        lines.append(
            Line(
                numbers[one.key],
                item,
                own.questionnaire.criterion(item.criterion).short_title,
                shown(item, stands) if stands else (),
                shown(item, value) if value else (),
                value,
                wrong,
                bool(one.bad),
                answer if answer is not None and stands != was else None,
                answer.version if answer is not None else 0,
            )
        )
    return tuple(sorted(lines, key=lambda one: one.number))
