"""The job that draws a file's pages, so that they can stand beside a score."""

from io import BytesIO

from portal.cage.page_pictures import SOURCE
from portal.cage.rasters import size_of
from portal.cage.run import run
from portal.files import storage
from portal.files.actions import keep_picture
from portal.files.models import StoredFile
from portal.jobs import actions as jobs
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, job_kind

TASK = "portal.cage.page_pictures:main"


@job_kind("files.pictures", attempts=2, seconds=120)
def draw_pages(job: Job) -> None:
    """Draw the pages of a PDF or a picture in the cage and keep them; a second run adds nothing."""
    file = StoredFile.objects.filter(pk=job.subject).first()
    if file is None or file.pictures.exists():
        return
    outcome = run(
        TASK,
        {SOURCE: storage.path_of(file.key)},
        on_progress=lambda done, total: jobs.count(job, done, total, "pages drawn"),
    )
    if not outcome:
        raise JobFailed(outcome.sentence("This file"))
    for name, png in sorted(outcome.files.items()):
        number = int(name.removeprefix("page-").removesuffix(".png"))
        width, height = _size(png)
        keep_picture(file, number, png, width=width, height=height)


def _size(png: bytes) -> tuple[int, int]:
    found = size_of(BytesIO(png))
    if found is None:
        raise JobFailed("A page of this file could not be drawn.")
    return found
