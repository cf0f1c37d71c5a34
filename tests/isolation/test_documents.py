"""What leaves a workspace by other ways than pages: files, mails, events, messages to the worker."""

import io

import openpyxl
import pypdf

from portal.audit.models import Event
from portal.files import storage
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.outbox.models import Mail
from portal.tenancy.switch import workspace
from tests.isolation.world import World, do_all_jobs


def test_files_mails_and_events_hold_no_word_of_the_neighbour(
    db: None, worlds: tuple[World, World]
) -> None:
    for world in worlds:
        do_all_jobs(world.at)
    ours, theirs = worlds
    for world, strange in ((ours, theirs.canary), (theirs, ours.canary)):
        with workspace(world.at):
            kept = {file.name: words_of(file) for file in StoredFile.objects.all()}
            mails = [f"{mail.to} {mail.subject} {mail.text}" for mail in Mail.objects.all()]
            events = [f"{one.subject} {one.by_name} {one.detail}" for one in Event.objects.all()]
        assert {name.rpartition(".")[2] for name in kept} >= {"pdf", "xlsx", "csv", "txt"}
        for words in (*kept.values(), *mails, *events):
            assert strange not in words
        # Negative control: the same look finds the workspace's own word in each kind of thing.
        for found in (kept.values(), mails, events):
            assert any(world.canary in words for words in found)


def test_jobs_carry_ids_only(db: None, worlds: tuple[World, World]) -> None:
    ours, theirs = worlds
    rows = list(Job.objects.values_list("kind", "subject", "step", "reason"))
    assert rows
    assert not [row for row in rows for one in (ours, theirs) if one.canary in " ".join(row)]


def words_of(file: StoredFile) -> str:
    """All words of a kept file, whatever its kind."""
    content = storage.read(file.key)
    if file.media_type == "application/pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if file.name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        )
    return content.decode("utf-8", "replace")
