"""The pyramid score from its choice in the set-up to comparison, sheets and papers."""

from decimal import Decimal
from typing import Any

import pytest
from lxml import html

from evaluations.actions import rounds
from evaluations.actions.pyramid import choose_slack
from evaluations.models import Evaluation, Report, ReportKind
from evaluations.queries.reports import material_of
from evaluations.reports import sheets
from evaluations.reports.comparison import html_of
from evaluations.reports.pieces import Record
from portal.access import Refused
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at, round_at


def test_it_is_chosen_in_the_set_up_until_scoring_begins(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    with workspace(alder):
        evaluation = round_at("draft", cast).evaluation
    url = f"/evaluations/{evaluation.pk}/setup/pyramid/"
    for typed in ("2.01", "-1", "0.505", "some", "NaN"):
        page = ann.post(url, {"slack": typed})
        field = html.fromstring(page.content).xpath("//input[@name='slack']")[0]
        assert field.value == typed
        assert "slack" in "".join(
            html.fromstring(page.content).xpath("//*[contains(@class,'error-text')]//text()")
        )
    assert ann.post(url, {"slack": "0.50"}).status_code == 302
    tasks = " ".join(
        html.fromstring(ann.get(f"/evaluations/{evaluation.pk}/setup/").content)
        .text_content()
        .split()
    )
    assert "Beside the total, slack 0.50" in tasks
    with workspace(alder):
        assert Evaluation.objects.get(pk=evaluation.pk).pyramid_slack == Decimal("0.50")
        assert Event.objects.order_by("pk").last().verb == "changed the pyramid score"
        again = rounds.copy(Evaluation.objects.get(pk=evaluation.pk), by=cast.ann)
        assert again.pyramid_slack == Decimal("0.50")
    assert ann.post(url, {"slack": ""}).status_code == 302
    with workspace(alder):
        assert Evaluation.objects.get(pk=evaluation.pk).pyramid_slack is None
        scoring = judged_at("scoring", cast).evaluation
        with pytest.raises(Refused, match="Scoring has begun"):
            choose_slack(scoring, Decimal(1), by=cast.ann)
        assert Evaluation.objects.get(pk=scoring.pk).pyramid_slack is None
    page = sign_in(cast.ann).get(f"/evaluations/{scoring.pk}/setup/pyramid/").content.decode()
    assert "Scoring has begun, so how the pyramid score is counted stands." in page


def test_it_stands_beside_the_total_on_the_page_and_in_files(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
    ann = sign_in(cast.ann)
    url = f"/evaluations/{judged.pk}/compare/"
    assert "Pyramid score" not in ann.get(url).content.decode()
    with workspace(alder):
        Evaluation.objects.filter(pk=judged.pk).update(pyramid_slack=Decimal("0.25"))
        material = material_of(
            Evaluation.objects.select_related("round__version").get(pk=judged.pk)
        )
        shown = [one.pyramid.sentence for one in material.comparison.columns if one.pyramid]
        record = Record(
            alder,
            material.evaluation,
            Report(kind=ReportKind.COMPARISON_PDF, revision=1),
            "today",
            "x" * 64,
        )
        paper = html_of(material, record, part=lambda *_: None)
        table = sheets.csv_of(material, record, part=lambda *_: None).decode()
        rows = {one[0]: one for one in sheets._scores(material)}
    page = " ".join(html.fromstring(ann.get(url).content).text_content().split())
    assert len(shown) == 2
    assert "counts at most" in shown[0]
    for sentence in shown:
        assert f"Pyramid score {sentence}" in page
        assert sentence in paper
    assert "plus 0.25; a level without a score holds nothing back" in page
    assert "Pyramid score" in table.splitlines()[0]
    assert rows["pyramid"][2] == "Pyramid score, slack 0.25"
    assert [f"{one:.2f}" for one in rows["pyramid"][5:]] == [one.split(":")[0] for one in shown]
