"""What a provider's filed months are worth under its own terms."""

from vendors.models import Response, Submission
from vendors.monthly_credits import Credits, credits_in
from vendors.queries.monthly import Months
from vendors.terms import terms_of


def credits_of(response: Response, months: Months) -> Credits | None:
    """By the terms in the last submission; None without one or without months (1 query)."""
    if not months.lines:
        return None
    last = Submission.objects.filter(response=response).order_by("-number").first()
    return credits_in(terms_of(last.content), months.lines) if last else None
