"""The size of a PNG or JPEG picture as its header states it, without decoding a pixel."""

import struct
from typing import BinaryIO

MAX_PIXELS = 25_000_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
# Frame headers; C4, C8 and CC in the same range are tables.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))
MAX_JPEG_SEGMENTS = 1_000


def size_of(stream: BinaryIO) -> tuple[int, int] | None:
    """Width and height, or None if this is no sound PNG or JPEG header."""
    head = stream.read(24)
    if head.startswith(PNG_SIGNATURE):
        if len(head) < 24 or head[12:16] != b"IHDR":
            return None
        return _sound(struct.unpack(">II", head[16:24]))
    if head.startswith(JPEG_SIGNATURE):
        stream.seek(2)
        return _jpeg_size(stream)
    return None


def _jpeg_size(stream: BinaryIO) -> tuple[int, int] | None:
    for _segment in range(MAX_JPEG_SEGMENTS):
        byte = stream.read(1)
        if byte != b"\xff":
            return None
        while byte == b"\xff":
            byte = stream.read(1)
        if not byte:
            return None
        marker = byte[0]
        if marker in JPEG_STANDALONE:
            continue
        segment = stream.read(7)
        if len(segment) < 7:
            return None
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", segment[3:7])
            return _sound((width, height))
        length = int.from_bytes(segment[:2])
        stream.seek(length - 7, 1)
    return None


def _sound(size: tuple[int, int]) -> tuple[int, int] | None:
    return size if min(size) > 0 else None
