"""From the declaration to the decision, by forms alone: no script runs in these clients."""

from typing import Any

from django.test import Client
from lxml import html

from evaluations.models import Decision, Evaluation, Score
from evaluations.models import Stage as Judging
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.deciding import approver
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
    first = queue.xpath("//ol[@class='tasks']//a/@href")[0]
    agreed = {"value": "3", "reason": "We read the plan together.", "present": ["Ben Kapoor"]}
    assert ann.post(first, agreed).status_code == 302
    assert "Agreed" in ann.get(f"/evaluations/{pk}/compare/").content.decode()
    with workspace(alder):
        abe = approver()
    decision = {f"outcome-{one.pk}": "acceptable" for one in judged.responses}
    decision |= {f"reason-{one.pk}": "It will do." for one in judged.responses}
    decision |= {"approver": str(abe.pk)}
    missing = ann.post(f"/evaluations/{pk}/decide/", {"reasons": "Both will do."})
    assert missing.status_code == 422
    assert "Choose an outcome for Vendor 01" in missing.content.decode()
    assert ann.post(f"/evaluations/{pk}/decide/", decision | {"reasons": "x"}).status_code == 302
    assert ann.post(f"/evaluations/{pk}/decide/1/confirm/").status_code == 403
    assert sign_in(abe).post(f"/evaluations/{pk}/decide/1/confirm/").status_code == 302
    assert ann.post(f"/evaluations/{pk}/move/archived/").status_code == 302
    with workspace(alder):
        evaluation = Evaluation.objects.get(pk=pk)
        assert evaluation.stage == Judging.ARCHIVED
        assert Decision.objects.get().outcomes.count() == 2
        assert Score.objects.filter(value=None).count() == 0


def test_marks_are_kept_and_suggest_while_the_score_is_open(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    response = judged.responses[0].pk
    url = f"/evaluations/{judged.pk}/score/vendors/{response}/obs.detection/marks/"
    said = ben.post(url, {"mark-obs.alert_oncall": "3", "mark-obs.monitor_up": "2", "reason": "x"})
    assert said.status_code == 200
    assert "Your marks suggest 2.5" in said.content.decode()
    assert "<html" not in said.content.decode()
    page = html.fromstring(
        ben.get(f"/evaluations/{judged.pk}/score/topics/obs.detection/?vendor={response}").content
    )
    assert page.get_element_by_id("mark-obs.alert_oncall_3").get("checked") is not None
    with workspace(alder):
        assert not Score.objects.exists()


def test_two_windows_see_both_texts(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    url = f"/evaluations/{judged.pk}/score/topics/obs.detection/?vendor={judged.responses[0].pk}"
    fields = form_of(ben.get(url).content, "open")
    first = fields | {"value": "3", "reason": "First words", "go": "stay"}
    assert ben.post(url, first).status_code == 302
    late = ben.post(url, fields | {"value": "1", "reason": "Second words", "go": "stay"})
    assert late.status_code == 409
    text = late.content.decode()
    assert "First words" in text
    assert "Second words" in text
    again = form_of(late.content, "open")
    assert again["reason"] == "Second words"
    assert ben.post(url, again | {"go": "stay"}).status_code == 302
    with workspace(alder):
        score = Score.objects.get()
        assert (score.value, score.version) == (1, 2)


def test_a_limit_is_explained_where_it_bites_and_lifted_by_naming_proof(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    url = f"/evaluations/{judged.pk}/score/topics/sla.objectives/?vendor={judged.responses[0].pk}"
    fields = form_of(ben.get(url).content, "open")
    ben.post(url, fields | {"value": "4", "reason": "Good", "go": "stay"})
    text = " ".join(html.fromstring(ben.get(url).content).text_content().split())
    assert "Limited to 2: no proof attached" in text
    assert "You gave 4, it counts as 2." in text
    fields = form_of(ben.get(url).content, "open")
    ben.post(url, fields | {"lifted_by": "Reference call with Dane County", "go": "stay"})
    text = " ".join(html.fromstring(ben.get(url).content).text_content().split())
    assert "You lifted the limit: your 4 counts in full." in text


def test_a_score_and_cannot_judge_exclude_each_other(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    url = f"/evaluations/{judged.pk}/score/topics/obs.detection/?vendor={judged.responses[0].pk}"
    fields = form_of(ben.get(url).content, "open")
    typed = {"value": "3", "cannot_judge": "on", "reason": "Kept words", "go": "next"}
    refused = ben.post(url, fields | typed)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Error:" in text
    assert "not both" in text
    assert "Kept words" in text
    with workspace(alder):
        assert not Score.objects.exists()
