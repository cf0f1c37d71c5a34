"""The record where a vendor withdrew what it had submitted, and where another came back."""

import json
from pathlib import Path

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.record.test_bundle import checked, made_bundle, unpacked
from tests.stages import Staged, judged_at, put_clock_right
from vendors.actions import responses


def test_what_was_withdrawn_is_no_part_of_it_and_who_came_back_is(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path
) -> None:
    gone: list[int] = []

    def leave(staged: Staged) -> None:
        for response in staged.evaluation.round.responses.order_by("pk"):
            lead = User.objects.get(email=response.invitations.get().email)
            responses.withdraw(response, "No staff", by=lead)
            if response != staged.second:
                responses.answer_again(response, by=lead)
        gone.append(staged.second.pk)

    try:
        made = judged_at("decided", cast, vendors=3, before_closing=leave)
        _report, content = made_bundle(made.evaluation, cast.ann)
    finally:
        put_clock_right()
    folder = unpacked(content, tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    files = sorted((folder / "submissions").iterdir())
    assert len(files) == 2
    assert str(gone[0]) not in {json.loads(one.read_text())["vendor"] for one in files}
    events = json.loads((folder / "events.json").read_text())
    verbs = [one.get("verb") for one in events]
    assert verbs.count("withdrew its answers") == 3
    assert verbs.count("answers again after withdrawing") == 2


def test_a_withdrawal_that_was_noted_and_not_carried_out_is_found(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path
) -> None:
    """The twin: the row is as it was, only the event says that the answers were withdrawn."""

    def note_only(staged: Staged) -> None:
        lead = User.objects.get(email=staged.first.invitations.get().email)
        responses._note("withdrew its answers", staged.first, None, lead)

    try:
        made = judged_at("decided", cast, before_closing=note_only)
        _report, content = made_bundle(made.evaluation, cast.ann)
    finally:
        put_clock_right()
    code, said = checked(unpacked(content, tmp_path))
    assert code == 1
    assert said.endswith("was withdrawn by its vendor"), said
