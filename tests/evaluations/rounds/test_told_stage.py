"""What vendors are told of the stage follows what coordinators do, and says nothing of the panel."""

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at, put_clock_right
from vendors.models import Response, Round
from vendors.onward import Judging

SAID = {
    "scoring": (Judging.SCORED, "Reviewers read and score the answers"),
    "locked": (Judging.SCORED, "Reviewers read and score the answers"),
    "discussion": (Judging.DECIDING, "All scores are in"),
    "decided": (Judging.DECIDED, "The decision was made and confirmed"),
}


@pytest.mark.parametrize("stage", SAID)
def test_a_vendor_reads_the_stage_and_no_word_of_the_panel(
    alder: Jurisdiction, cast: Cast, sign_in: object, stage: str
) -> None:
    with workspace(alder):
        judged = judged_at(stage, cast, reason="PANEL WORDS")
        put_clock_right()
        told, words = SAID[stage]
        assert Round.objects.get(pk=judged.evaluation.round_id).judging == told
        first: Response = judged.responses[0]
        lead = User.objects.get(email=first.members.get().email)
    client: Client = sign_in(lead)  # type: ignore[operator]
    for page in ("", "receipt/"):
        shown = client.get(f"/responses/{first.pk}/{page}")
        assert shown.status_code == 200
        text = shown.content.decode()
        assert words in text
        for secret in ("PANEL WORDS", "Ben Kapoor", "Vendor 02"):
            assert secret not in text
