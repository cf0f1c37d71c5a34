"""What the jurisdiction knows of itself: optional, kept version by version, a start for forecasts."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.access import Refused
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import put_clock_right, round_at
from vendors import profile
from vendors.actions import profile as writing
from vendors.models import ProfileRevision

CANARY = "A heron keeps our records"


def test_each_save_is_a_version_and_the_size_starts_a_forecast(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        put_clock_right()
        staged = round_at("draft", cast)
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    peak = f"/evaluations/{staged.evaluation.pk}/setup/peak/"
    assert b"412,345" not in ann.get(peak).content
    typed = {"version": "0", "records": CANARY, "people": "412345", "selling": "out"}
    wrong = ann.post("/profile/change/", typed | {"share": "140"})
    assert wrong.status_code == 422
    assert "between 0 and 100" in wrong.content.decode()
    assert CANARY in wrong.content.decode()
    assert ann.post("/profile/change/", typed).status_code == 302
    shown = ann.get("/profile/").content.decode()
    assert CANARY in shown
    assert "is out, whatever it scores" in shown
    assert b"412,345" in ann.get(peak).content
    assert vera.get("/profile/").status_code == 403
    late = ann.post("/profile/change/", typed | {"records": "Another"})
    assert late.status_code == 422
    assert "meanwhile" in late.content.decode()
    assert (
        ann.post("/profile/change/", typed | {"records": "New", "version": "1"}).status_code == 302
    )
    assert CANARY not in ann.get("/profile/").content.decode()
    assert CANARY in ann.get("/profile/?version=1").content.decode()
    assert ann.get("/profile/?version=9").status_code == 404
    with workspace(alder):
        event = Event.objects.order_by("-number")[0]
        assert (event.verb, event.detail["changed"]) == ("wrote the profile", ["Patients’ records"])


def test_a_version_stands_and_a_wrong_one_is_refused(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        made = writing.write({"risks": "Storms"}, based_on=0, by=cast.ann)
        assert writing.write({"risks": "Storms"}, based_on=1, by=cast.ann) == made
        with pytest.raises(Refused, match="Choose one"):
            writing.write({"selling": "perhaps"}, based_on=1, by=cast.ann)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileRevision.objects.update(content={})


def test_fields_are_unambiguous_and_only_sizes_reach_a_forecast() -> None:
    keys = [one.key for part in profile.PARTS for one in part.fields]
    assert len(keys) == len(set(keys)) == len(profile.FIELDS)
    assert set(profile.TO_FORECAST) <= profile.FIELDS.keys()
    assert profile.starting_values({"people": 390_000, "window": 30, "records": "x"}) == {
        "people": "390,000", "window": "30", "window_unit": "minutes",
    }  # fmt: skip
    assert profile.starting_values({"share": 0}) == {}
