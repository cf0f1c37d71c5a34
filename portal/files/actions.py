"""Keeping files and their page pictures."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from portal.accounts.models import User
from portal.files import content, storage
from portal.files.models import PagePicture, StoredFile


def keep(chunks: Iterable[bytes], *, name: str, media_type: str, by: User | None) -> StoredFile:
    """Write the bytes, then their row. Content was checked before (portal.files.content)."""
    return note(storage.write(chunks), name=name, media_type=media_type, by=by)


def keep_checked(stream: BinaryIO, *, name: str, size: int, by: User) -> StoredFile:
    """Check what somebody uploads, and keep it.

    Raises portal.files.content.RefusedFileError with the sentence for the field.
    """
    shown = content.clean_name(name)
    kind = content.examine(shown, stream, size)
    read: Callable[[], bytes] = lambda: stream.read(1 << 20)  # noqa: E731
    chunks = content.within_limit(iter(read, b""), kind)
    return keep(chunks, name=shown, media_type=content.MEDIA_TYPES[kind], by=by)


def note(written: storage.Written, *, name: str, media_type: str, by: User | None) -> StoredFile:
    """Give bytes that were written already their row."""
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
