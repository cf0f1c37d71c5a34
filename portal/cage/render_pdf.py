"""The task that turns HTML and the assets handed over with it into a tagged PDF."""

import base64
import binascii
import gc
import logging
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from portal.cage import rasters
from portal.cage.task import MissingLibraryError, RefusedError, Work, caged_task

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

INSTALL = (
    "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
DOCUMENT = "document.html"
MAX_DOCUMENT_BYTES = 8 << 20
MAX_DATA_BYTES = 4 << 20
RASTER_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
ASSET_TYPES = RASTER_TYPES | {"css": "text/css", "ttf": "font/ttf"}


@caged_task
def main(work: Work) -> None:
    """Render `document.html` into `document.pdf`; all other inputs are its assets, by name.

    Progress counts the pages laid out; their total is 0, for it is not known before the end.
    """
    document = work.read(DOCUMENT)
    if len(document) > MAX_DOCUMENT_BYTES:
        raise RefusedError("is too long to print in one document")
    assets = {name: work.read(name) for name in work.inputs if name != DOCUMENT}
    weasyprint = _engine()
    complaints = _Complaints()
    complaints.listen(weasyprint.LOGGER)
    _Pages(work).listen(weasyprint.PROGRESS_LOGGER)
    # What is loaded by now stays: the collector need not walk it again and again.
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    html = weasyprint.HTML(
        file_obj=BytesIO(document),
        encoding="utf-8",
        base_url="asset:",
        url_fetcher=_fetcher(assets),
    )
    _prepare(html.etree_element, title=str(work.options["title"]), lang=str(work.options["lang"]))
    rendered = html.render(optimize_images=True, dpi=150, jpeg_quality=80, pdf_variant="pdf/ua-1")
    work.write(
        "document.pdf",
        rendered.write_pdf(
            pdf_identifier=bytes.fromhex(str(work.options["identifier"])),
            pdf_variant="pdf/ua-1",
        ),
    )
    work.facts |= {"pages": len(rendered.pages), "complaints": complaints.count}


class _Complaints(logging.Handler):
    """Counts what the engine could not do; its messages quote the content, so none is kept."""

    count = 0

    def listen(self, logger: logging.Logger) -> None:
        logger.handlers = [self]
        logger.propagate = False
        self.setLevel(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


class _Pages(logging.Handler):
    """Passes on how many pages are laid out; how many there will be, the engine knows last."""

    def __init__(self, work: Work) -> None:
        super().__init__(logging.INFO)
        self.work = work

    def listen(self, logger: logging.Logger) -> None:
        logger.handlers = [self]
        logger.propagate = False
        logger.setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        if "Page %d" in record.msg and isinstance(record.args, tuple):
            self.work.progress(int(str(record.args[0])), 0)


def _engine() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise MissingLibraryError(
            f"needs system libraries that are missing; install them with: {INSTALL}"
        ) from error
    return weasyprint


def _prepare(root: Any, *, title: str, lang: str) -> None:
    """Set language and title, and drop what would put a file into the PDF."""
    root.set("lang", lang)
    head = root.find("head")
    element = head.find("title")
    if element is None:
        element = head.makeelement("title", {})
        head.append(element)
    element.text = title
    for linked in root.iter():
        if "attachment" in linked.get("rel", "").lower().split():
            del linked.attrib["rel"]


def _fetcher(assets: Mapping[str, bytes]) -> "URLFetcher":
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc]  # the library is untyped
        """Knows the assets in hand and small pictures written into the document; nothing else."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            scheme, _, rest = url.partition(":")
            if scheme == "asset":
                media_type, content = asset_named(assets, rest)
            elif scheme == "data":
                media_type, content = picture_in(rest)
            else:
                raise ValueError("Only what was handed over with the document can be used.")
            return URLFetcherResponse(url, content, {"Content-Type": media_type})

    return AssetFetcher(allowed_protocols=("asset", "data"), allow_redirects=False)


def asset_named(assets: Mapping[str, bytes], name: str) -> tuple[str, bytes]:
    """The media type and bytes of one asset handed over."""
    extension = name.rpartition(".")[2]
    if extension not in ASSET_TYPES:
        raise ValueError("No asset is of this type.")
    content = assets[name]
    if extension in RASTER_TYPES:
        _check_picture(content)
    return ASSET_TYPES[extension], content


def picture_in(data: str) -> tuple[str, bytes]:
    """The media type and bytes of a `data:` address, which may hold a small picture only."""
    head, _, body = data.partition(",")
    media_type, *parameters = (part.strip().lower() for part in head.split(";"))
    if media_type not in RASTER_TYPES.values() or parameters != ["base64"]:
        raise ValueError("Only PNG and JPEG pictures can be written into the document.")
    if len(body) > MAX_DATA_BYTES:
        raise ValueError("The picture is too large to be written into the document.")
    try:
        content = base64.b64decode(unquote(body), validate=True)
    except binascii.Error as error:
        raise ValueError("The picture's bytes are damaged.") from error
    _check_picture(content)
    return media_type, content


def _check_picture(content: bytes) -> None:
    size = rasters.size_of(BytesIO(content))
    if size is None or size[0] * size[1] > rasters.MAX_PIXELS:
        raise ValueError("The picture is no PNG or JPEG, or has too many pixels.")
