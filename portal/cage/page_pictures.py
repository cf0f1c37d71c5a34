"""The task that shows a PDF or a picture as PNG pages, so that no browser opens the original."""

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from portal.cage import rasters
from portal.cage.task import RefusedError, UnreadableError, Work, caged_task

if TYPE_CHECKING:
    from PIL.Image import Image

SOURCE = "source"
MAX_PAGES = 60
WIDTH = 1240
MAX_HEIGHT = 3508
MAX_SIDE = 2000


@caged_task
def main(work: Work) -> None:
    """Write `page-001.png` and on; `pages` says how many there are, `shown` how many were drawn."""
    with work.open(SOURCE) as source:
        is_pdf = source.read(5) == b"%PDF-"
        source.seek(0)
        if is_pdf:
            _draw_pages(work, source)
        else:
            _redraw(work, source)


def _draw_pages(work: Work, source: BinaryIO) -> None:
    import pypdfium2

    most = int(str(work.options.get("max_pages", MAX_PAGES)))
    try:
        document = pypdfium2.PdfDocument(source.read())
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise RefusedError("is password protected") from error
        raise UnreadableError from error
    pages = len(document)
    shown = min(pages, most)
    for index in range(shown):
        page = document[index]
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            raise UnreadableError
        # A page may call itself kilometres long; what is drawn has a fixed size.
        scale = min(WIDTH / width, MAX_HEIGHT / height)
        if round(width * scale) < 1 or round(height * scale) < 1:
            raise UnreadableError
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        _write(work, index + 1, picture)
        page.close()
        work.progress(index + 1, shown)
    work.facts |= {"pages": pages, "shown": shown}


def _redraw(work: Work, source: BinaryIO) -> None:
    from PIL import Image, ImageOps  # noqa: PLC0415 -- wanted in the cage only

    size = rasters.size_of(source)
    if size is None:
        raise UnreadableError
    if size[0] * size[1] > rasters.MAX_PIXELS:
        raise RefusedError("has too many pixels")
    source.seek(0)
    with Image.open(source, formats=("PNG", "JPEG")) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    on_white = Image.new("RGB", upright.size, "white")
    on_white.paste(upright, mask=upright)
    _write(work, 1, on_white)
    work.facts |= {"pages": 1, "shown": 1}


def _write(work: Work, number: int, picture: "Image") -> None:
    out = BytesIO()
    picture.save(out, "PNG")
    work.write(f"page-{number:03}.png", out.getvalue())
