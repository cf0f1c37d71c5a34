"""The embedded PostgreSQL and broker: on loopback only, with a password, data kept in the store."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from portal.environment import Environment
from portal.launch.children import Program
from portal.launch.places import Places, secret_in
from portal.launch.problems import LaunchError
from portal.launch.programs import find_broker, find_postgres, postgres_major
from portal.launch.supervisor import Supervisor

ROLE = "plumbline"
FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the two services can be reached, started by us or not."""

    database_url: str
    broker_url: str

    def variables(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "BROKER_URL": self.broker_url}


def start_services(
    supervisor: Supervisor, places: Places, environment: Environment, *, throwaway: bool = False
) -> Addresses:
    """Start what isn't named by a variable. A throwaway database needs no care for power cuts."""
    database_url = os.environ.get("DATABASE_URL") or ""
    broker_url = os.environ.get("BROKER_URL") or ""
    waiting = []
    if not database_url:
        database = _prepare_database(places, environment, throwaway=throwaway)
        child = supervisor.start(database.program)
        database_url = database.url
        waiting.append((child, database.ready))
    if not broker_url:
        broker = _prepare_broker(places, environment)
        child = supervisor.start(broker.program)
        broker_url = broker.url
        waiting.append((child, broker.ready))
    for child, ready in waiting:
        supervisor.wait_until(child, ready, PATIENCE_SECONDS)
    return Addresses(database_url, broker_url)


@dataclass(frozen=True, slots=True)
class _Database:
    program: Program
    url: str
    port: int
    password: str

    def ready(self) -> bool:
        """Whether it answers; makes the database itself at the first time."""
        with contextlib.suppress(psycopg.OperationalError):
            with psycopg.connect(
                host="127.0.0.1",
                port=self.port,
                user=ROLE,
                password=self.password,
                dbname="postgres",
                autocommit=True,
                connect_timeout=2,
            ) as connection:
                there = connection.execute(
                    "select 1 from pg_database where datname = %s", [ROLE]
                ).fetchone()
                if not there:
                    connection.execute(f"create database {ROLE}")
            return True
        return False


def _prepare_database(places: Places, environment: Environment, *, throwaway: bool) -> _Database:
    programs = find_postgres(environment.portal_pg_bindir, places.account)
    major = postgres_major(programs)
    folder = places.store / "postgres"
    password = secret_in(places.store, "database_password")
    if not (folder / "PG_VERSION").exists():
        _make_cluster(places, programs, major, folder, password)
    made_by = (folder / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(major):
        raise LaunchError(
            f"The database in {folder} was made by PostgreSQL {made_by}, and {programs} has "
            f"{major}. Set PORTAL_PG_BINDIR to a PostgreSQL {made_by}, or start over: make reset"
        )
    _clear_stale_lock(folder)
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "max_locks_per_transaction": "512",
        **({"fsync": "off", "full_page_writes": "off"} if throwaway else {}),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    program = Program(
        name="database",
        command=[str(programs / "postgres"), "-D", str(folder), "-p", str(port), *options],
        environment=_plain_environment(),
        log=places.logs / "database.log",
        folder=Path("/"),
        stop_signal=signal.SIGINT,
        account=places.account,
        service=True,
    )
    url = f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{ROLE}"
    return _Database(program, url, port, password)


def _make_cluster(places: Places, programs: Path, major: int, folder: Path, password: str) -> None:
    """Make it beside its place and move it there when whole: half a first run leaves no trap."""
    draft = places.store / "postgres.new"
    if draft.exists():
        shutil.rmtree(draft)
    if folder.exists():
        raise LaunchError(
            f"{folder} holds files but no whole database. Move it away, or start over: make reset"
        )
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if major >= FIRST_MAJOR_WITH_BUILTIN_LOCALE
        else ["--locale=C.UTF-8"]
    )
    pass_file = places.store / "password.new"
    pass_file.write_text(password + "\n", encoding="ascii")
    pass_file.chmod(0o600)
    if places.account:
        shutil.chown(pass_file, places.account)
    made = subprocess.run(
        [
            programs / "initdb", "-D", draft, "-U", ROLE, "-A", "scram-sha-256",
            f"--pwfile={pass_file}", "-E", "UTF8", "--no-instructions", *locale,
        ],
        env=_plain_environment(),
        cwd="/",
        user=places.account,
        extra_groups=[] if places.account else None,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    pass_file.unlink()
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise LaunchError(f"The database could not be made: {_reason(made.stderr)}")
    draft.replace(folder)


def _reason(told: str) -> str:
    """Return the line that says why, among those that say what was done about it."""
    lines = told.strip().splitlines() or ["no reason given"]
    if any("No space left on device" in line for line in lines):
        return "the disk is full. Make room, then start again."
    why = [line for line in lines if re.search("error|fatal", line, re.IGNORECASE)]
    return (why or lines)[-1]


def _clear_stale_lock(folder: Path) -> None:
    """Remove the lock of a server that is gone, even where its number is somebody else's now."""
    lock = folder / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return
    try:
        home = Path(f"/proc/{pid}/cwd").readlink()
    except FileNotFoundError:
        home = None
    except OSError:
        return
    if home == folder:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGINT)
        until = time.monotonic() + PATIENCE_SECONDS
        while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
            time.sleep(0.05)
    elif Path("/proc/self").exists():
        lock.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Broker:
    program: Program
    url: str
    port: int
    password: str

    def ready(self) -> bool:
        """Ask for a PONG in the broker's own words; while it reads its log it says LOADING."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), timeout=2) as line,
        ):
            line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            return b"+PONG" in _two_lines(line)
        return False


def _two_lines(line: socket.socket) -> bytes:
    heard = b""
    while heard.count(b"\r\n") < 2:
        more = line.recv(200)
        if not more:
            break
        heard += more
    return heard


def _prepare_broker(places: Places, environment: Environment) -> _Broker:
    server = find_broker(environment.portal_broker_bindir, places.account)
    folder = places.store / "broker"
    folder.mkdir(exist_ok=True)
    password = secret_in(places.store, "broker_password")
    port = free_port()
    # The password goes in by a file: a command line can be read by everybody on the machine.
    settings = places.store / "broker.conf"
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\n"
        'appendonly yes\nappendfsync everysec\nsave ""\n',
        encoding="utf-8",
    )
    settings.chmod(0o600)
    if places.account:
        shutil.chown(settings, places.account)
        shutil.chown(folder, places.account)
    program = Program(
        name="broker",
        command=[str(server), str(settings)],
        environment=_plain_environment(),
        log=places.logs / "broker.log",
        folder=Path("/"),
        account=places.account,
        service=True,
    )
    return _Broker(program, f"redis://:{password}@127.0.0.1:{port}/0", port, password)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
