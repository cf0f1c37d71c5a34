"""Marks agreed on for must-haves, and cells that are left at the average."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from evaluations.actions import settling
from evaluations.models import AgreedMark, LeftOpen
from evaluations.queries.judgement import bench_of, comparison_of
from evaluations.queries.reports import material_of, snapshot_of
from portal.access import Refused
from portal.audit.models import Event
from portal.digests import words_digest
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, judged_at

TOPIC, ITEM = "obs.detection", "obs.monitor_up"

pytestmark = pytest.mark.django_db


def state_of(judged: Judged) -> str:
    column = comparison_of(bench_of(judged.evaluation)).columns[0]
    return next(one.shown for one in column.must_haves if one.item == ITEM)


def test_an_agreed_mark_stands_in_for_the_mean_on_every_page_and_in_reports(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, choose=lambda who, vendor, topic: (1, 2)[who])
        assert state_of(judged) == "Failed"
        before = snapshot_of(material_of(judged.evaluation), "json")
    ann, first = sign_in(cast.ann), judged.responses[0].pk
    cell = f"/evaluations/{judged.pk}/cells/{first}/{TOPIC}/"
    url = f"/evaluations/{judged.pk}/cells/{first}/must-haves/{ITEM}/"
    page = ann.get(f"/evaluations/{judged.pk}/discussion/?why=must-have").content.decode()
    assert "1 to 2, average 1.5, so it fails for now." in " ".join(page.split())
    assert url in ann.get(cell).content.decode()
    typed = {"reason": "Shown in a demo.", "present": ["Ben Kapoor"], "place": "Room 2"}
    refused = ann.post(url, typed)
    assert refused.status_code == 422
    assert "Select the mark that the panel agreed on" in refused.content.decode()
    assert "Shown in a demo." in refused.content.decode()
    assert ann.post(url, typed | {"value": "3"})["Location"] == cell
    with workspace(alder):
        assert state_of(judged) == "Met (agreed mark 3)"
        assert snapshot_of(material_of(judged.evaluation), "json") != before
        agreed = AgreedMark.objects.get()
        assert (agreed.before, agreed.number, agreed.place) == (Decimal("1.5"), 1, "Room 2")
        event = Event.objects.latest("number")
        assert event.verb == "recorded an agreed mark"
        assert event.detail == {
            "question": ITEM,
            "value": 3,
            "reason_fingerprint": words_digest("Shown in a demo."),
        }
        with pytest.raises(DatabaseError), transaction.atomic():
            AgreedMark.objects.update(value=4)
    page = " ".join(ann.get(cell).content.decode().split())
    assert "Met (agreed mark 3)" in page
    assert "before: 1.5" in page
    # Whoever agrees anew keeps what was agreed before beside it.
    assert ann.post(url, typed | {"value": "1"}).status_code == 302
    with workspace(alder):
        assert state_of(judged) == "Failed (agreed mark 1)"
        assert AgreedMark.objects.latest("number").before == Decimal(3)


def test_a_cell_left_at_the_average_leaves_the_queue_and_says_why(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, choose=lambda who, vendor, topic: (1, 4)[who])
    ann, first = sign_in(cast.ann), judged.responses[0].pk
    cell = f"/evaluations/{judged.pk}/cells/{first}/{TOPIC}/"
    queue = f"/evaluations/{judged.pk}/discussion/"
    assert f"{cell}leave/" in ann.get(cell).content.decode()
    assert cell in ann.get(queue).content.decode()
    assert ann.post(f"{cell}leave/", {"reason": " "}).status_code == 422
    assert ann.post(f"{cell}leave/", {"reason": "Two fair views."})["Location"] == queue
    assert cell not in ann.get(queue).content.decode()
    assert cell in ann.get(f"{queue}?state=left").content.decode()
    page = ann.get(cell).content.decode()
    assert "Two fair views." in page
    assert f"{cell}leave/" not in page


def test_only_must_haves_only_in_discussion_only_with_a_reason(
    alder: Jurisdiction, cast: Cast
) -> None:
    with workspace(alder):
        judged = judged_at("locked", cast)
        first = judged.responses[0]
        how = {"present": [], "before": None, "by": cast.ann}
        with pytest.raises(Refused, match="stage Discussion"):
            settling.agree_mark(judged.evaluation, first, ITEM, 3, reason="Seen", **how)
        with pytest.raises(Refused, match="stage Discussion"):
            settling.leave(judged.evaluation, first, TOPIC, reason="Seen", by=cast.ann)
        judged.evaluation.stage = "discussion"
        judged.evaluation.save(update_fields=["stage"])
        with pytest.raises(Refused, match="Say in a sentence"):
            settling.agree_mark(judged.evaluation, first, ITEM, 3, reason=" ", **how)
        with pytest.raises(Refused, match="must-haves only"):
            settling.agree_mark(judged.evaluation, first, "none", 3, reason="Seen", **how)
        with pytest.raises(Refused, match="not asked"):
            settling.leave(judged.evaluation, first, "none", reason="Seen", by=cast.ann)
        assert not AgreedMark.objects.exists()
        assert not LeftOpen.objects.exists()
