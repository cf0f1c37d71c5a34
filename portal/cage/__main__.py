"""The child: walls first, then one task, then an exit code that says how it went."""

import errno
import json
import os
import sys
import traceback
from pathlib import Path

from portal.cage import walls
from portal.cage.outcome import EXIT_CODES, Failure, Limits
from portal.cage.task import CageError, Work, task_named


def main(folder: Path) -> int:
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    line_out = os.dup(1)
    # Nothing that a library prints may pass for a line of ours.
    os.dup2(2, 1)

    def report(line: str) -> None:
        os.write(line_out, f"{line}\n".encode("ascii"))

    network_wall = walls.put_up(Limits(**order["limits"]))
    report(f"wall {network_wall}")
    try:
        task = task_named(order["task"], tuple(order["packages"]))
        work = Work(folder, order["inputs"], order["options"], report)
        task(work)
        work.finish()
    except CageError as error:
        (folder / "reason").write_text(str(error), encoding="utf-8")
        return EXIT_CODES[error.failure]
    except MemoryError:
        return EXIT_CODES[Failure.TOO_MUCH_MEMORY]
    except OSError as error:
        _say_where(error)
        too_large = error.errno in {errno.EFBIG, errno.ENOSPC}
        return EXIT_CODES[Failure.TOO_LARGE if too_large else Failure.UNREADABLE]
    except Exception as error:  # noqa: BLE001 -- whatever content provokes must become an outcome
        _say_where(error)
        return EXIT_CODES[Failure.UNREADABLE]
    return 0


def _say_where(error: Exception) -> None:
    """Name the error's kind and place; its message may hold content, so it stays here."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    sys.stderr.write(f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}\n")


if __name__ == "__main__":
    code = main(Path(sys.argv[1]))
    sys.stderr.flush()
    # Straight out: tearing down a large document costs time that nobody needs.
    os._exit(code)
