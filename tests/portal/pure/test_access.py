"""A verdict is a yes, or a no with the sentence that a person reads."""

import pytest

from portal.access import ALLOWED, Refused, Verdict, refused


def test_allowed_is_true_and_lets_through():
    assert ALLOWED
    assert ALLOWED.refusal == ""
    ALLOWED.require()


def test_refused_is_false_and_raises_its_sentence():
    verdict = refused("This response has been submitted.")
    assert not verdict
    with pytest.raises(Refused) as caught:
        verdict.require()
    assert caught.value.sentence == str(caught.value) == "This response has been submitted."


def test_a_refusal_without_a_reason_cannot_be_made():
    with pytest.raises(ValueError, match="says why"):
        refused("  ")


def test_lazy_text_is_read_when_the_verdict_is_made():
    class Lazy:
        def __str__(self) -> str:
            return "Not yet."

    assert refused(Lazy()) == Verdict("Not yet.")
