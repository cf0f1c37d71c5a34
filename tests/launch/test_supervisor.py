"""What runs behind the product is passed on line by line, and may fail without stopping it."""

import os
import signal
import sys
from pathlib import Path

import pytest

from portal.launch.children import Program
from portal.launch.places import Places
from portal.launch.supervisor import Behind, Stopped, Supervisor

pytestmark = pytest.mark.process


def program(folder: Path, name: str, source: str) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-c", source],
        environment=os.environ,
        log=folder / f"{name}.log",
        folder=folder,
    )


class StopsAtTheEnd(Behind):
    """Presses Ctrl-C as soon as the end was told, so that the watching ends too."""

    def tell_end(self) -> None:
        super().tell_end()
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(("code", "told"), [(0, "All done."), (3, "Not done.")])
def test_a_step_behind_tells_its_lines_and_its_end(
    code: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = Supervisor(Places(tmp_path, tmp_path, None))
    source = f"print('two of three'); print('three of three'); raise SystemExit({code})"
    step = program(tmp_path, "step", source)
    step.log.write_text("from an earlier start\n")
    with supervisor.watching():
        server = supervisor.start(program(tmp_path, "server", "import signal; signal.pause()"))
        child = supervisor.start(step)
        heard = step.log.read_bytes().index(b"\n") + 1
        behind = StopsAtTheEnd(child, heard=heard, done="All done.", failed="Not done.")
        with pytest.raises(Stopped):
            supervisor.watch(behind)
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == ["    two of three", "    three of three", told]
    assert server.ended
