"""Database and broker with real processes: start, keep, stop, recover, refuse."""

import os
import signal
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.launch.conftest import Start, gone, wait_until_gone

pytestmark = pytest.mark.process
RUNNING = "are running"


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def open_port(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_services_answer_then_stop_and_leave_nothing(launch: Start) -> None:
    running = launch("services")
    running.hear(RUNNING)
    pids, addresses = running.pids(), running.addresses()
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        told = connection.execute("select lower('Ä'), current_database()").fetchone()
    assert told == ("ä", "plumbline")
    with redis.Redis.from_url(addresses["BROKER_URL"]) as broker:
        assert broker.ping()
    assert running.tell(signal.SIGINT) == 0
    assert set(pids) == {"database", "broker"}
    assert gone(pids)
    assert not any(open_port(port_of(url)) for url in addresses.values())
    assert not (running.data / "services.env").exists()


def test_services_ask_for_their_password(launch: Start) -> None:
    running = launch("services")
    running.hear(RUNNING)
    addresses = running.addresses()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=port_of(addresses["DATABASE_URL"]), user="plumbline")
    stranger = redis.Redis(
        port=port_of(addresses["BROKER_URL"]), retry=Retry(NoBackoff(), retries=0)
    )
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_after_kill_9_the_next_start_works_and_keeps_the_data(launch: Start) -> None:
    killed = launch("services")
    killed.hear(RUNNING)
    pids = killed.pids()
    with psycopg.connect(killed.addresses()["DATABASE_URL"]) as connection:
        connection.execute("create table kept as select 42 as number")
    killed.tell(signal.SIGKILL)
    again = launch("services")
    again.hear(RUNNING)
    assert wait_until_gone(pids)
    with psycopg.connect(again.addresses()["DATABASE_URL"]) as connection:
        assert connection.execute("select number from kept").fetchone() == (42,)


def test_a_second_one_on_the_same_data_is_told_who_has_it(launch: Start) -> None:
    first = launch("services")
    first.hear(RUNNING)
    second = launch("services")
    assert f"already runs with {first.data} (process {first.process.pid})" in second.hear_all()
    assert second.process.wait() == 1
    refused = launch("reset", "--yes")
    assert "already runs" in refused.hear_all()
    assert not gone(first.pids())


def test_when_one_part_dies_it_is_named_and_the_rest_stops(launch: Start) -> None:
    running = launch("services")
    running.hear(RUNNING)
    pids = running.pids()
    os.kill(pids["broker"], signal.SIGKILL)
    said = running.hear_all()
    assert "The broker ended" in said
    assert "Ready to accept connections" in said
    assert running.process.wait() == 1
    assert gone(pids)


def test_a_first_start_that_ended_half_way_is_taken_up(launch: Start, data: Path) -> None:
    half = data / "store" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    launch("services").hear(RUNNING)


def test_a_lock_of_a_server_that_is_gone_is_no_obstacle(launch: Start) -> None:
    first = launch("services")
    first.hear(RUNNING)
    store = Path(f"/proc/{first.pids()['database']}/cwd").readlink()
    first.tell(signal.SIGTERM)
    # The number now belongs to a process that lives and has nothing to do with the database.
    (store / "postmaster.pid").write_text(f"{os.getpid()}\n{store}\n")
    launch("services").hear(RUNNING)


def test_another_postgresql_serves_as_well(launch: Start) -> None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not installed:
        pytest.skip("no other PostgreSQL is installed here")
    running = launch("services", PORTAL_PG_BINDIR=str(installed[-1].parent))
    running.hear(RUNNING)
    with psycopg.connect(running.addresses()["DATABASE_URL"]) as connection:
        assert f"{connection.info.server_version // 10000}" == installed[-1].parts[-3]
    running.tell(signal.SIGTERM)
    other = launch("services")
    assert "Set PORTAL_PG_BINDIR to a PostgreSQL" in other.hear_all()


def test_a_folder_without_a_server_program_is_refused(launch: Start, tmp_path: Path) -> None:
    refused = launch("services", PORTAL_PG_BINDIR=str(tmp_path))
    assert "PORTAL_PG_BINDIR: there is no server program" in refused.hear_all()


def test_reset_deletes_everything_of_ours(launch: Start) -> None:
    running = launch("services")
    running.hear(RUNNING)
    running.tell(signal.SIGTERM)
    assert (running.data / "logs" / "database.log").exists()
    assert "Deleted" in launch("reset", "--yes").hear_all()
    assert not running.data.exists()


def test_a_folder_with_other_things_is_neither_filled_nor_deleted(
    launch: Start, data: Path
) -> None:
    data.mkdir()
    (data / "thesis.txt").write_text("two years of work")
    for word in ("services", "reset"):
        assert "holds other things (thesis.txt)" in launch(word).hear_all()
    assert [entry.name for entry in data.iterdir()] == ["thesis.txt"]


def test_a_command_beside_fresh_services_gets_their_addresses(launch: Start) -> None:
    asked = (
        "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']); print('here'); exit(3)"
    )
    inside = launch("test-services", "--", sys.executable, "-c", asked)
    assert "here" in inside.hear_all()
    assert inside.process.wait() == 3


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL"])
def test_a_wrong_setting_ends_the_start_with_its_name(launch: Start, name: str) -> None:
    refused = launch("services", **{name: "nonsense"})
    assert refused.hear_all().startswith(f"{name}: ")
    assert refused.process.wait() == 1
