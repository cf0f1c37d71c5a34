"""The caged task that reads the load-test files of one test."""

from portal.cage.task import Work, caged_task
from vendors.loadtests import LARGEST_FILE, Reading, read

MOST_TRANSACTIONS = 200


@caged_task
def main(work: Work) -> None:
    """Read all inputs, named by their file names, as one test; facts hold record or refusal."""
    files = []
    for name in work.inputs:
        with work.open(name) as stream:
            files.append((name.partition(":")[2], stream.read(LARGEST_FILE + 1)))
    outcome = read(files)
    if isinstance(outcome, Reading):
        record = outcome.to_dict()
        record["transactions"] = record["transactions"][:MOST_TRANSACTIONS]
        work.facts["reading"] = record
    else:
        work.facts["refusal"] = outcome.reason
