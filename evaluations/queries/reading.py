"""What a reading copy is made of: one vendor's submission, read without a single score."""

from dataclasses import dataclass
from datetime import datetime

from evaluations.models import Evaluation, ReportKind
from evaluations.queries.judgement import Bench, bench_of
from portal.access import Verdict
from portal.digests import fingerprint
from vendors import rules as intake
from vendors.models import Response, Submission

EDITION = 2
"""Counts on when what a reading copy shows, or how it is laid out, changes."""


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """One vendor's submission; no response where the vendor was withdrawn since."""

    bench: Bench
    response: Response | None
    submission: Submission | None

    def snapshot(self, kind: ReportKind = ReportKind.READING_PDF) -> str:
        """The fingerprint of all that the copy, or another paper on the same answers, shows."""
        evaluation = self.bench.evaluation
        return fingerprint(
            {
                "edition": EDITION,
                "kind": kind.value,
                "evaluation": [evaluation.pk, evaluation.round.name, evaluation.round.number],
                "questionnaire": evaluation.round.version.digest,
                "vendor": [self.response.pk, self.response.vendor.name] if self.response else [],
                "submission": self.submission.root if self.submission else "",
            }
        )


def reading_of(evaluation: Evaluation, response: int | None) -> ReadingCopy:
    """Read what one vendor handed in last."""
    bench = bench_of(evaluation, contents_of=[response] if response else ())
    found = next((one for one in bench.responses if one.pk == response), None)
    return ReadingCopy(bench, found, bench.submission_of(found) if found else None)


def answers_open(evaluation: Evaluation, *, at: datetime) -> Verdict:
    """Whether the jurisdiction may read answers by now (1 query)."""
    own_dates = evaluation.round.responses.filter(withdrawn_at=None).values_list(
        "due_at", flat=True
    )
    return intake.may_see_answers(evaluation.round, list(own_dates), at=at)
