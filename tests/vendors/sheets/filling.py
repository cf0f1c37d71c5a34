"""What the tests of sheets share: a full response, and a workbook opened, changed and saved again."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.vendors.questionnaire.examples import TODAY, full_raw
from tests.vendors.scene import Scene, use_depth
from vendors.actions import answers
from vendors.models import Answer
from vendors.questionnaire.model import Depth, Item
from vendors.questionnaire.values import Mode, clean_value

REF = 8
"""Column of the hidden name of a row."""
ANSWER = 6


def in_full(scene: Scene) -> Scene:
    """The same scene with every question of the standard questionnaire asked."""
    use_depth(scene, Depth.FULL)
    return replace(scene, asked=replace(scene.asked, depth=Depth.FULL))


def base(scene: Scene) -> str:
    return f"/responses/{scene.clearwater.pk}"


def value_of(item: Item) -> dict[str, Any]:
    """A full answer, as it is stored."""
    raw = json.dumps(full_raw(item))
    # What happened must have happened by now, whenever the test runs.
    for said, past in (("2027-01", "2024-01"), ("2027 Q1", "2024 Q1")):
        raw = raw.replace(said, past)
    value, problems = clean_value(item, json.loads(raw), today=TODAY, mode=Mode.DRAFT)
    assert not problems
    return value


def answer_all(scene: Scene, person: Any, *, number: int | None = None) -> list[Item]:
    """Answer the first so many questions in full, by the product's own action."""
    items = list(scene.asked.asked_items())[:number]
    for item in items:
        answers.save(scene.clearwater, item.key, value_of(item), based_on=0, by=person)
    return items


def download(scene: Scene, client: Client) -> bytes:
    answer = client.get(f"{base(scene)}/questionnaire.xlsx")
    assert answer.status_code == 200
    assert "private, no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def row_of(book: Any, item: str, slot: str) -> int:
    """The row of one field on the main sheet."""
    page = book["Questions"]
    wanted = f"{item}|{slot}"
    return next(row for row in range(2, page.max_row + 1) if page.cell(row, REF).value == wanted)


def cell_of(book: Any, item: str, slot: str) -> Any:
    return book["Questions"].cell(row_of(book, item, slot), ANSWER)


def table_of(book: Any, item: str, part: str) -> Any:
    """The sheet of one table."""
    return next(one for one in book if str(one["A1"].value).startswith(f"{item}|{part}|"))


def column_of(page: Any, key: str) -> int:
    """The column of a table's sheet that holds this key."""
    found = [one for one in range(2, page.max_column + 1) if page.cell(1, one).value == key]
    assert found
    return found[0]


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook as somebody saved it after a change."""
    book = opened(content)
    change(book)
    return saved(book)


def stored(scene: Scene, key: str) -> Answer:
    return Answer.objects.get(response=scene.clearwater, item_key=key)


def repacked(content: bytes, **members: bytes | None) -> bytes:
    """The same archive with members put in, changed, or (None) taken out; __ stands for a slash."""
    new = {name.replace("__", "/"): one for name, one in members.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in new:
                after.writestr(name, before.read(name))
        for name, one in new.items():
            if one is not None:
                after.writestr(name, one)
    return out.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def upload(scene: Scene, client: Client, content: bytes, name: str = "filled.xlsx") -> Any:
    """Bring a sheet back; what it would change is the answer."""
    return client.post(f"{base(scene)}/sheet/", {"file": SimpleUploadedFile(name, content)})


def text_of(answer: Any) -> str:
    """The words of a page."""
    (main,) = html.fromstring(answer.content).xpath("//main")
    return " ".join(main.text_content().split())


def chosen(answer: Any) -> dict[str, str]:
    """What a browser sends of a preview if nobody touches a choice."""
    document = html.fromstring(answer.content)
    sent = {one.name: one.value for one in document.xpath("//main//input[@type='hidden']")}
    for one in document.xpath("//main//input[@type='radio'][@checked]"):
        sent[one.name] = one.value
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def take(scene: Scene, client: Client, preview: Any, **choices: str) -> Any:
    """Press the button of a preview, with other choices by question if wished."""
    other = {f"take:{key.replace('__', '.')}": choice for key, choice in choices.items()}
    return client.post(f"{base(scene)}/sheet/take/", chosen(preview) | other)
