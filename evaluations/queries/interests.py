"""Which reviewers' addresses share a domain with a vendor's."""

from collections.abc import Iterable

from evaluations.interests import domains_of, hints_for
from evaluations.queries.judgement import Bench
from vendors.models import Invitation


def hints_of(bench: Bench, emails: Iterable[str]) -> dict[str, list[str]]:
    """The names of the vendors that each address hints at (1 query).

    A vendor is known by every address that was ever invited for it, withdrawn ones too, and by
    its website.
    """
    known: dict[int, set[str]] = {one.pk: set() for one in bench.responses}
    invited = Invitation.objects.filter(response__in=bench.responses)
    for response, email in invited.values_list("response_id", "email"):
        known[response].add(email)
    domains = {one.pk: domains_of(known[one.pk], one.vendor.website) for one in bench.responses}
    found = {}
    for email in emails:
        hinted = hints_for(email, domains)
        found[email] = [one.vendor.name for one in bench.responses if one.pk in hinted]
    return found
