"""The renderer reaches nothing but its assets, and comes to an end whatever it is given."""

import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from portal.cage.outcome import Failure, Limits, Outcome
from portal.cage.run import ROOT, run
from tests.fixtures.hostile import pages

CANARY = b"canary-of-the-file-4711"
OPTIONS = {"title": "T", "lang": "en", "identifier": "00" * 16}


class Canary(ThreadingHTTPServer):
    """A server that must not be asked anything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}"


class Asked(BaseHTTPRequestHandler):
    server: Canary

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(302 if self.path == "/redirect" else 404)
        if self.path == "/redirect":
            self.send_header("Location", "/redirected")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def canary_file(tmp_path: Path) -> Path:
    path = tmp_path / "canary.txt"
    path.write_bytes(CANARY)
    return path


def streams_of(pdf: bytes) -> bytes:
    """Unpack all that a PDF holds."""
    unpacked = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            unpacked.append(stream)
    return pdf + b"".join(unpacked)


def without_walls(folder: Path, task: str, document: str) -> bytes:
    (folder / "out").mkdir()
    (folder / "document.html").write_text(document, encoding="utf-8")
    command = [sys.executable, "-m", "tests.portal.cage.misbehaving", str(folder), task, "0"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    return (folder / "out" / "document.pdf").read_bytes()


def rendered(document: str, *, task: str = "portal.cage.render_pdf:main") -> Outcome:
    inputs = {"document.html": document.encode("utf-8", "replace")}
    packages = ("portal", "tests")
    limits = Limits(wall_seconds=30)
    return run(task, inputs, options=OPTIONS, packages=packages, limits=limits)


def test_nothing_is_fetched_and_nothing_embedded(canary: Canary, canary_file: Path) -> None:
    constructs = pages.reaching_out(canary.address, str(canary_file))
    outcome = rendered("".join(constructs.values()))
    assert outcome
    assert canary.asked == []
    assert CANARY not in streams_of(outcome.content)
    assert b"EmbeddedFile" not in streams_of(outcome.content)


def test_the_fetcher_holds_without_walls(canary: Canary, canary_file: Path, tmp_path: Path) -> None:
    constructs = pages.reaching_out(canary.address, str(canary_file))
    pdf = without_walls(tmp_path, "guarded", "".join(constructs.values()))
    assert canary.asked == []
    assert CANARY not in streams_of(pdf)


def test_control_an_unguarded_renderer_reaches_out(
    canary: Canary, canary_file: Path, tmp_path: Path
) -> None:
    constructs = pages.reaching_out(canary.address, str(canary_file))
    without_base = {name: html for name, html in constructs.items() if name != "base"}
    pdf = without_walls(tmp_path, "unguarded", "".join(without_base.values()))
    assert set(canary.asked) >= {
        "/img", "/redirect", "/redirected", "/link", "/import", "/background", "/list", "/font",
        "/content", "/object", "/embed", "/svg", "/xlink", "/svg-data", "/attachment",
        "/a-attachment", "/border",
    }  # fmt: skip
    assert CANARY in streams_of(pdf)


def test_control_the_walls_alone_keep_the_network_out(canary: Canary, canary_file: Path) -> None:
    constructs = pages.reaching_out(canary.address, str(canary_file))
    task = "tests.portal.cage.misbehaving:render_unguarded"
    outcome = rendered("".join(constructs.values()), task=task)
    if not outcome.network_wall:
        pytest.skip("this system lets the cage build no wall against the network")
    assert canary.asked == []
    assert CANARY in streams_of(outcome.content)


def test_the_filter_of_calls_keeps_the_network_out_where_namespaces_are_forbidden(
    canary: Canary, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-m", "tests.portal.cage.misbehaving", str(tmp_path)]
    finished = subprocess.run(
        [*command, "call out behind the filter", str(canary.server_port)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert b"PermissionError" in finished.stderr


@pytest.mark.parametrize("name", pages.endless())
def test_a_hostile_document_comes_to_an_end(name: str) -> None:
    document = pages.endless()[name].encode("utf-8", "replace")
    limits = Limits(wall_seconds=2.5, cpu_seconds=3, memory_bytes=512 << 20)
    outcome = run(
        "portal.cage.render_pdf:main", {"document.html": document}, options=OPTIONS, limits=limits
    )
    assert outcome or outcome.failure in {
        Failure.TOO_LONG,
        Failure.TOO_MUCH_MEMORY,
        Failure.UNREADABLE,
        Failure.STOPPED,
    }
    assert outcome.seconds < 4.5


def test_a_pixel_flood_is_left_out_without_decoding() -> None:
    document = pages.endless()["pixel flood"].encode()
    limits = Limits(wall_seconds=20, memory_bytes=256 << 20)
    outcome = run(
        "portal.cage.render_pdf:main", {"document.html": document}, options=OPTIONS, limits=limits
    )
    assert outcome
    assert list(pypdf.PdfReader(BytesIO(outcome.content)).pages[0].images) == []


def test_small_pictures_and_named_assets_are_drawn() -> None:
    png = pages.one_bit_png(8)
    outcome = run(
        "portal.cage.render_pdf:main",
        {"document.html": b'<img alt="Logo" src="asset:logo.png">', "logo.png": png},
        options=OPTIONS,
    )
    (image,) = pypdf.PdfReader(BytesIO(outcome.content)).pages[0].images
    assert image.image is not None
    assert image.image.size == (8, 8)


def test_too_long_a_document_is_refused_before_it_is_read() -> None:
    outcome = run(
        "portal.cage.render_pdf:main", {"document.html": b"x" * (9 << 20)}, options=OPTIONS
    )
    assert outcome.sentence("The report") == "The report is too long to print in one document."


def test_missing_system_libraries_are_named_with_the_command_that_installs_them() -> None:
    script = """
import cffi, sys
def refuse(*args, **kwargs): raise OSError("cannot load library 'libgobject-2.0-0'")
cffi.FFI.dlopen = refuse
from portal.cage.render_pdf import _engine
try: _engine()
except Exception as error: print(error.failure, error)
"""
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    last = finished.stdout.splitlines()[-1]
    assert last.startswith("missing_library needs system libraries that are missing; install them")
    assert "apt-get install" in last
