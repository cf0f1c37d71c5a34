"""Where bytes lie: random names under the workspace's id, written whole or not at all."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal import clock
from portal.tenancy.switch import current

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: key below the files' root, size in bytes, SHA-256 in hex."""

    key: str
    size: int
    sha256: str


def write(chunks: Iterable[bytes], *, under: str = "") -> Written:
    """Write to a temporary name, flush to disk, rename; a broken write leaves nothing.

    under: a folder that belongs to no workspace; else the active workspace's own.
    """
    key = f"{under or current().uuid}/{clock.now():%Y}/{secrets.token_hex(24)}"
    final = path_of(key)
    final.parent.mkdir(parents=True, exist_ok=True)
    part = final.with_suffix(".part")
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.rename(final)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Written(key, size, digest.hexdigest())


def forget(written: Written) -> None:
    """Take away bytes that no row names; a row and its bytes stand for good."""
    path_of(written.key).unlink(missing_ok=True)


def path_of(key: str) -> Path:
    """Return where a key's bytes lie on this machine."""
    return Path(settings.FILES_ROOT) / key


def read(key: str) -> bytes:
    """Return all bytes of a key."""
    return path_of(key).read_bytes()


def stream(key: str) -> Iterator[bytes]:
    """Yield the bytes of a key in chunks of 1 MiB."""
    with path_of(key).open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
