"""Changing what is asked: wording, own questions, files, and that used ones stand."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at
from vendors.models import Questionnaire, QuestionnaireVersion
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Kind
from vendors.questionnaire.model import Questionnaire as Content


def now(at: Jurisdiction, pk: int) -> Content:
    with workspace(at):
        return questionnaire_of(QuestionnaireVersion.objects.get(pk=pk))


def kept_pk(ann: Any, at: Jurisdiction) -> int:
    assert ann.get("/questionnaires/").status_code == 200
    with workspace(at):
        return QuestionnaireVersion.objects.get().pk


def question_form(content: Content, key: str, **changes: str) -> dict[str, str]:
    item = content.item(key)
    fields = {"prompt": item.prompt, "plain": item.plain, "proof": item.proof}
    return fields | {f"anchor_{n}": text for n, text in item.anchors.items()} | changes


def seen(page: str) -> str:
    from lxml import html

    return str(html.fromstring(page).xpath("//input[@name='seen']/@value")[0])


def test_wording_anchors_and_must_have(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    pk = kept_pk(ann, alder)
    url = f"/questionnaires/{pk}/questions/obs.builtin/"
    mark = seen(ann.get(url).content.decode())
    fields = question_form(
        now(alder, pk), "obs.builtin", prompt="Our words?", anchor_4="Ours", seen=mark
    )
    assert ann.post(url, fields | {"must_have": "on"}).status_code == 302
    item = now(alder, pk).item("obs.builtin")
    assert (item.prompt, item.anchors[4], item.must_have) == ("Our words?", "Ours", True)
    stale = ann.post(url, fields | {"prompt": "Too late"}).content.decode()
    assert "Somebody changed this meanwhile" in stale
    assert "Our words?" in stale
    assert "Too late" in stale
    assert ann.post(url, fields | {"prompt": "Too late", "seen": seen(stale)}).status_code == 302


def test_left_out_not_relevant_moved_and_brought_back(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    pk = kept_pk(ann, alder)
    base = f"/questionnaires/{pk}/"
    assert ann.post(f"{base}leave-out/obs.builtin/").status_code == 302
    assert now(alder, pk).item("obs.builtin").left_out
    reason = f"{base}questions/obs.logs/not-relevant/"
    assert "Say why" in ann.post(reason, {"reason": ""}).content.decode()
    assert ann.post(reason, {"reason": "No servers of our own"}).status_code == 302
    page = ann.get(base).content.decode()
    assert "No servers of our own" in page
    assert "Left out" in page
    for key in ("obs.builtin", "obs.logs"):
        assert ann.post(f"{base}bring-back/{key}/").status_code == 302
    assert not now(alder, pk).item("obs.logs").not_relevant
    before = [item.key for item in now(alder, pk).items]
    ann.post(f"{base}item-down/obs.builtin/")
    assert [item.key for item in now(alder, pk).items] != before
    refused = ann.post(f"{base}section-up/posture/", follow=True).content.decode()
    assert "It stands first already." in refused


def test_own_section_topic_and_question_of_any_kind(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    pk = kept_pk(ann, alder)
    base = f"/questionnaires/{pk}/"
    ann.post(f"{base}sections/add/", {"title": "Languages", "question": "Who understands it?"})
    section = now(alder, pk).sections[-1].key
    topic = {"title": "Translations", "short_title": "", "weight": "4", "level": "7"}
    assert ann.post(f"{base}sections/{section}/add/", topic).status_code == 302
    criterion = now(alder, pk).criteria[-1].key
    fields = {"prompt": "Which languages?", **{f"anchor_{n}": f"Guide {n}" for n in range(5)}}
    kinds = list(Kind)
    for start in range(0, len(kinds), 5):
        chosen = [
            kind for kind in kinds[start : start + 5] if kind not in {Kind.FILE, Kind.ARTEFACT}
        ]
        if not chosen:
            continue
        parts = {"parts-TOTAL_FORMS": str(len(chosen)), "parts-INITIAL_FORMS": "0"}
        for n, kind in enumerate(chosen):
            parts |= {
                f"parts-{n}-kind": kind.value, f"parts-{n}-label": f"Part {kind.value}",
                f"parts-{n}-options": "One\nTwo", f"parts-{n}-columns": "Name\nStarted: date and time",
            }  # fmt: skip
        answer = ann.post(f"{base}topics/{criterion}/add/", fields | parts)
        assert answer.status_code == 302, answer.content.decode()
    made = [part.kind for item in now(alder, pk).items if item.own for part in item.parts]
    assert set(made) == set(Kind) - {Kind.FILE, Kind.ARTEFACT}
    table = next(p for i in now(alder, pk).items if i.own for p in i.parts if p.kind is Kind.TABLE)
    assert [(one.label, one.kind) for one in table.columns] == [
        ("Name", Kind.LINE), ("Started", Kind.INSTANT),
    ]  # fmt: skip
    own = next(item.key for item in now(alder, pk).items if item.own)
    assert (
        "questions. Remove" in ann.post(f"{base}remove/{criterion}/", follow=True).content.decode()
    )
    assert ann.post(f"{base}remove/{own}/").status_code == 302
    assert own not in {item.key for item in now(alder, pk).items}


def test_one_more_part_keeps_what_was_typed(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    pk = kept_pk(ann, alder)
    key = now(alder, pk).criteria[0].key
    data = {
        "prompt": "Half a question", "_add_row": "parts", "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "0", "parts-0-kind": "choice", "parts-0-label": "Kept label",
    }  # fmt: skip
    page = ann.post(f"/questionnaires/{pk}/topics/{key}/add/", data).content.decode()
    assert "Half a question" in page
    assert "Kept label" in page
    assert "parts-1-kind" in page
    data |= {"parts-0-columns": "", "parts-0-options": "One"}
    del data["_add_row"]
    assert (
        "at least two choices"
        in ann.post(f"/questionnaires/{pk}/topics/{key}/add/", data).content.decode()
    )


def test_out_to_a_file_and_in_again(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    pk = kept_pk(ann, alder)
    file = ann.get(f"/questionnaires/{pk}/file/").content
    assert json.loads(file)["format"].startswith("plumbline-questionnaire/")
    upload = SimpleUploadedFile("q.json", file, "application/json")
    assert (
        ann.post("/questionnaires/import/", {"name": "Back again", "file": upload}).status_code
        == 302
    )
    with workspace(alder):
        back = Questionnaire.objects.get(name="Back again").versions.get()
        assert back.digest == QuestionnaireVersion.objects.get(pk=pk).digest
    broken = json.loads(file)
    broken["criteria"][0]["weight"] = "heavy"
    broken["items"][0]["surprise"] = 1
    upload = SimpleUploadedFile("q.json", json.dumps(broken).encode(), "application/json")
    page = ann.post("/questionnaires/import/", {"file": upload}).content.decode()
    assert "A whole number is expected." in page
    assert "There is no field “surprise” in this format." in page


def test_what_an_open_evaluation_asks_stands_and_can_be_copied(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("open", cast)
        pk = staged.evaluation.round.version_id
    ann = sign_in(cast.ann)
    assert "in use and can’t be changed" in ann.get(f"/questionnaires/{pk}/").content.decode()
    assert ann.post(f"/questionnaires/{pk}/leave-out/obs.builtin/").status_code == 403
    copied = ann.post(f"/questionnaires/{pk}/copy/", {"name": "Our own"}, follow=True)
    assert "This is your copy" in copied.content.decode()
    assert not now(alder, pk).item("obs.builtin").left_out


def test_changing_the_kept_one_changes_no_evaluation(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
        kept = QuestionnaireVersion.objects.get(rounds=None).pk
        own = staged.evaluation.round.version_id
    ann = sign_in(cast.ann)
    assert ann.post(f"/questionnaires/{kept}/leave-out/obs.builtin/").status_code == 302
    assert now(alder, kept).item("obs.builtin").left_out
    assert not now(alder, own).item("obs.builtin").left_out


def test_buttons_carry_the_token_against_forged_requests(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    from lxml import html

    ann = sign_in(cast.ann)
    pk = kept_pk(ann, alder)
    page = html.fromstring(ann.get(f"/questionnaires/{pk}/").content.decode())
    assert page.xpath("//form[@id='press']//input[@name='csrfmiddlewaretoken']")
    assert {button.get("form") for button in page.xpath("//main//button[@formaction]")} == {"press"}
