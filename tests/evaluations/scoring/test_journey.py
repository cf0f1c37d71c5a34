"""From the declaration to the decision, by forms alone: no script runs in these clients."""

from typing import Any

from django.test import Client
from lxml import html

from evaluations.models import Decision, Evaluation, Score
from evaluations.models import Stage as Judging
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at


def form_of(page: bytes, form_id: str) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    form = html.fromstring(page).get_element_by_id(form_id)
    return {name: value for name, value in form.form_values() if isinstance(value, str)}


def score_all(client: Client, pk: int, value: str) -> None:
    """Press “Save and go to next unscored” until the page for locking comes."""
    answer = client.get(f"/evaluations/{pk}/score/next/", follow=True)
    for _turn in range(60):
        url = answer.redirect_chain[-1][0].partition("#")[0]
        if url.endswith("/score/lock/"):
            return
        fields = form_of(answer.content, "open")
        marks = dict.fromkeys(
            html.fromstring(answer.content).xpath("//input[starts-with(@name,'mark-')]/@name"),
            value,
        )
        typed = {
            "value": value,
            "reason": "As the anchor says.",
            "lifted_by": "A demo",
            "go": "next",
        }
        answer = client.post(url, fields | marks | typed, follow=True)
        assert answer.status_code == 200
    raise AssertionError("The sheet never ended")


def test_from_declaration_to_decision(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("scoring", cast)
    pk = judged.pk
    ben, cy, ann = sign_in(cast.ben), sign_in(cast.cy), sign_in(cast.ann)
    for client, name, value in ((ben, "Ben Kapoor", "1"), (cy, "Cy Lund", "4")):
        mine = client.get("/scoring/").content.decode()
        assert f"/evaluations/{pk}/declaration/" in mine
        gate = client.get(f"/evaluations/{pk}/score/next/")
        assert gate["Location"] == f"/evaluations/{pk}/declaration/"
        signed = client.post(
            f"/evaluations/{pk}/declaration/", {"interest": "none", "typed_name": name}
        )
        assert signed.status_code == 302
        score_all(client, pk, value)
        assert client.post(f"/evaluations/{pk}/score/lock/").status_code == 302
        assert "You locked your scores" in client.get("/scoring/").content.decode()
    panel = ann.get(f"/evaluations/{pk}/panel/").content.decode()
    assert "2 of 2" in panel
    assert ann.post(f"/evaluations/{pk}/move/discussion/").status_code == 302
    queue = html.fromstring(ann.get(f"/evaluations/{pk}/discussion/").content)
    first = queue.xpath("//ul[@class='tasks']//a/@href")[0]
    agreed = {"value": "3", "reason": "We read the plan together.", "present": ["Ben Kapoor"]}
    assert ann.post(first, agreed).status_code == 302
    assert "Agreed" in ann.get(f"/evaluations/{pk}/compare/").content.decode()
    decision = {f"outcome-{one.pk}": "acceptable" for one in judged.responses}
    missing = ann.post(f"/evaluations/{pk}/decide/", {"reasons": "Both will do."})
    assert missing.status_code == 422
    assert "Choose an outcome for Vendor 01" in missing.content.decode()
    assert ann.post(f"/evaluations/{pk}/decide/", decision | {"reasons": "x"}).status_code == 302
    assert ann.post(f"/evaluations/{pk}/move/archived/").status_code == 302
    with workspace(alder):
        evaluation = Evaluation.objects.get(pk=pk)
        assert evaluation.stage == Judging.ARCHIVED
        assert Decision.objects.get().outcomes.count() == 2
        assert Score.objects.filter(value=None).count() == 0
