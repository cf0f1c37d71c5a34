"""What somebody wants kept out of the public record, with what it says, and how it stands."""

from dataclasses import dataclass

from vendors.models import Part, Response, Submission, Withholding
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Field:
    """One answer or file on the list, as it was handed in."""

    row: Withholding
    vendor: str
    title: str
    pieces: tuple[Shown, ...]

    @property
    def state(self) -> str:
        if self.row.withheld is None:
            return "To decide"
        return "Withheld" if self.row.withheld else "Released"

    @property
    def tone(self) -> str:
        return {None: "ask", True: "warning", False: "success"}[self.row.withheld]


def field_of(row: Withholding, vendor: str, submission: Submission, asked: Questionnaire) -> Field:
    """A field with its words: those of the submission, whatever was submitted before."""
    if row.part == Part.ANSWER:
        value = submission.content["answers"].get(row.key, {}).get("value", {})
        item = asked.item(row.key)
        return Field(row, vendor, item.prompt, shown(item, value))
    for one in submission.content["evidence"]:
        if str(one["id"]) == row.key:
            name = Shown("file", "File", str(one["name"]))
            return Field(row, vendor, str(one["title"]), (name,))
    return Field(row, vendor, f"File {row.key}", ())


def fields_of(response: Response, submission: Submission, asked: Questionnaire) -> list[Field]:
    """The list of one vendor (1 query)."""
    rows = response.withholdings.all()
    return [field_of(one, response.vendor.name, submission, asked) for one in rows]


def not_listed(
    submission: Submission, asked: Questionnaire, taken: set[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What was handed in and is not on the list: pairs of *part:key* and what it is called.

    taken: part and key of what is on the list.
    """
    found = [
        (f"{Part.ANSWER}:{key}", asked.item(key).prompt)
        for key in submission.content["answers"]
        if (Part.ANSWER, key) not in taken
    ]
    return found + [
        (f"{Part.FILE}:{one['id']}", f"File: {one['title']}")
        for one in submission.content["evidence"]
        if (Part.FILE, str(one["id"])) not in taken
    ]
