"""The whole product started by one command: it answers, slow senders harm nobody, it stops."""

import http.client
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.launch.services import free_port
from tests.launch.conftest import Launch, end_launches, gone, start_launch

pytestmark = [pytest.mark.process]
STALLED_SENDERS = 120


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Launch]:
    """The product as `make run` starts it, without its demo; Ctrl-C must leave nothing of it."""
    data = tmp_path_factory.mktemp("run") / "data"
    running = start_launch(data, "run", ROOT_HOST=f"localhost:{port}", DEMO="false")
    running.hear("Ctrl-C stops everything")
    yield running
    pids = running.pids()
    assert running.tell(signal.SIGINT) == 0
    assert gone(pids)
    end_launches([running], data)


def status_of(port: int, path: str, host: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", path, headers={"Host": host})
    status = line.getresponse().status
    line.close()
    return status


def test_it_says_where_to_look_and_that_it_is_for_trying_out(product: Launch, port: int) -> None:
    said = "\n".join(product.said)
    assert f"front door   http://localhost:{port}" in said
    assert "for trying out, not for real data" in said


def test_it_is_alive_and_ready(product: Launch, port: int) -> None:
    assert status_of(port, "/-/alive", f"localhost:{port}") == 200
    assert status_of(port, "/-/ready", f"localhost:{port}") == 200


def test_its_parts_are_the_four(product: Launch) -> None:
    assert set(product.pids()) == {"database", "broker", "web server", "worker"}


def test_senders_that_stall_keep_nobody_waiting(product: Launch, port: int) -> None:
    head = (
        f"POST /account/login/ HTTP/1.1\r\nHost: localhost:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nhalf"
    ).encode()
    with ExitStack() as open_lines:
        for _number in range(STALLED_SENDERS):
            line = open_lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(head)
        assert status_of(port, "/-/alive", f"localhost:{port}") == 200


def test_a_port_in_use_is_said_with_a_way_on(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        refused = start_launch(tmp_path / "data", "run", ROOT_HOST=f"localhost:{number}")
        said = refused.hear_all()
    end_launches([refused], tmp_path / "data")
    assert f"Can't listen on 127.0.0.1:{number}: Address already in use" in said
    assert f"ROOT_HOST=localhost:{number + 1} make run" in said
    assert refused.process.returncode == 1


def test_it_refuses_to_run_for_others(tmp_path: Path) -> None:
    refused = start_launch(
        tmp_path / "data",
        "run",
        ROOT_HOST="reviews.example.org",
        SECRET_KEY="k" * 50,
        DATABASE_URL="postgres://a@127.0.0.1/b",
        BROKER_URL="redis://127.0.0.1/0",
        EMAIL_URL="smtp://127.0.0.1:25",
    )
    assert "For real use see deploy/README.md" in refused.hear_all()
    end_launches([refused], tmp_path / "data")
