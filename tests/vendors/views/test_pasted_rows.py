"""A CSV file of incidents is read, looked at and added through the vendor's own page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.vendors.scene import Scene, form_of, use_depth
from vendors.models import Answer
from vendors.questionnaire.model import Depth

LOG = "posture.mttr_log"
TABLE = f"{LOG}:outages"
FILE = "Start,End,Impact\n2026-01-05 08:00,2026-01-05 08:38,all\n2026-01-06 08:00,soon,all\n"


def test_file_is_looked_at_then_added_and_worked_out(scene: Scene, vera: Client) -> None:
    use_depth(scene, Depth.FULL)
    url = scene.topic("posture.repair")
    blank = form_of(vera.get(url).content)
    looked = vera.post(
        url,
        blank
        | {
            "_preview_rows": TABLE,
            f"{TABLE}:_rows": SimpleUploadedFile("incidents.csv", FILE.encode("utf-16")),
        },
    )
    page = html.fromstring(looked.content)
    preview = " ".join(page.get_element_by_id(f"id_{TABLE}:_preview").text_content().split())
    assert "2 rows can be added." in preview
    assert "Fully repaired: Write date and time in UTC" in preview
    assert not Answer.objects.filter(value__has_key="outages").exists()

    added = vera.post(url, form_of(looked.content) | {"_paste_rows": TABLE})
    text = added.content.decode()
    # What can't be read is in its cell as typed, and what can be is worked out at once.
    assert 'value="soon"' in text
    answer = Answer.objects.get(item_key=LOG)
    assert answer.value["_raw"]["outages"][1]["resolved"] == "soon"

    mended = form_of(added.content) | {f"{TABLE}:1:resolved": "2026-01-06T08:12"}
    vera.post(url, mended | {"_save": "return"})
    figures = vera.get(url).content.decode()
    assert "2 unplanned outages, 50 minutes in all" in figures
    assert "<svg" in figures


def test_figures_come_with_a_save_in_passing(scene: Scene, vera: Client) -> None:
    url = scene.topic("sla.objectives")
    typed = form_of(vera.get(url).content) | {"sla.uptime:promise": "99.9", "_autosave": "1"}
    saved = vera.post(url, typed, headers={"HX-Request": "true"}).content.decode()
    page = html.fromstring(f"<main>{saved}</main>")
    figures = page.get_element_by_id("figures-sla-uptime")
    assert figures.get("hx-swap-oob") == "true"
    assert "43.2 minutes" in figures.text_content()
