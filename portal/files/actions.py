"""Keeping files and their page pictures."""

from collections.abc import Iterable

from portal.accounts.models import User
from portal.files import storage
from portal.files.models import PagePicture, StoredFile


def keep(chunks: Iterable[bytes], *, name: str, media_type: str, by: User | None) -> StoredFile:
    """Write the bytes, then their row. Content was checked before (portal.files.content)."""
    written = storage.write(chunks)
    return StoredFile.objects.create(
        name=name,
        media_type=media_type,
        size=written.size,
        sha256=written.sha256,
        key=written.key,
        by_id=by.pk if by else None,
        by_name=str(by) if by else "Plumbline",
    )


def keep_picture(of: StoredFile, page: int, png: bytes, *, width: int, height: int) -> PagePicture:
    """Keep one page of a file as a picture; a second call for the same page changes nothing."""
    written = storage.write([png])
    picture, _made = PagePicture.objects.get_or_create(
        of=of, page=page, defaults={"width": width, "height": height, "key": written.key}
    )
    return picture
