"""How a kept file leaves: as an attachment, with its true type, for this one request."""

from django.http import FileResponse, HttpResponse

from portal.files import storage
from portal.files.content import content_disposition
from portal.files.models import PagePicture, StoredFile

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def download(file: StoredFile, *, name: str = "") -> FileResponse:
    """Answer with the file's bytes as they came in, as an attachment.

    name: what it is called instead of its own name.
    """
    response = FileResponse(
        storage.path_of(file.key).open("rb"),
        content_type=file.media_type or "application/octet-stream",
        headers=SAFE,
    )
    response["Content-Disposition"] = content_disposition(name or file.name)
    response["Content-Length"] = str(file.size)
    return response


def picture(page: PagePicture) -> HttpResponse:
    """Answer with a page picture that the portal drew itself; it may stand in a page."""
    return HttpResponse(storage.read(page.key), content_type="image/png", headers=SAFE)
