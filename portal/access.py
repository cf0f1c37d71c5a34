"""Verdicts: every rule answers yes, or no with the sentence that the person reads."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 -- reads as what happened, and is no error of the program
    """A rule said no; the message is what the person reads."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule answers: true, or false with a sentence."""

    refusal: str = ""

    def __bool__(self) -> bool:
        return not self.refusal

    def require(self) -> None:
        """Raise Refused with the sentence unless the rule said yes."""
        if self.refusal:
            raise Refused(self.refusal)


ALLOWED = Verdict()


def refused(sentence: str) -> Verdict:
    """Make the verdict that says why not."""
    return Verdict(refusal=str(sentence))
