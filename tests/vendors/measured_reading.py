"""The caged task with a look at its own memory; only tests may name it."""

import re
import resource
from pathlib import Path

from portal.cage.task import Work, caged_task
from vendors.loadtest_reading import main as reading


@caged_task
def main(work: Work) -> None:
    reading(work)
    # Of this process alone: getrusage would start with what the parent had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    used = resource.getrusage(resource.RUSAGE_SELF)
    work.facts["peak_mib"] = int(peak[1]) // 1024 if peak else 0
    work.facts["cpu_seconds"] = used.ru_utime + used.ru_stime
