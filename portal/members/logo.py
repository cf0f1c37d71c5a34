"""The workspace's logo: drawn anew in the cage, so that nothing but pixels comes along."""

from typing import BinaryIO

from portal.cage import rasters
from portal.cage.outcome import Limits
from portal.cage.run import run
from portal.cage.task import RefusedError, UnreadableError, Work, caged_task
from portal.files.content import EXTENSIONS, Kind, RefusedFileError, check

MOST_BYTES = 1 << 20
WIDTH, HEIGHT = 480, 120
TASK = "portal.members.logo:redraw"
LIMITS = Limits(wall_seconds=15, cpu_seconds=10)


def taken_logo(name: str, stream: BinaryIO, size: int) -> bytes:
    """Return the uploaded picture as a small PNG; raise RefusedFileError with the sentence."""
    kind = EXTENSIONS.get(name.rpartition(".")[2].lower())
    if kind not in {Kind.PNG, Kind.JPEG}:
        raise RefusedFileError("The logo must be a PNG or JPEG picture.")
    if size > MOST_BYTES:
        raise RefusedFileError("The logo must be smaller than 1 MB.")
    check(stream, kind)
    stream.seek(0)
    outcome = run(TASK, {"source": stream.read(MOST_BYTES)}, limits=LIMITS)
    if not outcome:
        raise RefusedFileError(outcome.sentence("The logo"))
    return outcome.content


@caged_task
def redraw(work: Work) -> None:
    """Write the picture again, no larger than the top bar can show."""
    from PIL import Image, ImageOps  # noqa: PLC0415 -- wanted in the cage only

    with work.open("source") as source:
        size = rasters.size_of(source)
        if size is None:
            raise UnreadableError
        if size[0] * size[1] > rasters.MAX_PIXELS:
            raise RefusedError("has too many pixels")
        source.seek(0)
        with Image.open(source, formats=("PNG", "JPEG")) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((WIDTH, HEIGHT))
    # A new picture takes the pixels only: no comments, no places, no dates.
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    with (work.folder / "out" / "logo.png").open("wb") as out:
        clean.save(out, "PNG")
