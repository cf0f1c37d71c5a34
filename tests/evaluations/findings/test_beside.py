"""Meetings and known troubles: kept beside the scores, from those who score and from vendors."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from evaluations.actions import rounds
from evaluations.models import MeetingNote
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.scoring.proved import proved
from tests.stages import judged_at
from vendors.actions import profile
from vendors.models import Probe

CANARY = "A heron stood in the meeting"
MEETING = {
    "held_on": "2026-02-18",
    "present": "Ann and two of theirs",
    "covered": ["residents"],
    "observations": CANARY,
    "red_flags": "Nobody who runs it",
}


def test_notes_wait_for_discussion_and_troubles_are_kept_one_after_the_other(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        case = proved(cast, conflict_of=cast.cy)
        profile.write({"own_calls": "Forty lines"}, based_on=0, by=cast.ann)
    page = f"/evaluations/{case.pk}/beside/{case.first.pk}/"
    ann, ben, cy, olive = (sign_in(one) for one in (cast.ann, cast.ben, cast.cy, cast.olive))
    wrong = ann.post(page + "meeting/", MEETING | {"held_on": "2999-01-01"})
    assert wrong.status_code == 422
    assert CANARY in wrong.content.decode()
    assert ann.post(page + "meeting/", MEETING).status_code == 302
    assert CANARY in ann.get(page).content.decode()
    for person in (ben, olive):
        assert CANARY not in person.get(page).content.decode()
    assert cy.get(page).status_code == 404
    assert ben.get(page + "meeting/").status_code == 403
    said = {"state": "answered", "found": "", "source": ""}
    assert "Say what was answered" in ben.post(page + "double/", said).content.decode()
    for found in ("Held for ten minutes", "Held for two minutes"):
        assert ben.post(page + "double/", said | {"found": found}).status_code == 302
    shown = ann.get(page).content.decode()
    assert shown.index("two minutes") < shown.index("1 earlier") < shown.index("ten minutes")
    assert "Forty lines" in shown
    assert ann.get(page + "nothing/").status_code == 404
    with workspace(alder):
        for rows in (MeetingNote.objects.all(), Probe.objects.all()):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.delete()


def test_reviewers_read_notes_in_discussion_and_the_comparison_does_not_change(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        judged = judged_at("locked", cast)
        rounds.open_discussion(judged.evaluation, by=cast.ann)
        about = judged.responses[0].pk
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    csv = f"/evaluations/{judged.pk}/compare/"
    before = ben.get(csv).content.decode().partition("<main")[2]
    page = f"/evaluations/{judged.pk}/beside/{about}/"
    assert ann.post(page + "meeting/", MEETING).status_code == 302
    tried = {"state": "tested", "found": CANARY, "source": "Us"}
    assert ann.post(page + "outages/", tried).status_code == 302
    assert ben.get(page).content.decode().count(CANARY) == 2
    assert (
        ben.get(csv).content.decode().partition("<main")[2].partition("csrf")[0]
        == (before.partition("csrf")[0])
    )
