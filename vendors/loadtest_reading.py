"""The caged task that reads a load-test file, with those of its test that are attached with it."""

from contextlib import ExitStack

from portal.cage.task import Work, caged_task
from vendors.loadtests import Reading, read, read_with_its_own

MEGABYTE = 1 << 20
QUICK = 8 * MEGABYTE
"""Below this nobody waits long enough to look."""
MOST_REPORTS = 100


@caged_task
def main(work: Work) -> None:
    """Read inputs, named number:file name, as one test; facts hold record or refusal.

    With the option `about`, the name of one input, those of the others are taken in that are of
    its test by their content; without it all are. The facts name the inputs that were read
    together. Progress is counted in megabytes.
    """
    names = list(work.inputs)
    about = work.options.get("about")
    progress = _Progress(work)
    with ExitStack() as stack:
        files = [(name.partition(":")[2], stack.enter_context(work.open(name))) for name in names]
        if about is None:
            outcome, together = read(files, progress), tuple(range(len(files)))
        else:
            outcome, together = read_with_its_own(names.index(str(about)), files, progress)
    work.facts["together"] = [names[place] for place in together]
    if isinstance(outcome, Reading):
        work.facts["reading"] = outcome.to_dict()
    else:
        work.facts["refusal"] = outcome.reason


class _Progress:
    """Says how many megabytes of a large file were read, at most MOST_REPORTS times."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._said = 0

    def __call__(self, done: int, total: int) -> None:
        if total < QUICK:
            return
        step = max(MEGABYTE, total // MOST_REPORTS)
        if done // step > self._said or done == total:
            self._said = done // step
            self._work.progress(-(-done // MEGABYTE), -(-total // MEGABYTE))
