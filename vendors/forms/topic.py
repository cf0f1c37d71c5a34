"""One topic's page as a form: its questions, what was typed, marked confidential and attached."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from vendors.actions.answers import Draft
from vendors.answer_forms import ItemForm
from vendors.figures import NO_FIGURES, Figures
from vendors.forms.pasted import ENDING
from vendors.models import Answer, Entry, Evidence, Origin, ReadyState
from vendors.queries.amendments import Published
from vendors.queries.evidence import Proof
from vendors.questionnaire.changes import Wording, answers_between
from vendors.questionnaire.derived import Suggestion
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Item
from vendors.questionnaire.values import Mode

MOST_REASON = 500
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the page, for one question."""

    item_key: str
    file: "UploadedFile[Any]"
    page: int | None


class Question:
    """One item on the page: its fields, its mark *confidential*, its files."""

    def __init__(
        self,
        item: Item,
        answer: Answer | None,
        *,
        today: dt.date,
        data: QueryDict | None,
        mode: Mode,
        proofs: Sequence[Proof] = (),
    ) -> None:
        self.item = item
        self.answer = answer
        self.proofs = proofs
        self.form = ItemForm(
            item, answer.value if answer else None, today=today, data=data, mode=mode
        )
        # After a conflict she may have chosen the other text: then hers is left alone.
        keeps_theirs = data is not None and data.get(f"{item.key}:_keep") == "theirs"
        self.is_bound = self.form.is_bound and not keeps_theirs
        self.merges = (
            self.is_bound and data is not None and data.get(f"{item.key}:_keep") == "merge"
        )
        """Whether she wants to put both texts together: hers stays in the fields, not saved yet."""
        given: Mapping[str, Any] = data if data is not None and self.is_bound else {}
        self.version = _whole(given.get(f"{item.key}:_version")) or 0
        if not self.is_bound:
            self.version = answer.version if answer else 0
        # A file may come ahead of the words, and its page with it.
        self.typed_page = str(data.get(f"{item.key}:_page", "") if data else "")
        self.confidential, self.reason = self._mark(given)
        self.reason_error = ""
        self.file_error = ""
        self.reusable: list[Evidence] = []
        """Files of this response that don't prove this question yet."""
        self.theirs: tuple[Shown, ...] = ()
        """What somebody else wrote meanwhile."""
        self.differences: tuple[Wording, ...] = ()
        """What hers takes from theirs and adds to it."""
        self.suggestion: Suggestion | None = None
        """What other answers already say, to confirm instead of typing it again."""
        self.noted: Entry | None = None
        """What the jurisdiction noted beside this answer, for the vendor to decide on."""
        self.amended: Published | None = None
        """The amendment that put the question in other words after its answer was completed."""
        self.figures: Figures = NO_FIGURES
        """What follows from the answer as it was saved."""

    def _mark(self, given: Mapping[str, Any]) -> tuple[bool, str]:
        if self.is_bound:
            reason = str(given.get(f"{self.item.key}:_reason", "")).strip()[:MOST_REASON]
            return f"{self.item.key}:_confidential" in given, reason
        if self.answer is None:
            return False, ""
        return self.answer.confidential, self.answer.confidential_reason

    @property
    def key(self) -> str:
        return self.item.key

    @property
    def to_confirm(self) -> bool:
        """Whether the jurisdiction wrote this and the vendor has not said yet that it is right."""
        return self.answer is not None and self.answer.origin == Origin.ENTERED

    @property
    def pieces(self) -> tuple[Shown, ...]:
        """The stored answer in words, for when it can only be read."""
        return shown(self.item, self.answer.value) if self.answer else ()

    @property
    def noted_pieces(self) -> tuple[Shown, ...]:
        return shown(self.item, self.noted.value) if self.noted else ()

    @property
    def suggested(self) -> tuple[Shown, ...]:
        return shown(self.item, self.suggestion.value) if self.suggestion else ()

    @property
    def figures_id(self) -> str:
        """Id of the place for figures; points in it would read as classes to a script."""
        return f"figures-{self.key.replace('.', '-')}"

    @property
    def is_ready(self) -> bool:
        return self.answer is not None and self.answer.ready == ReadyState.READY

    @property
    def page(self) -> int | None:
        return _whole(self.typed_page)

    def show_theirs(self, standing: Answer) -> None:
        """Put the text that stands beside the fields, with what hers differs in."""
        self.theirs = shown(self.item, standing.value)
        self.differences = answers_between(self.theirs, shown(self.item, self.form.value))
        self.answer = standing

    def check_mark(self) -> None:
        if self.confidential and not self.reason:
            self.reason_error = _("Say why this answer is confidential")

    def draft(self, *, ready: bool) -> Draft | None:
        """What to save; nothing where nothing was ever written."""
        if not self.is_bound or self.merges or (self.answer is None and not self.form.value):
            return None
        reason = self.reason if self.confidential and self.reason else ""
        done = ready and self.form.is_valid and not self.reason_error and bool(self.form.value)
        return Draft(self.key, self.form.value, self.version, done, reason)

    @property
    def errors(self) -> list[dict[str, str]]:
        found = list(self.form.errors) if self.is_bound else []
        if self.reason_error:
            found.append({"target": f"id_{self.key}:_reason", "text": self.reason_error})
        if self.file_error:
            found.append({"target": f"id_{self.key}:_file", "text": self.file_error})
        return found


class TopicForm:
    """All questions of one topic together; those that were not posted are left alone."""

    def __init__(
        self,
        items: Iterable[Item],
        answers: Mapping[str, Answer],
        *,
        today: dt.date,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
        proofs: Mapping[str, Sequence[Proof]] | None = None,
    ) -> None:
        self.files = files
        self.completed = data.get("completed") == "yes" if data is not None else False
        mode = Mode.COMPLETE if self.completed else Mode.DRAFT
        self.questions = [
            Question(
                item,
                answers.get(item.key),
                today=today,
                data=data,
                mode=mode,
                proofs=(proofs or {}).get(item.key, ()),
            )
            for item in items
        ]
        if data is None:
            self.completed = all(one.is_ready for one in self.questions)
        for one in self.questions:
            one.check_mark()

    @property
    def changes_rows(self) -> bool:
        """Whether a button for table rows was pressed: then nothing is complained about."""
        return any(one.form.changes_rows for one in self.questions)

    @property
    def merging(self) -> list[Question]:
        """Questions whose two texts she wants to put together by hand."""
        return [one for one in self.questions if one.merges]

    @property
    def drafts(self) -> list[Draft]:
        ready = self.completed and not self.changes_rows
        found = (one.draft(ready=ready) for one in self.questions)
        return [draft for draft in found if draft is not None]

    @property
    def uploads(self) -> list[Upload]:
        given: MultiValueDict[str, UploadedFile[Any]] = self.files or MultiValueDict()
        return [
            Upload(one.key, file, one.page)
            for one in self.questions
            for file in given.getlist(f"{one.key}:_file")
        ]

    @property
    def errors(self) -> list[dict[str, str]]:
        """Lines of the error summary, in the order of the page."""
        if self.changes_rows:
            return []
        found = []
        for number, one in enumerate(self.questions, 1):
            where = _("Question %(n)d: ") % {"n": number} if len(self.questions) > 1 else ""
            found += [error | {"text": f"{where}{error['text']}"} for error in one.errors]
        return found

    @property
    def saved_at(self) -> dt.datetime | None:
        """When something on this page was last saved."""
        return max((one.answer.saved_at for one in self.questions if one.answer), default=None)

    @property
    def file_fields(self) -> str:
        """Names of the file inputs, which a draft saved in passing leaves out."""
        names = [f"{one.key}:_file" for one in self.questions]
        for one in self.questions:
            names += [f"{one.key}:{part.key}{ENDING}" for part in one.item.parts if part.columns]
        return ",".join(names)

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)


def _whole(text: object) -> int | None:
    word = str(text or "").strip()
    if not (word.isascii() and word.isdigit()) or len(word) > 6:
        return None
    return int(word) if int(word) <= MOST_PAGES else None
