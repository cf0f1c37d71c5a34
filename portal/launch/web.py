"""The web server: some processes on one socket, each taking whole requests in before a thread runs.

A slow sender holds a connection, never a thread: waitress reads the body to its end first, and
bodies wait on the data disk. `python -m portal.launch.web` serves production too.
"""

import argparse
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from types import FrameType

from portal.environment import HostPort, env_settings

CONNECTIONS = 2000
LARGEST_BODY = 600 * 1024 * 1024
FILES_PER_CONNECTION = 2


def open_socket(address: HostPort) -> socket.socket:
    """Take the port now; connections are accepted once a server listens on it."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((address.host, address.port))
    except OSError:
        taken.close()
        raise
    return taken


def serve(listening: socket.socket) -> None:
    """Serve requests in this process until told to stop."""
    import waitress  # noqa: PLC0415 - not needed by the process that only watches

    from portal.wsgi import application  # noqa: PLC0415 - loads Django

    _allow_many_files()
    spool = env_settings.data_dir / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(spool)
    waitress.serve(
        application,
        sockets=[listening],
        threads=env_settings.web_threads,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=LARGEST_BODY,
        channel_timeout=120,
        clear_untrusted_proxy_headers=True,
        ident=None,
        **_proxy_settings(),
    )


def _proxy_settings() -> dict[str, object]:
    if not env_settings.trusted_proxy:
        return {}
    return {
        "trusted_proxy": "*",
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _allow_many_files() -> None:
    """A connection may need a spool file besides its socket."""
    wanted = CONNECTIONS * FILES_PER_CONNECTION + 200
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))


def watch(listening: socket.socket, processes: int) -> int:
    """Start the serving processes; when one ends the others end too, and the reason is its code."""
    command = [sys.executable, "-m", "portal.launch.web", "--serve-on", str(listening.fileno())]
    servers = [
        subprocess.Popen(command, pass_fds=[listening.fileno()]) for _number in range(processes)
    ]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for server in servers:
            server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ended, status = os.waitpid(-1, 0)
    code = os.waitstatus_to_exitcode(status)
    for server in servers:
        if server.pid == ended:
            server.returncode = code
        else:
            server.terminate()
    for server in servers:
        server.wait()
    return abs(code)


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve the site.")
    parser.add_argument("--fd", type=int, help="a socket that is bound already")
    parser.add_argument("--serve-on", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve_on is not None:
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
        serve(socket.socket(fileno=chosen.serve_on))
        return 0
    if chosen.fd is not None:
        listening = socket.socket(fileno=chosen.fd)
    else:
        try:
            listening = open_socket(env_settings.web_bind)
        except OSError as problem:
            sys.exit(f"WEB_BIND: can't listen on {env_settings.web_bind}: {problem.strerror}")
    return watch(listening, env_settings.web_processes)


if __name__ == "__main__":
    sys.exit(main())
