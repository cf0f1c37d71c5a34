"""What a system must carry and keep to: typed without scripts, kept, copied, and told to vendors."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.actions import rounds
from evaluations.forms.forecast import PeakForm
from evaluations.forms.requirements import RequirementsForm
from evaluations.models import Evaluation, Stage
from evaluations.queries.judgement import required_peak
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.rounds.test_setup import PEAK
from tests.stages import round_at
from vendors.actions import invitations
from vendors.actions import rounds as intake
from vendors.demand import Surge, to_dict
from vendors.forecast import INPUTS
from vendors.models import PeakBasis, Round
from vendors.queries.required import requirements_of
from vendors.requirements import Requirements, Support

WIDE = PEAK | {"turnout_low": "20", "turnout_high": "80", "waiting_high": "30,000"}
REQUIRED = {
    "uptime": "99.9", "repair": "4", "repair_unit": "hours", "data_loss": "5",
    "data_loss_unit": "minutes", "support": "always", "downtime_notice": "7",
    "downtime_notice_unit": "days", "shown": "on",
}  # fmt: skip


def words(page: Any) -> str:
    return " ".join(html.fromstring(page.content.decode()).text_content().split())


def typed_in(page: Any) -> dict[str, str]:
    """What a browser would send again of the form on this page."""
    form = next(
        one
        for one in html.fromstring(page.content).forms
        if one.method == "POST" and "basis" in one.fields
    )
    return {name: str(value) for name, value in form.form_values()}


def setup(alder: Jurisdiction, cast: Cast, stage: str = "draft") -> tuple[Evaluation, str]:
    with workspace(alder):
        evaluation = round_at(stage, cast).evaluation
    return evaluation, f"/evaluations/{evaluation.pk}/setup/"


def test_the_sum_is_worked_out_without_scripts_and_nothing_typed_is_lost(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    _evaluation, base = setup(alder, cast)
    ann = sign_in(cast.ann)
    page = ann.post(base + "peak/", WIDE | {"_show": "1"})
    text = words(page)
    assert "3,333.33 requests a second 1,666.67 if it comes low, 10,000 if it comes high" in text
    for formula in ("500,000 × 0.2 × 0.4", "40,000 ÷ 1,800 s × 3", "30,000 ÷ 30 s × 2"):
        assert formula in text
    kept = typed_in(page)
    assert {name: kept[name] for name in WIDE} == WIDE
    with workspace(alder):
        assert Round.objects.get().peak_rate is None
    assert ann.post(base + "peak/", WIDE).status_code == 302
    with workspace(alder):
        peak = required_peak(Evaluation.objects.select_related("round").get())
        assert (peak.rps, peak.high) == (Decimal("3333.33"), Decimal(10000))
    again = typed_in(ann.get(base + "peak/"))
    assert {name: again[name] for name in WIDE} == WIDE
    assert "3,333.33 requests a second; 10,000 if it comes high" in words(ann.get(base))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"people": "many"}, "people", "Enter a number"),
        ({"people": "1,25"}, "people", "Enter a number"),
        ({"people": "9" * 11}, "people", "Enter a number"),
        ({"share": ""}, "share", "Enter the share that is eligible"),
        ({"share": "180"}, "share", "Enter a share between 0 and 100 %"),
        ({"window": "0"}, "window", "Enter a time above 0"),
        ({"retries": "0.5"}, "retries", "Enter 1 or more"),
        ({"bots": "100"}, "bots", "Enter a share from 0 to below 100 %"),
        ({"burst_high": "0.2"}, "burst_high", "High: Enter 1 or more"),
        ({"turnout_low": "50"}, "turnout_low", "Low must not be above likely."),
        ({"turnout_high": "30"}, "turnout_high", "High must not be below likely."),
        ({"waiting_low": "-1"}, "waiting_low", "Low: Enter 0 or more"),
        ({"people": "0"}, "people", "This comes to less than can be computed with."),
        ({"people": "9,999,999,999", "burst": "9999"}, "people", "This comes to more than"),
        ({"burst": "100,001"}, "burst", "Enter no more than 100,000."),
        ({"basis": "number", "rate": ""}, "rate", "Enter the required peak"),
        ({"basis": "number", "rate": "0"}, "rate", "The required peak must be above 0."),
        ({"basis": "number", "rate": "0.004"}, "rate", "The required peak must be above 0."),
        ({"basis": "number", "rate": "1e5"}, "rate", "Enter a number"),
        ({"people": "1", "turnout": "0.01"}, "people", "This comes to less than"),
    ],
)
def test_what_cannot_be_computed_is_told_at_its_field(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    form = PeakForm(PEAK | changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    shown = [text for _title, rows in form.parts for one in rows for _control, text in one.problems]
    assert any(one.startswith(sentence) for one in [*shown, *form["rate"].errors])


def test_no_figures_that_are_let_in_break_the_sum() -> None:
    most = {one.key: "9" * 10 if one.limit > 10**6 else "100000" for one in INPUTS if not one.most}
    least = {"window": "0." + "0" * 17 + "1", "refresh": "0." + "0" * 17 + "1"}
    form = PeakForm(
        most | least | {"basis": "computed", "share": "100", "turnout": "100", "bots": "99.99"}
    )
    assert not form.is_valid()
    assert list(form.errors) == ["people"]


def test_an_error_is_named_and_every_typed_word_kept(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    _evaluation, base = setup(alder, cast)
    typed = WIDE | {"people": "half a million", "slots": "some"}
    page = sign_in(cast.ann).post(base + "peak/", typed)
    kept = typed_in(page)
    assert {name: kept[name] for name in typed} == typed
    assert "Error:" in page.content.decode().split("</title>")[0]
    document = html.fromstring(page.content)
    assert document.get_element_by_id("problem_people").text_content().split() == (
        ["Error:", "Enter", "a", "number,", "such", "as", "25", "or", "1.25"]
    )
    for link in document.xpath("//*[contains(@class, 'problem')]//a/@href"):
        assert document.get_element_by_id(link.removeprefix("#")).tag == "input"


def test_the_answer_while_typing_brings_sum_and_errors_and_keeps_nothing(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    _evaluation, base = setup(alder, cast)
    ann, url = sign_in(cast.ann), base + "peak/sum/"
    half = words(ann.post(url, {"basis": "computed", "people": "500000"}))
    assert "Still needed:" in half
    assert "Error" not in half
    answer = ann.post(url, WIDE)
    document = html.fromstring(f"<div>{answer.content.decode()}</div>")
    assert "most likely 3,333.33" in document.get_element_by_id("sum-status").text_content()
    page = html.fromstring(ann.get(base + "peak/").content)
    for slot in document.xpath("//*[starts-with(@id, 'problem_')]"):
        assert slot.get("hx-swap-oob") == "true"
        assert page.get_element_by_id(slot.get("id")) is not None
    assert not document.xpath("//input")
    wrong = html.fromstring(f"<div>{ann.post(url, WIDE | {'burst': 'x'}).content.decode()}</div>")
    assert "Enter a number" in wrong.get_element_by_id("problem_burst").text_content()
    with workspace(alder):
        assert Round.objects.get().peak == {}
        assert not Event.objects.filter(verb="changed the required peak").exists()


def test_a_forecast_goes_along_to_a_copy_and_can_be_taken_from_another(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    evaluation, base = setup(alder, cast)
    ann = sign_in(cast.ann)
    assert "Use the forecast of another" not in words(ann.get(base + "peak/"))
    ann.post(base + "peak/", WIDE)
    ann.post(base + "requirements/", REQUIRED)
    with workspace(alder):
        evaluation = Evaluation.objects.select_related("round").get()
        copied = rounds.copy(evaluation, by=cast.ann).round
        assert (copied.peak, copied.peak_rate) == (evaluation.round.peak, Decimal("3333.33"))
        assert copied.requirements == evaluation.round.requirements
        other = round_at("draft", cast, vendors="x@other.example").evaluation
        taken = f"/evaluations/{other.pk}/setup/peak/?from={evaluation.round_id}"
    page = ann.get(taken)
    assert "Nothing is saved yet" in words(page)
    kept = typed_in(page)
    assert {name: kept[name] for name in WIDE} == WIDE
    assert "3,333.33 requests a second 1,666.67 if it comes low" in words(page)
    with workspace(alder):
        assert Round.objects.get(pk=other.round_id).peak == {}
    for nobody in (other.round_id, 10**20, 0):
        assert ann.get(f"/evaluations/{other.pk}/setup/peak/?from={nobody}").status_code == 404
    assert ann.get(f"/evaluations/{other.pk}/setup/peak/?from=x").status_code == 200


def test_a_peak_of_an_earlier_form_is_shown_and_can_be_saved_again(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    evaluation, base = setup(alder, cast)
    surge = Surge(
        people=500_000, share=Decimal("0.08"), window_s=1800, pages=8, retries=Decimal("1.25"),
        burst=3, requests_per_page=3, bot_share=Decimal("0.1"), headroom=Decimal("1.5"),
    )  # fmt: skip
    asked = {
        "people": "500000", "share": "8", "window": "30", "pages": "8", "retries": "1.25",
        "window_unit": "minutes",
    }  # fmt: skip
    with workspace(alder):
        Round.objects.filter(pk=evaluation.round_id).update(
            peak_basis=PeakBasis.COMPUTED,
            peak={"surge": to_dict(surge), "asked": asked},
            peak_rate=Decimal("3333.33"),
        )
    ann = sign_in(cast.ann)
    page = ann.get(base + "peak/")
    assert "3,333.33" in words(page)
    assert ann.post(base + "peak/", typed_in(page)).status_code == 302
    with workspace(alder):
        assert Round.objects.get().peak_rate == Decimal("3333.33")


def test_a_change_after_opening_is_recorded_and_vendors_see_it(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    evaluation, base = setup(alder, cast)
    ann = sign_in(cast.ann)
    number = {"basis": "number", "rate": "1,000"}
    ann.post(base + "peak/", number)
    ann.post(base + "peak/", number | {"rate": "2,000"})
    ann.post(base + "requirements/", REQUIRED)
    with workspace(alder):
        round_ = Round.objects.get()
        assert "changes" not in round_.peak
        intake.open_round(round_, asked=12, by=cast.ann)
        response = invitations.accept(
            round_.responses.first().invitations.get(email=cast.vera.email), by=cast.vera
        )
    vera = sign_in(cast.vera)
    page = words(vera.get(f"/responses/{response.pk}/"))
    assert "Tested rate 2,000 requests a second" in page
    assert "Uptime 99.9 % allows 43.2 minutes of downtime in 30 days" in page
    assert "changed on" not in page
    ann.post(base + "peak/", number | {"rate": "2,000"})
    assert ann.post(base + "peak/", number | {"rate": "2,500"}).status_code == 302
    page = words(vera.get(f"/responses/{response.pk}/"))
    assert "Tested rate 2,500 requests a second" in page
    assert page.count("The tested rate changed on") == 1
    assert "before it was 2,000 a second." in page
    assert "before it was 2,000 a second." in words(ann.get(base + "peak/"))
    with workspace(alder):
        told = Event.objects.filter(verb="changed the required peak").latest("pk")
        assert (told.detail["was"], told.detail["now"]) == ("2000.00", "2500")
        Evaluation.objects.filter(pk=evaluation.pk).update(stage=Stage.DECIDED)
    refused = ann.post(base + "peak/", number | {"rate": "9"})
    assert refused.status_code == 403
    assert "The decision is recorded" in words(ann.get(base + "peak/"))


def test_requirements_are_kept_shown_again_and_stand_once_vendors_were_asked(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    evaluation, base = setup(alder, cast)
    ann = sign_in(cast.ann)
    assert "We have not fixed this yet" in words(ann.get(base))
    assert ann.post(base + "requirements/", REQUIRED).status_code == 302
    with workspace(alder):
        assert requirements_of(Round.objects.get()) == Requirements(
            uptime=Decimal("99.9"), repair_s=14_400, data_loss_s=300, support=Support.ALWAYS,
            downtime_notice_s=7 * 86_400,
        )  # fmt: skip
    form = html.fromstring(ann.get(base + "requirements/").content)
    assert form.xpath("//input[@name='repair']/@value") == ["4"]
    assert form.xpath("//select[@name='repair_unit']/option[@selected]/@value") == ["hours"]
    assert form.xpath("//input[@name='shown']/@checked")
    assert "Uptime 99.9 %" in words(ann.get(base))
    hidden = {name: value for name, value in REQUIRED.items() if name != "shown"}
    assert ann.post(base + "requirements/", hidden).status_code == 302
    assert "not shown to vendors" in words(ann.get(base))
    with workspace(alder):
        round_ = Round.objects.get()
        intake.open_round(round_, asked=12, by=cast.ann)
        response = invitations.accept(
            round_.responses.first().invitations.get(email=cast.vera.email), by=cast.vera
        )
    assert ann.post(base + "requirements/", REQUIRED).status_code == 403
    assert "99.9 %" not in words(sign_in(cast.vera).get(f"/responses/{response.pk}/"))
    del evaluation


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"uptime": "100"}, "uptime", "nothing is up all the time"),
        ({"uptime": "much"}, "uptime", "Enter a number"),
        ({"repair": "0"}, "repair", "Enter a time above 0."),
        ({"repair": "99999", "repair_unit": "days"}, "repair", "That is too long."),
        ({"data_loss": "-1"}, "data_loss", "0 means that nothing may be lost"),
        ({"support": "other"}, "support_text", "Say at what hours"),
        ({"downtime_notice": "soon"}, "downtime_notice", "Enter a number"),
    ],
)
def test_what_cannot_be_required_is_told_at_its_field(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    form = RequirementsForm(REQUIRED | changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in str(form.errors[field])


def test_nothing_fixed_is_fine() -> None:
    form = RequirementsForm({"shown": "on"})
    assert form.is_valid()
    assert form.wanted.is_empty


@pytest.mark.parametrize("others", [1, 30])
def test_other_forecasts_cost_one_query(
    alder: Jurisdiction, cast: Cast, sign_in: Any, others: int
) -> None:
    evaluation, base = setup(alder, cast)
    with workspace(alder):
        round_ = Round.objects.get(pk=evaluation.round_id)
        Round.objects.bulk_create(
            Round(
                name=f"Earlier {n}", version=round_.version, made_by_id=cast.ann.pk,
                peak_basis=PeakBasis.COMPUTED, peak_rate=n + 1,
            )
            for n in range(others)
        )  # fmt: skip
    ann = sign_in(cast.ann)
    ann.get(base + "peak/")
    with CaptureQueriesContext(connection) as seen:
        page = ann.get(base + "peak/")
    assert len(html.fromstring(page.content).xpath("//select[@id='from']/option")) == others
    asked = [one["sql"] for one in seen.captured_queries if '"peak_basis" = ' in one["sql"]]
    assert len(asked) == 1
