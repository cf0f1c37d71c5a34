"""The declaration: its words, who signs anew, and hints by e-mail domain."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from lxml import html

from evaluations import rules
from evaluations.actions.wording import word_declaration
from evaluations.models import Declaration
from evaluations.queries.interests import hints_of
from evaluations.queries.judgement import bench_of
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at, round_at, sign
from vendors.models import Response, Vendor


def test_the_text_is_free_until_somebody_signs_it(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scoring", cast)
    word_declaration(judged.evaluation, " I have read rule 7. ", by=cast.ann)
    judged.evaluation.refresh_from_db()
    assert judged.evaluation.declaration_text == "I have read rule 7."
    sign(judged.reviewers[0], by=cast.ben)
    with pytest.raises(Refused, match="has signed this text"):
        word_declaration(judged.evaluation, "Other words.", by=cast.ann)
    judged.evaluation.refresh_from_db()
    assert judged.evaluation.declaration_text == "I have read rule 7."


def test_a_new_vendor_asks_again_and_nothing_signed_goes_away(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("declared", cast)
    vendors = {one.pk for one in judged.responses}
    place = judged.reviewers[0]
    assert rules.may_enter(place, place.declarations.get(), vendors)
    new = Response.objects.create(
        round=judged.evaluation.round, vendor=Vendor.objects.create(name="Late Ltd")
    )
    asked = rules.may_enter(place, place.declarations.get(), vendors | {new.pk})
    assert "Sign the declaration again" in asked.refusal
    sign(place, by=cast.ben)
    assert rules.may_enter(place, place.declarations.latest("pk"), vendors | {new.pk})
    assert place.declarations.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Declaration.objects.filter(panelist=place).delete()
    assert place.declarations.count() == 2


def test_hints_go_by_whoever_was_invited_for_a_vendor(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = round_at("open", cast)
    bench = bench_of(staged.evaluation)
    hints = hints_of(bench, ["ben@clearwater.example", "cy@alder.example"])
    assert hints == {
        "ben@clearwater.example": ["Clearwater Scheduling"],
        "cy@alder.example": [],
    }


def test_words_that_were_not_shown_are_not_signed(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scoring", cast)
    page, ben = f"/evaluations/{judged.pk}/declaration/", sign_in(cast.ben)
    shown = html.fromstring(ben.get(page).content).xpath("//input[@name='shown']/@value")[0]
    words = {"text": "I have read rule 7."}
    sign_in(cast.ann).post(f"/evaluations/{judged.pk}/setup/declaration/", words)
    typed = {"interest": "none", "typed_name": "Ben Kapoor"}
    told = ben.post(page, typed | {"shown": shown})
    assert "The text was changed meanwhile" in told.text
    assert "I have read rule 7." in told.text
    again = html.fromstring(told.content).xpath("//input[@name='shown']/@value")[0]
    assert ben.post(page, typed | {"shown": again}).status_code == 302
    with workspace(alder):
        assert Declaration.objects.get().text == "I have read rule 7."
