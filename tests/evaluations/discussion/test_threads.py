"""Discussing an answer in writing: who may, who is told, and who sees nothing of it."""

from typing import Any

import pytest

from evaluations.models import Comment
from evaluations.queries.standing import standing_of
from evaluations.states import Stage
from portal import clock
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at, sign

TOPIC = "obs.detection"
CANARY = "Zaunkönig in the thread"

pytestmark = pytest.mark.django_db


def test_a_contribution_is_kept_and_the_one_named_is_told(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        other = next(one for one in judged.reviewers if one.person_id == cast.cy.pk)
    cell = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    ben = sign_in(cast.ben)
    answer = ben.post(f"{cell}comments/", {"text": f"  {CANARY}\nsecond line", "tell": [other.pk]})
    assert answer.status_code == 302
    assert answer["Location"] == f"{cell}#thread"
    for person in (cast.cy, cast.ann, cast.olive):
        assert CANARY in sign_in(person).get(cell).content.decode()
    with workspace(alder):
        mail = Mail.objects.get(kind="comment_written")
        assert mail.to == cast.cy.email
        assert CANARY not in mail.text
        assert f"{cell}#thread" in mail.text
        assert Comment.objects.get().told == [other.name]


def test_nothing_written_is_said_at_the_field_and_costs_no_choice(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        other = next(one for one in judged.reviewers if one.person_id == cast.cy.pk)
    url = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/comments/"
    ben = sign_in(cast.ben)
    page = ben.post(url, {"text": " ", "tell": [other.pk]})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Write something first" in text
    assert f'value="{other.pk}"' in text
    assert "checked" in text
    stranger = ben.post(url, {"text": CANARY, "tell": [4_711]})
    assert stranger.status_code == 422
    assert CANARY in stranger.content.decode()
    with workspace(alder):
        assert not Comment.objects.exists()


def test_who_has_a_conflict_neither_reads_nor_writes_nor_is_told(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        _ben, cy = sorted(judged.reviewers, key=lambda one: one.person_id != cast.ben.pk)
        sign(cy, by=cast.cy, conflicts=[judged.responses[0].pk])
    url = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    assert sign_in(cast.cy).post(f"{url}comments/", {"text": CANARY}).status_code == 404
    assert sign_in(cast.ben).post(
        f"{url}comments/", {"text": CANARY, "tell": [cy.pk]}
    ).status_code in {302, 422}
    with workspace(alder):
        assert not Mail.objects.filter(kind="comment_written").exists()
    assert CANARY not in sign_in(cast.cy).get(url).content.decode()


def test_nobody_writes_before_discussion_opens(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("locked", cast)
    url = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/comments/"
    for person in (cast.ben, cast.ann):
        assert sign_in(person).post(url, {"text": CANARY}).status_code == 403
    with workspace(alder):
        assert not Comment.objects.exists()


def test_observers_read_the_thread_and_write_nothing(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
    url = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    olive = sign_in(cast.olive)
    assert olive.post(f"{url}comments/", {"text": CANARY}).status_code == 403
    assert "Add to the thread" not in olive.get(url).content.decode()


def test_a_workspace_can_do_without(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
    Jurisdiction.objects.filter(pk=alder.pk).update(threads=False)
    url = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    ben = sign_in(cast.ben)
    assert "Add to the thread" not in ben.get(url).content.decode()
    refused = ben.post(f"{url}comments/", {"text": CANARY})
    assert refused.status_code == 403
    assert "written discussion is switched off" in refused.content.decode()


def test_coordinators_read_who_sees_what_in_words(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scored", cast)
        assert standing_of(judged.pk, at=clock.now()).stage is Stage.SCORING
    page = sign_in(cast.ann).get(f"/evaluations/{judged.pk}/who-sees-what/").content.decode()
    assert "Each reviewer scores alone" in page
    assert "each other’s scores and reasons" in page
    assert page.count('<span class="tag">Now</span>') == 1
