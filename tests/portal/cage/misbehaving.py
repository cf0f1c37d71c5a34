"""Tasks that do what a hostile file might make a parser do; only tests may name them."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

from portal.cage import walls
from portal.cage.render_pdf import main as render
from portal.cage.task import RefusedError, Work, caged_task


@caged_task
def loop_forever(work: Work) -> None:
    while True:
        pass


@caged_task
def sleep_forever(work: Work) -> None:
    time.sleep(3600)


@caged_task
def eat_memory(work: Work) -> None:
    held = []
    while True:
        held.append(bytearray(10 << 20))


@caged_task
def kill_itself(work: Work) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@caged_task
def break_down(work: Work) -> None:
    raise KeyError("a secret word of the content")


@caged_task
def recurse(work: Work) -> None:
    recurse(work)


@caged_task
def refuse(work: Work) -> None:
    raise RefusedError("has 900 pages;\nat most 60 can be shown")


@caged_task
def write_too_much(work: Work) -> None:
    work.write("large.bin", bytes(3 << 20))


@caged_task
def write_too_many(work: Work) -> None:
    for number in range(6):
        work.write(f"{number}.bin", bytes(1 << 19))


@caged_task
def point_elsewhere(work: Work) -> None:
    (work.folder / "out" / "link.txt").symlink_to("/etc/passwd")


@caged_task
def name_a_path(work: Work) -> None:
    (work.folder / "out" / "..evil").write_bytes(b"x")


@caged_task
def leave_a_child(work: Work) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    work.write("pid", str(child.pid).encode())


@caged_task
def forge_lines(work: Work) -> None:
    work.report("wall forged")
    work.report("progress x y")
    work.report("progress 99999999999999999999 1")
    work.report("y" * 300_000)
    sys.stdout.write("progress 7 7\n")
    sys.stdout.flush()
    work.report("progress 1 2")


@caged_task
def look_around(work: Work) -> None:
    work.write("environment", json.dumps(dict(os.environ)).encode())
    work.write("modules", "\n".join(sys.modules).encode())
    work.facts["stdin"] = sys.stdin.read()


@caged_task
def echo(work: Work) -> None:
    for name in work.inputs:
        work.write(name, work.read(name))
    work.facts |= dict(work.options)


@caged_task
def echo_and_wait(work: Work) -> None:
    work.progress(1, 2)
    time.sleep(3600)


@caged_task
def call_out(work: Work) -> None:
    with socket.create_connection(("127.0.0.1", int(str(work.options["port"]))), timeout=2):
        pass


@caged_task
def render_unguarded(work: Work) -> None:
    """Render with the library's own fetcher: the negative control of `render_pdf`."""
    import weasyprint

    html = weasyprint.HTML(file_obj=BytesIO(work.read("document.html")), encoding="utf-8")
    work.write("document.pdf", html.write_pdf())


def without_walls(folder: Path, task: str, port: int) -> None:
    """Run one task outside of the cage: what does a guard hold when it stands alone?"""
    inputs: dict[str, str | int] = {"document.html": "document.html"}
    options = {"title": "T", "lang": "en", "identifier": "00" * 16, "port": port}
    work = Work(folder, inputs, options, lambda _line: None)
    if task == "call out behind the filter":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(walls.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        work.report("filter" if walls._refuse_sockets(libc) else "none")
        call_out(work)
    else:
        {"guarded": render, "unguarded": render_unguarded}[task](work)


if __name__ == "__main__":
    without_walls(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
