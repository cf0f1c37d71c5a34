"""Files that break off on their way to the real web server: no half of one is kept, and a retry works."""

import hashlib
import socket
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from portal.files import storage
from portal.files.models import StoredFile
from portal.tenancy.switch import workspace
from tests.fixtures.hostile import files
from tests.vendors.uploads.conftest import PATIENCE_SECONDS, Web
from vendors.models import Evidence

pytestmark = pytest.mark.process

PLAN = files.pdf(b"%" + b"0" * (6 << 20))
THREADS = 2 * 4
"""Of the web server: two processes with four each."""


def test_a_cut_sending_leaves_nothing_and_a_retry_works(start_web: Callable[..., Web]) -> None:
    web = start_web()
    before = web.kept()
    whole = web.request("plan.pdf", PLAN)
    for percent in (10, 50, 99):
        line = web.open(whole[: len(whole) * percent // 100])
        until(lambda: web.open_files() > 0)
        # A reset, as from a train in a tunnel, and not a polite end.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
        until(lambda: web.open_files() == 0)
        assert nothing_is_kept(web)
        assert web.kept() == before
    assert web.send(whole).startswith(b"302")
    with workspace(web.county):
        (evidence,) = Evidence.objects.select_related("file")
        assert evidence.file.size == len(PLAN)
        content = storage.read(evidence.file.key)
        assert hashlib.sha256(content).hexdigest() == evidence.file.sha256
        assert content == PLAN


def test_a_body_shorter_than_it_said_is_no_file(start_web: Callable[..., Web]) -> None:
    """The sender says that it is done and it isn't: what came is not read as a whole file."""
    web = start_web()
    whole = web.request("plan.pdf", PLAN)
    with web.open(whole[: len(whole) // 2]) as line:
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1 << 16) == b""
    assert nothing_is_kept(web)


def test_stalled_senders_keep_nobody_else_waiting(start_web: Callable[..., Web]) -> None:
    """More of them than there are threads; each holds half a file and its line."""
    web = start_web()
    whole = web.request("plan.pdf", PLAN)
    with ExitStack() as lines:
        for _number in range(THREADS + 4):
            lines.enter_context(web.open(whole[: len(whole) // 2]))
        until(lambda: web.open_files() > (THREADS + 3) * len(whole) // 2)
        assert web.ask("/-/ready") == 200
        assert web.send(web.request("other.pdf", files.pdf())).startswith(b"302")
    assert titles(web) == ["other.pdf"]


def test_a_full_disk_breaks_the_line_keeps_nothing_and_a_retry_works(
    start_web: Callable[..., Web],
) -> None:
    """No file may grow beyond 2 MiB here, so the kernel refuses the write as a full disk does.

    The browser is told by the line itself, which breaks; what it then says is in test_upload.
    """
    web = start_web(room=2 << 20)
    before = web.kept()
    assert web.send(web.request("small.pdf", files.pdf())).startswith(b"302")
    held = web.kept()
    whole = web.request("plan.pdf", PLAN)
    with pytest.raises(OSError, match=r"reset|Broken pipe"):
        web.send(whole)
    assert web.kept() == held != before
    assert titles(web) == ["small.pdf"]
    assert web.ask("/-/ready") == 200
    roomy = start_web()
    assert roomy.send(roomy.request("plan.pdf", PLAN)).startswith(b"302")
    assert titles(web) == ["small.pdf", "plan.pdf"]


def titles(web: Web) -> list[str]:
    with workspace(web.county):
        return list(Evidence.objects.order_by("pk").values_list("title", flat=True))


def nothing_is_kept(web: Web) -> bool:
    with workspace(web.county):
        return not StoredFile.objects.exists() and not Evidence.objects.exists()


def until(is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < give_up, "it never came so far"
