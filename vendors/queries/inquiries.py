"""Questions before answering: the published ones for all vendors, all of them for coordinators."""

from django.db.models import Prefetch, QuerySet

from vendors.models import Inquiry, PublishedAnswer, Response, Round


def published_in(round_: Round) -> QuerySet[Inquiry]:
    """What every vendor of a round reads, in order; nothing in it says who asked."""
    return (
        Inquiry.objects.filter(round=round_, number__isnull=False)
        .only("pk", "number", "round_id")
        .prefetch_related(Prefetch("answers", PublishedAnswer.objects.defer("by_id", "by_name")))
        .order_by("number")
    )


def own_open(response: Response) -> QuerySet[Inquiry]:
    """What this vendor asked and is not published: waiting, or refused with the reason."""
    return response.inquiries.filter(number=None)


def asked_in(round_: Round) -> QuerySet[Inquiry]:
    """All questions with who asked, those that wait first."""
    return (
        Inquiry.objects.filter(round=round_)
        .select_related("response__vendor")
        .prefetch_related("answers")
        .order_by("refused_at", "number", "asked_at", "pk")
    )


def waiting_in(rounds: QuerySet[Round] | list[int]) -> QuerySet[Inquiry]:
    """Questions that nobody answered or refused yet, in these rounds."""
    return Inquiry.objects.filter(round__in=rounds, number=None, refused_at=None)
