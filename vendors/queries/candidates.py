"""Short-listed vendors as the forms that invite take them."""

from vendors import longlist
from vendors.models import Candidate


def line_of(pk: str) -> str:
    """A short-listed vendor as a line of an invitation form; empty for anybody else."""
    if not pk.isdecimal():
        return ""
    found = Candidate.objects.filter(pk=int(pk[:18]), standing=longlist.SHORT).first()
    if found is None:
        return ""
    return f"{found.name} <{found.email}>" if found.email else found.name
