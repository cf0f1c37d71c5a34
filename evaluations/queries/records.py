"""What a records officer decides on, and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from evaluations.models import Evaluation, Report, ReportKind, Stage
from evaluations.queries.judgement import evaluations_here
from evaluations.record.edition import Withheld
from vendors.models import RecordsReview, RoundState, Submission, Withholding
from vendors.queries.questionnaires import questionnaire_of
from vendors.queries.records import Field, field_of, not_listed

ENDED = (Stage.DECIDED, Stage.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Handing:
    """One decided evaluation with how far the handing out of its record is."""

    evaluation: Evaluation
    review: RecordsReview | None
    fields: tuple[Field, ...]
    addable: tuple[tuple[str, list[tuple[str, str]]], ...]
    """For each vendor what it handed in and is not on the list yet, as choices of a form."""

    @property
    def undecided(self) -> int:
        return sum(one.row.withheld is None for one in self.fields)


def decided_evaluations() -> QuerySet[Any]:
    """The evaluations whose record can be handed out, the latest first (1 query)."""
    listed = "round__responses__withholdings"
    return (
        Evaluation.objects.filter(stage__in=ENDED)
        .select_related("round", "round__records_review")
        .annotate(
            listed=Count(listed, distinct=True),
            undecided=Count(
                listed,
                filter=Q(**{f"{listed}__withheld__isnull": True, f"{listed}__isnull": False}),
                distinct=True,
            ),
        )
        .order_by("-decided_at", "-pk")
    )


def kept_evaluations() -> QuerySet[Evaluation]:
    """Every evaluation that was opened, with how long it is kept (1 query)."""
    begun = Evaluation.objects.exclude(round__state=RoundState.DRAFT)
    return begun.select_related("round").order_by("-made_at", "-pk")


def decided_evaluation(pk: int) -> Evaluation | None:
    return evaluations_here().filter(pk=pk, stage__in=ENDED).first()


def handing_of(evaluation: Evaluation) -> Handing:
    """Read the list of one evaluation (4 queries)."""
    asked = questionnaire_of(evaluation.round.version)
    responses = list(
        evaluation.round.responses.filter(submissions__isnull=False)
        .select_related("vendor")
        .distinct()
        .order_by("vendor__name", "pk")
    )
    last = {
        one.response_id: one
        for one in Submission.objects.filter(response__in=responses)
        .defer("leaves")
        .order_by("number")
    }
    rows = list(Withholding.objects.filter(response__in=responses))
    names = {one.pk: one.vendor.name for one in responses}
    fields = [field_of(one, names[one.response_id], last[one.response_id], asked) for one in rows]
    addable = []
    for one in responses:
        taken = {(row.part, row.key) for row in rows if row.response_id == one.pk}
        choices = not_listed(last[one.pk], asked, taken)
        named = [(f"{one.pk}:{field}", title) for field, title in choices]
        addable.append((one.vendor.name, named))
    return Handing(
        evaluation,
        review_of(evaluation),
        tuple(sorted(fields, key=lambda one: (one.vendor, one.row.part, one.row.pk))),
        tuple(addable),
    )


def withheld_of(evaluation: Evaluation) -> list[Withheld]:
    """What was withheld, as the edition takes it out (1 query)."""
    rows = Withholding.objects.filter(response__round=evaluation.round_id, withheld=True)
    return [
        Withheld(str(one.response_id), one.part, one.key, one.code, one.why)
        for one in rows.order_by("response_id", "pk")
    ]


def undecided_in(evaluation: Evaluation) -> int:
    rows = Withholding.objects.filter(response__round=evaluation.round_id, withheld=None)
    return rows.count()


def review_of(evaluation: Evaluation) -> RecordsReview | None:
    return RecordsReview.objects.filter(round=evaluation.round_id).first()


def editions_of(evaluation: Evaluation) -> Sequence[Report]:
    """The editions that were ordered, the latest first (1 query)."""
    found = Report.objects.filter(evaluation=evaluation, kind=ReportKind.EDITION)
    return list(found.select_related("file"))
