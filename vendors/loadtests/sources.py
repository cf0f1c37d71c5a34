"""The bytes of one file, read once from start to end: never more than a piece in memory."""

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from vendors.loadtests.figures import Unreadable

PIECE = 64 * 1024
"""What stays in the processor’s cache is counted half as fast again as larger pieces."""
HEAD = 64 * 1024
LARGEST_SUMMARY = 25 * 1024 * 1024
LONGEST_RECORD = 4 * 1024 * 1024

Content = bytes | Path | BinaryIO
Progress = Callable[[int, int], None]
"""Told how many bytes of how many were read."""


class Opened:
    """One file: its beginning to tell what it is, then its content in one go or in pieces."""

    def __init__(self, name: str, content: Content, on_progress: Progress | None = None) -> None:
        self.name = name
        self._own = not isinstance(content, bytes) and isinstance(content, Path)
        self._stream: BinaryIO = _stream(content)
        self._on_progress = on_progress
        self._digest = hashlib.sha256()
        # Descriptors that were handed over may stand anywhere.
        self.size = self._stream.seek(0, io.SEEK_END)
        self._stream.seek(0)
        self.head = self._stream.read(HEAD)
        self._stream.seek(0)

    @property
    def sha256(self) -> str:
        """Fingerprint of what was read so far; of the file, once it was read to its end."""
        return self._digest.hexdigest()

    def close(self) -> None:
        if self._own:
            self._stream.close()

    def pieces(self) -> Iterator[bytes]:
        """The content from its start, piece by piece; counts progress and the fingerprint."""
        self._stream.seek(0)
        self._digest = hashlib.sha256()
        done = 0
        while piece := self._stream.read(PIECE):
            self._digest.update(piece)
            done += len(piece)
            yield piece
            if self._on_progress:
                self._on_progress(done, self.size)

    def whole(self, what: str) -> bytes:
        """The content of a summary; Unreadable above its limit, before anything is read."""
        if self.size > LARGEST_SUMMARY:
            raise Unreadable(
                f"This {what} is larger than {LARGEST_SUMMARY // 1024 // 1024} MB, and a summary "
                "is far smaller. Attach the summary that the tool writes at the end, as it wrote it."
            )
        return b"".join(self.pieces())

    def records(self) -> Iterator[str]:
        """The text in pieces that end between two lines of a table, outside quotes.

        Characters that are no UTF-8 become a mark: a name in an old character set is no reason
        to refuse figures.
        """
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        rest = ""
        for piece in self.pieces():
            text = rest + decoder.decode(piece)
            cut = _last_end(text)
            rest = text[cut:]
            if len(rest) > LONGEST_RECORD:
                raise Unreadable(
                    "A line of the file is longer than a load-test tool writes them. "
                    "Attach the file as the tool wrote it."
                )
            if cut:
                yield text[:cut]
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest


def _stream(content: Content) -> BinaryIO:
    if isinstance(content, bytes):
        return io.BytesIO(content)
    if isinstance(content, Path):
        return content.open("rb")
    return content


def _last_end(text: str) -> int:
    """Just behind the last line end that is outside quotes; 0 if there is none."""
    end = text.rfind("\n")
    last = end
    quotes = text.count('"', 0, end + 1)
    while end >= 0 and quotes % 2:
        before = text.rfind("\n", 0, end)
        quotes -= text.count('"', before + 1, end + 1)
        end = before
    # A quote in the middle of an unquoted name upsets the count: then any line end must do.
    return (end if end >= 0 else last if len(text) > LONGEST_RECORD // 4 else -1) + 1
