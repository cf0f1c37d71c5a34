"""The answer to "may this person do this?": yes, or the sentence that says why not."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 -- reads as what happened; it is an answer, not a fault
    """Somebody asked for what a rule does not allow; the message is what that person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule answers: true when allowed, else false with a refusal to show."""

    refusal: str = ""

    def __bool__(self) -> bool:
        return not self.refusal

    def require(self) -> None:
        """Go on if allowed; raise Refused with the sentence if not."""
        if self.refusal:
            raise Refused(self.refusal)


ALLOWED = Verdict()


def refused(sentence: object) -> Verdict:
    """A refusal with its reason; takes translated text of any kind and reads it at once."""
    reason = str(sentence).strip()
    if not reason:
        raise ValueError("A refusal needs a sentence that says why.")
    return Verdict(reason)
