"""The same file, or the same name, sent twice."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tests.fixtures.hostile import files
from tests.vendors.scene import Scene, form_of
from tests.vendors.views.test_uploads import stored, upload
from vendors.actions import evidence
from vendors.models import Evidence, EvidenceLink

PLAN = files.pdf(b"1")
NEWER = files.pdf(b"2")


def named(content: bytes, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_file_sent_again_is_there_once(scene: Scene, vera: Client) -> None:
    """The answer to the first sending was lost, so she tries again."""
    before = stored()
    for _try in range(2):
        assert upload(scene, vera, named(PLAN)).status_code == 302
    assert EvidenceLink.objects.count() == Evidence.objects.count() == 1
    assert len(stored()) == len(before) + 1


def test_sent_again_it_keeps_its_page_and_takes_a_new_one(scene: Scene, vera: Client) -> None:
    send(scene, vera, "cloud.autoscale", PLAN, page="7")
    send(scene, vera, "cloud.autoscale", PLAN)
    assert EvidenceLink.objects.get().page == 7
    send(scene, vera, "cloud.autoscale", PLAN, page="8")
    assert EvidenceLink.objects.get().page == 8


def test_the_same_file_proves_two_questions_and_lies_there_once(scene: Scene, vera: Client) -> None:
    before = stored()
    keys = [item.key for item in scene.asked.items_of("cloud.elasticity")][:2]
    for key in keys:
        send(scene, vera, key, PLAN)
    assert sorted(EvidenceLink.objects.values_list("item_key", flat=True)) == sorted(keys)
    assert Evidence.objects.count() == 1
    assert len(stored()) == len(before) + 1


def test_two_files_of_one_name_are_told_apart(scene: Scene, vera: Client) -> None:
    for content in (PLAN, NEWER, files.pdf(b"3")):
        assert upload(scene, vera, named(content)).status_code == 302
    titles = list(Evidence.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["plan.pdf", "plan (2).pdf", "plan (3).pdf"]
    page = vera.get(scene.topic()).content.decode()
    assert all(title in page for title in titles)
    contents = [b"".join(vera.get(f"/evidence/{one.pk}/file").streaming_content)  # type: ignore[attr-defined]
                for one in Evidence.objects.order_by("pk")]  # fmt: skip
    assert contents == [PLAN, NEWER, files.pdf(b"3")]


def test_a_removed_file_may_come_again(scene: Scene, vera: Client) -> None:
    upload(scene, vera, named(PLAN))
    first = Evidence.objects.get()
    sent: dict[str, Any] = dict(form_of(vera.get(scene.topic()).content))
    vera.post(scene.topic(), sent | {"_remove": f"{first.pk}:cloud.autoscale"})
    assert Evidence.objects.get().removed_at
    upload(scene, vera, named(PLAN))
    assert Evidence.objects.filter(removed_at=None).count() == 1


def test_a_refused_file_leaves_no_bytes_when_the_date_passes_on_its_way(
    scene: Scene, vera: Client, past_due_page: Any
) -> None:
    before = stored()
    sent: dict[str, Any] = dict(form_of(vera.get(scene.topic()).content))
    sent |= {"cloud.autoscale:_file": named(PLAN), "_upload": "cloud.autoscale"}
    with past_due_page():
        assert vera.post(scene.topic(), sent).status_code in (403, 409)
    assert stored() == before


def send(scene: Scene, client: Client, key: str, content: bytes, page: str = "") -> None:
    sent: dict[str, Any] = dict(form_of(client.get(scene.topic()).content))
    sent |= {f"{key}:_file": named(content), f"{key}:_page": page, "_upload": key}
    assert client.post(scene.topic(), sent).status_code == 302


def test_a_file_that_comes_again_as_confidential_stays_so(scene: Scene, cast: Cast) -> None:
    for reason in ("", "Trade secret"):
        evidence.attach(
            scene.clearwater,
            io.BytesIO(PLAN),
            name="plan.pdf",
            size=len(PLAN),
            item_key="cloud.autoscale",
            by=cast.vera,
            confidential_reason=reason,
        )
    assert list(Evidence.objects.order_by("pk").values_list("confidential", flat=True)) == [
        False,
        True,
    ]
