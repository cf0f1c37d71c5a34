"""Keeping all that was submitted: the same words and bytes, and nothing that a workspace could see."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from portal.access import Refused
from portal.audit.models import Event
from portal.files import storage
from portal.files.models import StoredFile
from tests.cast import Cast
from tests.vendors.library.conftest import FILE, TEXT, submit
from tests.vendors.scene import Scene, join
from vendors.library import accounts, keeping
from vendors.library.models import (
    AccountLink,
    FileUse,
    KeptAnswer,
    KeptFile,
    KeptResponse,
    VendorAccount,
)
from vendors.library.walls import inside
from vendors.questionnaire.reading import parse_item


def test_all_that_was_submitted_is_kept(scene: Scene, library: VendorAccount, cast: Cast) -> None:
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    with inside(library.pk):
        (kept,) = KeptResponse.objects.all()
        found = {one.item_key: one for one in KeptAnswer.objects.all()}
        (file,) = KeptFile.objects.all()
        (use,) = FileUse.objects.all()
        (link,) = AccountLink.objects.all()
    assert (kept.place, kept.round_name) == ("Alder County", "Vaccine scheduling")
    assert set(found) == {"cloud.autoscale", "sla.uptime"}
    assert found["cloud.autoscale"].value == {"limits": TEXT}
    assert TEXT in found["cloud.autoscale"].words
    assert parse_item(found["cloud.autoscale"].item) == scene.asked.item("cloud.autoscale")
    assert (use.item_key, use.file_id) == ("cloud.autoscale", file.pk)
    assert (link.vendor_pk, link.jurisdiction) == (scene.clearwater.vendor_id, kept.jurisdiction)
    assert storage.read(file.key) == FILE


def test_each_side_has_its_own_name_for_the_bytes(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    theirs = StoredFile.objects.get().key
    with inside(library.pk):
        ours = KeptFile.objects.get().key
    assert Path(ours).name != Path(theirs).name
    assert ours.startswith(f"library/{library.pk}/")
    keeping.remove_file(library.pk, _file(library).pk, by=cast.vera)
    assert storage.read(theirs) == FILE


def test_keeping_again_brings_up_to_date_and_doubles_nothing(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    submit(scene, cast.vera, text="At 50 %")
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    with inside(library.pk):
        assert KeptResponse.objects.get().number == 2
        assert KeptAnswer.objects.get(item_key="cloud.autoscale").value == {"limits": "At 50 %"}
        assert (KeptFile.objects.count(), FileUse.objects.count()) == (1, 1)


def test_the_workspace_learns_nothing_of_it(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    before = Event.objects.count()
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    assert Event.objects.count() == before


def test_nothing_is_kept_before_submitting_or_for_strangers(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    with pytest.raises(Refused, match="Nothing was submitted"):
        keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    submit(scene, cast.vera)
    colleague = join(scene.clearwater, "wes@clearwater.example", "Wes")
    with pytest.raises(Refused, match="not in this library"):
        keeping.keep_all(scene.clearwater, library.pk, by=colleague)
    other = accounts.begin("Mallory’s", by=cast.mallory)
    with pytest.raises(Refused, match="not on this response"):
        keeping.keep_all(scene.clearwater, other.pk, by=cast.mallory)


def test_a_failure_leaves_no_bytes_without_a_row(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    with connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON library_fileuse FROM plumbline_library")
    with pytest.raises(DatabaseError):
        keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    folder = Path(settings.FILES_ROOT) / "library" / str(library.pk)
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_what_is_forgotten_goes_with_its_files(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    kept = keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    with pytest.raises(Refused):
        keeping.forget(library.pk, kept.pk, by=cast.mallory)
    keeping.forget(library.pk, kept.pk, by=cast.vera)
    with inside(library.pk):
        assert not KeptAnswer.objects.exists()
        assert not KeptFile.objects.exists()


def _file(library: VendorAccount) -> KeptFile:
    with inside(library.pk):
        return KeptFile.objects.get()
