"""What every vendor of an evaluation could be known by, for checking what is published."""

from evaluations.masking import Masked, aliases_of, domain_of
from vendors.models import Invitation, ResponseMember, Round


def known_vendors(round_: Round) -> tuple[Masked, ...]:
    """Names, people, addresses and hosts of all vendors that were ever asked."""
    names: dict[int, list[str]] = {}
    hosts: dict[int, list[str]] = {}
    for response in round_.responses.select_related("vendor"):
        names[response.pk] = list(aliases_of(response.vendor.name))
        hosts[response.pk] = [domain_of(response.vendor.website)]
    members = ResponseMember.objects.filter(response__round=round_)
    people = list(members.values_list("response_id", "name", "email"))
    invited = Invitation.objects.filter(response__round=round_)
    people += [(pk, "", email) for pk, email in invited.values_list("response_id", "email")]
    for pk, name, email in people:
        names[pk] += [one for one in (name, email) if one]
        hosts[pk].append(domain_of(email))
    return tuple(
        Masked("a vendor", tuple(dict.fromkeys(names[pk])), tuple(set(filter(None, hosts[pk]))))
        for pk in names
    )
