"""What `python -m portal.launch` can do: run, services, test-services, reset."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from portal.environment import PROJECT_ROOT, Environment
from portal.launch.children import Child, stop_leftovers
from portal.launch.places import (
    Places,
    check_data_folder,
    check_room,
    find_places,
    only_one,
    remove,
    secret_in,
)
from portal.launch.probe import status_of
from portal.launch.problems import LaunchError, say
from portal.launch.services import start_services
from portal.launch.supervisor import Behind, Supervisor
from portal.launch.web import open_socket

FIRST_WORKSPACE = "alder"
WEB_PATIENCE_SECONDS = 60.0


def services(environment: Environment) -> int:
    """Start database and broker and hold them until somebody says stop."""
    places = _ready_places(environment.data_dir)
    with only_one(places):
        _clear_up_after_a_killed_one(places)
        supervisor = Supervisor(places)
        with supervisor.watching():
            variables = start_services(supervisor, places, environment).variables()
            _leave_behind(places, variables)
            for name, value in variables.items():
                say(f"export {name}='{value}'")
            say("Database and broker are running. Ctrl-C stops them.")
            supervisor.watch()
    return 0


def test_services(environment: Environment, command: Sequence[str]) -> int:
    """Run a command beside a database and a broker of its own, and leave nothing of them."""
    scratch = Path(tempfile.mkdtemp(prefix="plumbline-test-"))
    scratch.chmod(0o711)
    places = find_places(scratch)
    places.make()
    try:
        with only_one(places):
            supervisor = Supervisor(places)
            with supervisor.watching():
                addresses = start_services(
                    supervisor, places, replace(environment, data_dir=scratch), throwaway=True
                )
                own = {
                    **os.environ,
                    **addresses.variables(),
                    "DATA_DIR": str(scratch),
                    "FILES_ROOT": str(scratch / "files"),
                }
                return _run_beside(supervisor, command, own)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.rmtree(places.store, ignore_errors=True)


def _run_beside(supervisor: Supervisor, command: Sequence[str], environment: dict[str, str]) -> int:
    """Run in the foreground, on this terminal; stop it when a service dies or somebody says so."""
    process = subprocess.Popen(command, env=environment)
    try:
        while process.poll() is None:
            supervisor.check()
            time.sleep(0.1)
        return process.returncode
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def reset(environment: Environment, *, sure: bool) -> int:
    """Delete the trial's data: database, files, logs."""
    data = environment.data_dir
    if not data.exists():
        say("There is nothing to delete.")
        return 0
    check_data_folder(data)
    places = find_places(data)
    with only_one(places):
        _clear_up_after_a_killed_one(places)
        if not sure and input(f"Delete everything in {data}? Type yes: ").strip() != "yes":
            say("Nothing was deleted.")
            return 1
        remove(places)
    say(f"Deleted {data}. The next make run starts over.")
    return 0


def run(environment: Environment, *, empty: bool = False) -> int:
    """Start the whole product for trying out; empty leaves out the demo's counties and people."""
    if not environment.trying_out:
        raise LaunchError(
            "This starts everything on one machine for trying out, under localhost only. "
            "For real use see deploy/README.md."
        )
    places = _ready_places(environment.data_dir)
    with only_one(places):
        _clear_up_after_a_killed_one(places)
        door = _take_port(environment)
        supervisor = Supervisor(places)
        with door, supervisor.watching():
            say("Starting the database and the broker …")
            variables = {
                "DEMO": "true" if os.environ.get("DEMO", "") == "" else os.environ["DEMO"],
                "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_in(places.data, "secret_key"),
                **start_services(supervisor, places, environment).variables(),
            }
            _leave_behind(places, variables)
            own = {**os.environ, **variables, "PYTHONUNBUFFERED": "1"}
            _prepare(supervisor, own)
            web = _start_web(supervisor, own, door)
            _start_worker(supervisor, own, environment, places)
            supervisor.wait_until(
                web, lambda: status_of(environment, "/-/alive") is not None, WEB_PATIENCE_SECONDS
            )
            _tell_where(environment, demo=own["DEMO"].lower() in {"1", "true", "yes", "on"})
            supervisor.watch(None if empty else _fill_demo(supervisor, own))
    return 0


def _ready_places(data: Path) -> Places:
    check_data_folder(data)
    check_room(data)
    places = find_places(data)
    places.make()
    return places


def _clear_up_after_a_killed_one(places: Places) -> None:
    found = stop_leftovers(places.record)
    if found:
        say(f"Stopped what an earlier start had left running: {', '.join(found)}.")


def _leave_behind(places: Places, variables: dict[str, str]) -> None:
    """Write the addresses where manage.py in another terminal finds them."""
    descriptor = os.open(places.services_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as written:
        written.writelines(f"{name}={value}\n" for name, value in variables.items())


def _take_port(environment: Environment) -> socket.socket:
    address = environment.web_bind
    try:
        return open_socket(address)
    except OSError as problem:
        other = replace(environment.root_host, port=address.port + 1)
        raise LaunchError(
            f"Can't listen on {address}: {problem.strerror}. Stop what uses this port, or choose "
            f"another: ROOT_HOST={other} make run"
        ) from None


def _manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def _has_command(name: str) -> bool:
    apps = ("portal", "vendors", "evaluations")
    return any(any((PROJECT_ROOT / app).glob(f"**/commands/{name}.py")) for app in apps)


def _prepare(supervisor: Supervisor, own: dict[str, str]) -> None:
    """Bring the schemas up to date, and gather the static files meanwhile."""
    say("Preparing tables and static files …")
    migrate = "migrate_workspaces" if _has_command("migrate_workspaces") else "migrate_schemas"
    supervisor.finish(
        [
            supervisor.start(supervisor.program("migration", _manage(migrate, "--no-color"), own)),
            supervisor.start(
                supervisor.program(
                    "static files",
                    _manage("collectstatic", "--no-input", "--verbosity=0", "--no-color"),
                    own,
                )
            ),
        ]
    )


def _start_web(supervisor: Supervisor, own: dict[str, str], door: socket.socket) -> Child:
    number = door.fileno()
    return supervisor.start(
        supervisor.program(
            "web server",
            [sys.executable, "-m", "portal.launch.web", "--fd", str(number)],
            own,
            inherited=(number,),
        )
    )


def _start_worker(
    supervisor: Supervisor, own: dict[str, str], environment: Environment, places: Places
) -> None:
    supervisor.start(
        supervisor.program(
            "worker",
            [
                sys.executable, "-m", "celery", "-A", "portal", "worker", "-B",
                "-s", str(places.data / "scheduler" / "schedule"),
                "-c", str(environment.worker_processes),
                "-l", environment.log_level,
                "--without-gossip", "--without-mingle",
            ],
            own,
        )
    )  # fmt: skip


def _tell_where(environment: Environment, *, demo: bool) -> None:
    workspace = environment.workspace_url(FIRST_WORKSPACE)
    say(f"\nPlumbline is running.\n    front door   {environment.root_url}")
    if demo:
        say(f"    workspace    {workspace}")
        say("Sign in: open the front door, choose “Start here” and pick a person; one click each.")
        say("Mail is not sent: it lands in the mailbox page, linked at the top of each page.")
    else:
        say("Sign in at the front door with your e-mail address; a code comes by mail.")
    name = f"{FIRST_WORKSPACE}.{environment.root_host.host}"
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        say(
            f"This system doesn't resolve {name}. Most browsers do it by themselves; for those "
            f"that don't, and for curl, add this line to /etc/hosts:\n    127.0.0.1 {name}"
        )
    say("This is for trying out, not for real data. Ctrl-C stops everything; make run continues")
    say("where you left; make reset starts over.\n")


def _fill_demo(supervisor: Supervisor, own: dict[str, str]) -> Behind | None:
    """Build the demo behind; a site without it still runs, so its failure is only told."""
    if own["DEMO"].lower() not in {"1", "true", "yes", "on"} or not _has_command("build_demo"):
        return None
    say("Filling the demo; pages can be opened meanwhile …")
    program = supervisor.program("demo", _manage("build_demo", "--no-color"), own)
    heard = program.log.stat().st_size if program.log.exists() else 0
    return Behind(
        supervisor.start(program),
        heard=heard,
        done="The demo is ready.",
        failed="The demo could not be filled; the site works without it. Try again with make run, "
        "or start over with make reset.",
    )
