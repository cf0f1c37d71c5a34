"""Which addresses hint at which vendors."""

import pytest

from evaluations.interests import domains_of, hints_for

VENDORS = {
    1: domains_of(["lead@clearwater.example", "extra@gmail.com"]),
    2: domains_of(["owner@gmail.com"], "https://www.tollgate.co.uk/about"),
    3: domains_of([]),
}


@pytest.mark.parametrize(
    ("email", "hinted"),
    [
        ("ben@clearwater.example", {1}),
        ("Ben@Mail.CLEARWATER.example", {1}),
        ("ben@tollgate.co.uk", {2}),
        ("ben@notclearwater.example", set()),
        ("ben@other.co.uk", set()),
        ("ben@gmail.com", set()),
        ("ben@yahoo.co.uk", set()),
        ("ben@example", set()),
        ("", set()),
    ],
)
def test_a_shared_domain_hints_and_free_mail_never_does(email: str, hinted: set[int]) -> None:
    assert hints_for(email, VENDORS) == hinted
