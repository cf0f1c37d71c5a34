"""Hostile files through the real page: refused with a sentence at the field, nothing kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from portal.files.models import StoredFile
from tests.cast import Cast
from tests.fixtures.hostile import files
from tests.fixtures.hostile.pages import one_bit_png
from tests.vendors.scene import Scene, form_of, join
from tests.vendors.views.test_answering import autoscale
from vendors.models import Answer, Evidence

REFUSED = [
    ("page.html", b"<html><script>alert(1)</script>", "must be a PDF"),
    ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "must be a PDF"),
    ("tool.exe", b"MZ\x90\x00", "must be a PDF"),
    ("plan.zip", files.office(), "must be a PDF"),
    ("noextension", b"hello", "must be a PDF"),
    ("plan.pdf", b"<html>%PDF-1.4</html>", "not really a PDF"),
    ("plan.pdf", b"", "is empty"),
    ("plan.pdf", files.pdf(b"/Encrypt 5 0 R"), "password protected"),
    ("graph.png", b"\x89PNG\r\n\x1a\n<script>", "damaged"),
    ("graph.png", one_bit_png(13000), "pixels"),
    ("plan.docx", files.ENCRYPTED_OFFICE, "password protected"),
    ("plan.docx", files.OLD_OFFICE, "not really a Word document"),
    ("plan.docx", files.office(more={"word/vbaProject.bin": b"x"}), "macros"),
    ("plan.docx", files.office(more={"../../evil": b"x"}), "damaged"),
    ("plan.docx", files.office_with_link(), "damaged"),
    ("plan.xlsx", files.office_with_overlap(), "damaged"),
    ("plan.xlsx", files.office("xlsx", {"xl/big.xml": bytes(20 << 20)}), "too large when"),
    ("stats.csv", b"<script>alert(1)</script>", "not really a CSV"),
    ("stats.csv", b"a,b\n\x00\x01", "not plain text"),
    ("summary.json", b"hello", "not really a JSON"),
    ("notes.txt", b"\xff\xfe\x00", "text"),
]


@pytest.mark.parametrize(
    ("name", "content", "words"), REFUSED, ids=[f"{n}-{w}" for n, _c, w in REFUSED]
)
def test_a_hostile_file_is_refused_at_its_field(
    scene: Scene, vera: Client, name: str, content: bytes, words: str
) -> None:
    before = stored()
    answer = upload(scene, vera, SimpleUploadedFile(name, content, "application/pdf"))
    assert answer.status_code == 422
    page = html.fromstring(answer.content)
    field = page.get_element_by_id("id_cloud.autoscale:_file")
    said = page.get_element_by_id("id_cloud.autoscale:_file_error").text_content()
    assert words in said
    assert "id_cloud.autoscale:_file_error" in field.get("aria-describedby")
    assert page.xpath("//div[@data-problem]//a/@href") == ["#id_cloud.autoscale:_file"]
    assert not StoredFile.objects.exists()
    assert stored() == before
    # What was typed beside it is kept.
    assert Answer.objects.get().value["limits"].startswith("At most 60")


def test_a_file_that_cannot_be_written_leaves_nothing(
    scene: Scene, vera: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.files import storage

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = stored()
    monkeypatch.setattr(storage.os, "fsync", full)
    answer = upload(scene, vera, SimpleUploadedFile("plan.pdf", files.pdf()))
    assert answer.status_code == 422
    assert "could not be kept. Try again" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert stored() == before
    monkeypatch.undo()
    assert upload(scene, vera, SimpleUploadedFile("plan.pdf", files.pdf())).status_code == 302


def test_a_body_beyond_all_limits_is_refused_unread(scene: Scene, vera: Client) -> None:
    answer = vera.post(
        scene.topic(), data="x=1", content_type="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(600 << 20),
    )  # fmt: skip
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_only_the_people_of_the_response_get_its_bytes(
    scene: Scene, vera: Client, connie: Client, sign_in: Any, cast: Cast
) -> None:
    upload(scene, vera, SimpleUploadedFile("plan.pdf", files.pdf()))
    url = f"/evidence/{Evidence.objects.get().pk}/file"
    assert b"".join(connie.get(url).streaming_content) == files.pdf()
    rival = sign_in(join(scene.tollgate, "tess@tollgate.example", "Tess"))
    assert rival.get(url).status_code == 404
    assert rival.get(url.replace("file", "cloud.autoscale/")).status_code == 404
    for staff in (cast.ann, cast.ben, cast.olive):
        assert sign_in(staff).get(url).status_code == 403
    assert sign_in(None).get(url).status_code == 302


def test_the_log_names_no_file_before_closing(scene: Scene, vera: Client) -> None:
    from portal.audit.models import Event

    upload(scene, vera, SimpleUploadedFile("CANARY.pdf", files.pdf()))
    vera.post(f"/responses/{scene.clearwater.pk}/check/", {"after": "0", "confirmed": "on"})
    assert "CANARY" not in json.dumps(list(Event.objects.values("detail", "subject", "verb")))


def upload(scene: Scene, client: Client, file: SimpleUploadedFile) -> Any:
    sent: dict[str, Any] = dict(form_of(client.get(scene.topic()).content))
    sent |= autoscale(**{"cloud.autoscale:_file": file, "_upload": "cloud.autoscale"})
    return client.post(scene.topic(), sent)


def stored() -> list[Path]:
    return sorted(one for one in Path(settings.FILES_ROOT).rglob("*") if one.is_file())
