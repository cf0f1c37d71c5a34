"""A quick check by one person in one sitting."""

from typing import Any

from evaluations.models import Report
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at
from vendors.actions import statements
from vendors.actions.statements import Said
from vendors.models import Response, Round, Statement
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth

SAID = {
    "finding-obs": "yes", "source-obs": "call", "note-obs": "They showed it", "version-obs": "0",
    "finding-deg": "no", "note-deg": "No plan", "version-deg": "0",
    "finding-prep": "unknown", "version-prep": "0",
}  # fmt: skip


def test_from_a_name_to_what_to_ask_next_and_deeper(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    first = ann.post(
        "/quick-checks/start/",
        {"name": "Our scheduler", "vendors": "Clearwater\nTollgate"},
        follow=True,
    )
    (url, _status) = first.redirect_chain[-1]
    assert first.content.decode().count("Why it matters") == 8
    result = ann.post(url, SAID, follow=True).content.decode()
    assert "3 of 8 answered" in result
    assert "They showed it" in result
    assert "<svg" in result
    with workspace(alder):
        evaluation = Round.objects.get().evaluation
        assert Statement.objects.get(about="obs").source == "call"
    ordered = ann.post(f"/evaluations/{evaluation.pk}/reports/", {"report": "quick_pdf"})
    assert ordered.status_code == 302
    with workspace(alder):
        assert Report.objects.get().kind == "quick_pdf"
    assert "Quick check" in ann.get("/evaluations/").content.decode()
    assert "A quick check" in ann.get("/").content.decode()
    deeper = ann.post(f"/quick-checks/{evaluation.pk}/deeper/", {"depth": "full"}, follow=True)
    assert "Full, 61 questions" in deeper.content.decode()
    with workspace(alder):
        assert Statement.objects.count() == 3
        assert len(questionnaire_of(Round.objects.get().version).asked_items()) == 61
    assert "They showed it" in ann.get(f"{url}result/").content.decode()


def test_the_start_page_leads_to_a_quick_check_too(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    fields = {"name": "Alone", "vendors": "Clearwater", "kind": "acquisition", "depth": "quick"}
    page = sign_in(cast.ann).post("/evaluations/start/", fields, follow=True)
    assert page.redirect_chain[-1][0].startswith("/quick-checks/")


def test_a_note_without_an_answer_is_kept_and_asked_about(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast, depth=Depth.QUICK)
    url = f"/quick-checks/{staged.evaluation.pk}/vendors/{staged.first.pk}/"
    page = sign_in(cast.ann).post(url, {"note-obs": "Half a thought"}).content.decode()
    assert "or unknown" in page
    assert "Half a thought" in page


def test_two_who_write_at_once_lose_no_word(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("draft", cast, depth=Depth.QUICK)
        statements.save(staged.first, [Said("obs", "no", note="Ben was first")], by=cast.ben)
    ann = sign_in(cast.ann)
    url = f"/quick-checks/{staged.evaluation.pk}/vendors/{staged.first.pk}/"
    mine = SAID | {"note-obs": "Ann was second"}
    conflict = ann.post(url, mine)
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Ben was first" in page
    assert "Ann was second" in page
    again = ann.post(url, mine | {"version-obs": "1", "version-deg": "1", "version-prep": "1"})
    assert again.status_code == 302
    with workspace(alder):
        assert Statement.objects.get(about="obs").note == "Ann was second"


def test_saving_the_same_again_writes_nothing(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = round_at("draft", cast, depth=Depth.QUICK)
    said = [Said("obs", "yes", "call", "Seen")]
    assert statements.save(staged.first, said, by=cast.ann) == []
    assert statements.save(staged.first, said, by=cast.ben) == []
    assert Statement.objects.get().by_name == "Ann Ortiz"
    assert Response.objects.get(pk=staged.first.pk).statements.get().version == 1
