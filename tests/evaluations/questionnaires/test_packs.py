"""Asking more than reliability: put in by a press, answered, scored, compared and printed beside it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from django.test import Client
from lxml import html

from evaluations.actions.reports import order
from evaluations.models import ReportKind
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.record.test_bundle import changed, checked, made_bundle, put, unpacked
from tests.evaluations.reports.test_documents import made, read
from tests.stages import judged_at, put_clock_right
from vendors.actions import questionnaires
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire import packs
from vendors.questionnaire.reading import standard

TITLE = "Pages that residents use"


def ask_it(ann: Client, alder: Jurisdiction, cast: Cast) -> int:
    """Press the button on the page of the workspace's questionnaire; return its version."""
    with workspace(alder):
        version = questionnaires.standard_version(by=cast.ann)
    page = ann.get(f"/questionnaires/{version.pk}/")
    (button,) = html.fromstring(page.content).xpath("//li[@id='interface']//button")
    assert ann.post(button.get("formaction")).status_code == 302
    return version.pk


def test_a_press_puts_it_in_and_a_press_takes_it_out(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    pk = ask_it(ann, alder, cast)
    page = ann.get(f"/questionnaires/{pk}/").content.decode()
    assert packs.pack("interface").items[0].prompt in page
    by_level = ann.get(f"/questionnaires/{pk}/?by=level")
    assert "Asked beside reliability, on no level." in by_level.content.decode()
    twice = ann.post(f"/questionnaires/{pk}/pack-in/interface/", follow=True)
    assert "These questions are asked already." in twice.content.decode()
    topic = ann.get(f"/questionnaires/{pk}/sections/interface.forms/add/")
    fields = dict(html.fromstring(topic.content).forms[-1].form_values())
    fields |= {"title": "Ours", "short_title": "Ours", "weight": "5", "level": "1"}
    mixed = ann.post(f"/questionnaires/{pk}/sections/interface.forms/add/", fields)
    assert "Add your topic elsewhere." in mixed.content.decode()
    ann.post(f"/questionnaires/{pk}/pack-out/interface/")
    with workspace(alder):
        assert questionnaire_of(questionnaires.standard_version(by=cast.ann)) == standard()


def test_from_the_answers_to_the_record(
    alder: Jurisdiction, cast: Cast, sign_in: Any, tmp_path: Path
) -> None:
    ask_it(sign_in(cast.ann), alder, cast)
    with workspace(alder):
        made_of = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    blind = ben.get(f"/evaluations/{made_of.pk}/compare/").content.decode()
    assert TITLE in blind
    first = made_of.responses[0]
    card = ben.get(f"/evaluations/{made_of.pk}/score/topics/interface.asking/?vendor={first.pk}")
    assert f"{TITLE} · weight 14 of 78" in " ".join(
        html.fromstring(card.content).text_content().split()
    )
    with workspace(alder):
        put_clock_right()
        decided = judged_at("decided", cast)
    ann = sign_in(cast.ann)
    page = html.fromstring(ann.get(f"/evaluations/{decided.pk}/compare/").content)
    reliability, beside = page.xpath("//table[contains(@class, 'matrix-scores')]")
    assert "Asking little" in beside.text_content()
    assert "Asking little" not in reliability.text_content()
    about = decided.responses[0].pk
    for part in (
        f"cells/{about}/interface.asking/", f"concerns/{about}/", f"concerns/{about}/interface.asking/",
        "discussion/", "decide/", "search/?q=wren", "?group=weight",
    ):  # fmt: skip
        assert ann.get(f"/evaluations/{decided.pk}/{part}").status_code == 200, part
    with workspace(alder):
        total = page.xpath(
            "//section[@aria-labelledby='pack-interface']//thead//b[@class='figure']"
        )
        totals = [one.text for one in total]
        sheets = openpyxl.load_workbook(
            BytesIO(made(order(decided.evaluation, ReportKind.WORKBOOK, by=cast.ann))[1])
        )
        rows = {row[0].value: [one.value for one in row[4:]] for row in sheets[TITLE]}
        assert [f"{float(value):.2f}" for value in rows["total"]] == totals
        data = json.loads(made(order(decided.evaluation, ReportKind.JSON, by=cast.ann))[1])
        (pack,) = data["beside_reliability"]
        assert [one["total"]["shown"] for one in pack["vendors"]] == totals
        pdf = made(order(decided.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))[1]
        assert TITLE in read(pdf)[1]
        _report, content = made_bundle(decided.evaluation, cast.ann)
    folder = unpacked(content, tmp_path)
    assert checked(folder)[0] == 0
    code, said = changed(
        folder, "figures.json", put("4.00", "packs", 0, "vendors", 0, "total", "shown"), listed=True
    )
    assert code == 1
    assert "interface" in said
