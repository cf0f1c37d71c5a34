"""A response whose rows are committed, and the web server as it runs anywhere, in a process of its own."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.environment import PROJECT_ROOT
from portal.launch.services import free_port
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast, client_of
from tests.launch.conftest import launch_environment
from tests.vendors.scene import Scene, build, form_of

PATIENCE_SECONDS = 30.0
ITEM = "cloud.autoscale"


@dataclass(frozen=True)
class Web:
    """The server's port, where it puts bytes, and the response that files are sent to."""

    port: int
    spool: Path
    files: Path
    county: Jurisdiction
    scene: Scene
    browser: Client
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str) -> int:
        """Ask for a page on a connection of its own, and answer its status."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            line.request("GET", path, headers=self._headers())
            return line.getresponse().status
        finally:
            line.close()

    def request(self, name: str, content: bytes) -> bytes:
        """All bytes of a request that attaches a file to a question."""
        boundary = "a-line-that-no-file-holds"
        fields = dict(form_of(self.browser.get(self.scene.topic()).content))
        fields["_upload"] = [ITEM]
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, values in fields.items()
            for value in values
        ]
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{ITEM}:_file";'
            f' filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        body = "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = self._headers() | {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(body)),
        }
        lines = [f"POST {self.scene.topic()} HTTP/1.1", *[f"{k}: {v}" for k, v in headers.items()]]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def open(self, sent: bytes) -> socket.socket:
        """Send these bytes and keep the line."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        try:
            line.sendall(sent)
        except OSError:
            line.close()
            raise
        return line

    def send(self, sent: bytes) -> bytes:
        """Send a whole request and answer all that comes back."""
        with self.open(sent) as line:
            answer = http.client.HTTPResponse(line)
            answer.begin()
            return f"{answer.status} ".encode() + answer.read()

    def kept(self) -> list[Path]:
        """Every file below the folder of kept files and in the spool."""
        places = (self.files, self.spool)
        return sorted(one for place in places for one in place.rglob("*") if one.is_file())

    def open_files(self) -> int:
        """Bytes of files that the server holds without a name: a body on its way waits in one."""
        held = 0
        for one in _family(self.process.pid):
            for descriptor in Path(f"/proc/{one}/fd").iterdir():
                # It may be closed while we look.
                with suppress(FileNotFoundError):
                    if str(self.spool) in str(descriptor.readlink()):
                        held += descriptor.stat().st_size
        return held

    def _headers(self) -> dict[str, str]:
        cookies = {name: morsel.value for name, morsel in self.browser.cookies.items()}
        token = self.browser.get(self.scene.topic()).wsgi_request.META["CSRF_COOKIE"]
        cookies[settings.CSRF_COOKIE_NAME] = token
        return {
            "Host": self.county.host.split(":")[0] + f":{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
            "Connection": "close",
        }


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *[one for child in children for one in _family(int(child))]]


@pytest.fixture
def start_web(grove: Jurisdiction, tmp_path: Path) -> Iterator[Callable[..., Web]]:
    """Start the web server on the tests' database and files; `room` is the largest file it can write."""
    started: list[subprocess.Popen[bytes]] = []
    people = [
        User.objects.known_as(f"{name.lower()}@grove.example", name)
        for name in ("Ann", "Ben", "Cy", "Olive", "Vera", "Mallory")
    ]
    with workspace(grove):
        scene = build(Cast(*people))

    def start(room: int | None = None) -> Web:
        port = free_port()
        told = connection.settings_dict
        environment = launch_environment(
            tmp_path / "data",
            DATABASE_URL="postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(told),
            BROKER_URL="redis://127.0.0.1:1/0",
            FILES_ROOT=str(settings.FILES_ROOT),
            SECRET_KEY=settings.SECRET_KEY,
            ROOT_HOST=f"localhost:{port}",
            WEB_BIND=f"127.0.0.1:{port}",
            DEMO="true",
        )

        command = [sys.executable, "-m", "portal.launch.web"]
        if room is not None:
            # The shell counts in blocks of 512 bytes.
            command = ["sh", "-c", 'ulimit -f "$0" && exec "$@"', str(room // 512), *command]
        log = tmp_path / "web.log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                command, cwd=PROJECT_ROOT, env=environment,
                stdout=said, stderr=said,
            )  # fmt: skip
        started.append(process)
        browser = client_of(people[4], grove, accounts.sign_in)
        web = Web(
            port, tmp_path / "data" / "spool", Path(settings.FILES_ROOT) / str(grove.uuid),
            grove, scene, browser, process,
        )  # fmt: skip
        _wait_for(web, log)
        return web

    yield start
    for one in started:
        one.terminate()
        one.wait()


def _wait_for(web: Web, log: Path) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        try:
            if web.ask("/-/alive") < 500:
                return
        except OSError:
            assert web.process.poll() is None, log.read_text()
    raise AssertionError(log.read_text())
