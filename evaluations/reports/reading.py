"""The reading copy: one vendor's answers, proof and files, and no score at all."""

from collections.abc import Callable

from django.template.loader import render_to_string

from evaluations.queries.reading import ReadingCopy
from evaluations.reports import pieces, vendor
from evaluations.reports.pieces import Contents, Record
from portal.jobs.registry import JobFailed
from portal.look.formats import in_words

TITLE = "Reading copy"
NOTHING = "This vendor has no submitted answers any more, so there is nothing to print."
Part = Callable[[int, str], None]


def html_of(copy: ReadingCopy, record: Record, *, part: Part) -> str:
    """The whole document; each topic is counted."""
    submission = copy.submission
    if copy.response is None or submission is None:
        raise JobFailed(NOTHING)
    bench = copy.bench
    contents = Contents()
    contents.add("answers", "Answers and proof")
    sections = []
    for number, criterion in enumerate(bench.questionnaire.asked_criteria(), start=1):
        part(number, criterion.short_title)
        contents.add(f"topic-{number}", criterion.title, deeper=True)
        context = {
            "number": number,
            "criterion": criterion,
            "answers": vendor.answers_of(bench, submission, criterion.key),
        }
        sections.append(render_to_string("reports/_reading_topic.html", context))
    contents.add("evidence", "Files")
    contents.add("record", "What this document rests on")
    handed_in = f"{submission.reference}, {in_words(submission.at, year=True)}"
    version = bench.evaluation.round.version
    context = {
        "title": TITLE,
        "mark": "",
        **record.facts_of("Answers as submitted", handed_in, "Submitted"),
        "about": f"{copy.response.vendor.name} · {bench.evaluation.round.name}",
        "entries": contents.entries,
        "sections": sections,
        "evidence": pieces.proofs_of(submission.content["evidence"], bench),
        "method": [
            *record.method(),
            ("Answers", f"{handed_in}, fingerprint {submission.root}"),
            (
                "Questionnaire",
                f"{bench.questionnaire.title}, version {version.number}, "
                f"fingerprint {version.digest}",
            ),
        ],
    }
    return render_to_string("reports/reading.html", context)
