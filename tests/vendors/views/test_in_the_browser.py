"""Each page of a vendor in Chromium at two widths: no rule of axe broken, nothing wider than it."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from portal.accounts.models import User
from tests.browsing import CHROMIUM, FLAGS, skip_without_browser
from tests.cast import Cast
from tests.look.test_pages import RULES, open_page
from tests.portal.doors import front
from tests.vendors.records import record
from tests.vendors.scene import Scene, form_of, token_of, use_depth
from tests.vendors.views.test_answering import PDF, autoscale, send
from tests.vendors.views.test_entering import ENTRY
from tests.vendors.views.test_public_load_test import LOCUST, RUSH
from vendors.actions import evidence
from vendors.models import Answer, Evidence, Origin
from vendors.questionnaire.model import Depth

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES", "")
"""Folder to put a picture of each page into, to look at."""
ANSWERS = {
    *("topic_error", "topic_removed", "topic_noted", "overview_noted"),
    *("conflict", "enter_error", "invitation_over", "late", "evidence", "load_test"),
}
"""Pages that no address alone leads to; the others are opened with all addresses."""

FIXTURES = Path(__file__).parents[2] / "fixtures" / "loadtests"


@pytest.fixture
def pages(
    scene: Scene, vera: Client, sign_in: Callable[..., Client], cast: Cast, past_due_page: Any
) -> dict[str, str]:
    """All pages by name, with answers, files, a conflict, errors and a submission on them."""
    use_depth(scene, Depth.FULL)
    base = f"/responses/{scene.clearwater.pk}/"
    url = scene.topic()
    made: dict[str, Any] = {}
    anonymous = sign_in(None)
    token = token_of(scene.tollgate)
    made["invitation"] = anonymous.get(f"/invitations/{token}/")
    made["invitation_gone"] = anonymous.get("/invitations/none/")
    made["invitation_sent"] = anonymous.post("/invitations/none/again/")
    made["invitation_over"] = anonymous.get(f"/invitations/{token_of(scene.clearwater)}/")
    tess = sign_in(User.objects.known_as("tess@tollgate.example", "Tess Toll"))
    made["invitation_other"] = vera.get(f"/invitations/{token}/accept/")
    made["invitation_accept"] = tess.get(f"/invitations/{token}/accept/")
    made["invitation_decline"] = tess.get(f"/invitations/{token}/decline/")
    made["topic_blank"] = vera.get(url)
    made["topic_slo"] = vera.get(scene.topic("sla.objectives"))
    made["topic_outages"] = vera.get(scene.topic("posture.repair"))
    Answer.objects.create(
        response=scene.clearwater, item_key="sla.uptime", value={"clause": "4.2"}, ready="ready",
        origin=Origin.ENTERED, source="a contract: section 4", by_id=cast.ann.pk, by_name="Ann",
    )  # fmt: skip
    made["topic_entered"] = vera.get(scene.topic("sla.objectives"))
    stale = dict(form_of(vera.get(url).content))
    send(vera, url, **autoscale())
    k6 = (FIXTURES / "k6_handle_summary.json").read_bytes()
    for name, content in (("Incident plan.pdf", PDF), ("summary.json", k6)):
        evidence.attach(
            scene.clearwater, io.BytesIO(content), name=name, size=len(content),
            item_key="cloud.autoscale", by=cast.vera, page=3,
        )  # fmt: skip
    Evidence.objects.filter(file__name="summary.json").update(reading=record(points=30))
    made["topic"] = vera.get(url)
    made["topic_error"] = send(
        vera, url, **autoscale(**{"cloud.autoscale:time:amount": "soon", "completed": "yes",
                                  "cloud.autoscale:_confidential": "1"}),
    )  # fmt: skip
    clash = {"cloud.autoscale:limits": "Another text of mine that is long enough to stand."}
    made["conflict"] = vera.post(url, stale | autoscale(**clash))
    pk = Evidence.objects.order_by("pk").first().pk
    gone = send(vera, url, _remove=f"{pk}:cloud.autoscale")
    made["topic_removed"] = vera.get(gone["Location"].partition("#")[0])
    found = Evidence.objects.get(file__name="summary.json")
    made["evidence"] = vera.get(f"/evidence/{found.pk}/cloud.autoscale/")
    made["check"] = vera.get(base + "check/")
    vera.post(base + "check/", {"after": "0", "confirmed": "on"})
    for name in ("requests", "", "how", "questions", "colleagues", "decline", "receipt"):
        path = "/requests/" if name == "requests" else f"{base}{name}/" if name else base
        made[name or "overview"] = vera.get(path)
    with past_due_page():
        made["late"] = vera.post(base + "check/", {"after": "1", "confirmed": "on"})
        made["topic_closed"] = vera.get(url)
        made["overview_closed"] = vera.get(base)
    ann = sign_in(cast.ann)
    enter = f"/responses/{scene.tollgate.pk}/enter/"
    made["enter_topic"] = ann.get(enter + "cloud.elasticity/")
    made["enter_error"] = ann.post(enter + "cloud.elasticity/", ENTRY | {"detail": ""})
    ann.post(enter + "cloud.elasticity/", ENTRY)
    made["enter"] = ann.get(enter)
    made["enter_submit"] = ann.get(enter + "submit/")
    ann.post(base + "enter/cloud.elasticity/", ENTRY)
    made["enter_begun"] = ann.get(base + "enter/cloud.elasticity/")
    made["topic_noted"] = vera.get(url)
    made["overview_noted"] = vera.get(base)
    files = [SimpleUploadedFile(name, (FIXTURES / name).read_bytes()) for name in LOCUST]
    made["load_test"] = front().post("/load-test/", RUSH | {"results": files})
    return {
        name: answer.content.decode()
        for name, answer in made.items()
        if PICTURES or name in ANSWERS
    }


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_breaks_a_rule(pages: dict[str, str], width: int) -> None:
    look_at(pages, width)


def look_at(pages: dict[str, str], width: int) -> None:
    skip_without_browser()
    # The driver runs a loop of its own, in which Django's database can't be used: so it comes last.
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        assert problems_on(chromium, pages, width) == []
        chromium.close()


def problems_on(browser: Browser, pages: dict[str, str], width: int) -> list[str]:
    problems = []
    for name, content in pages.items():
        page = open_page(browser, content, width)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        problems += [
            f"{name}: {one['id']}: {node['html'][:160]}"
            for one in found.response["violations"]
            for node in one["nodes"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            problems.append(f"{name}: {wide} px wide at {width}")
        page.close()
    return problems
