"""Choosing in the set-up that vendors' names are hidden."""

from typing import Any

from evaluations.actions import rounds
from evaluations.models import Evaluation
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at


def test_it_is_chosen_before_opening_and_names_can_be_added_later(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
    pk, first = staged.evaluation.pk, staged.first.pk
    ann = sign_in(cast.ann)
    address = f"/evaluations/{pk}/setup/anonymous/"
    short = ann.post(address, {"hides": "on", f"aliases-{first}": "x"})
    assert "single character" in short.content.decode()
    typed = {"hides": "on", f"aliases-{first}": " Slot  Master \n\nSlot Master\nClear"}
    assert ann.post(address, typed).status_code == 302
    with workspace(alder):
        chosen = Evaluation.objects.select_related("round").get(pk=pk)
        assert chosen.hides_vendors
        assert chosen.letter_seed is not None
        assert chosen.aliases == {str(first): ["Slot Master", "Clear"]}
        copied = rounds.copy(chosen, by=cast.ann)
        assert list(copied.aliases.values()) == [["Slot Master", "Clear"]]
        assert copied.hides_vendors
        # What names a vendor does not stand in the log, which others read once discussion opens.
        assert not Event.objects.filter(detail__icontains="Slot Master").exists()
        begun = round_at("open", cast).evaluation
    page = ann.post(f"/evaluations/{begun.pk}/setup/anonymous/", {"hides": "on"})
    assert page.status_code == 302
    with workspace(alder):
        assert not Evaluation.objects.get(pk=begun.pk).hides_vendors
