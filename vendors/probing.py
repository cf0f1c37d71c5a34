"""What is worth asking every vendor because it went wrong elsewhere, and ways on without technology.

Troubles that sign-up systems are known for, each with the question that brings it up and what to
try. What came of it stands beside the scores and reaches none of them.
"""

from dataclasses import dataclass

NOT_ASKED = "not_asked"
STATES: tuple[tuple[str, str], ...] = (
    ("asked", "Asked, no answer yet"),
    ("answered", "Answered"),
    ("tested", "Tested by us"),
    (NOT_ASKED, "Not asked"),
)
STATE_WORDS = dict(STATES)
FOUND_NEEDED = frozenset({"answered", "tested"})
"""States in which something was learned, so it has to be said what."""
MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to ask a vendor, with what to try oneself."""

    key: str
    label: str
    question: str
    attempt: str


TROUBLES: tuple[Subject, ...] = (
    Subject("outages", "Outages under load",
            "When was it last down while many people came at once, and what has changed since?",
            "Open it at the hour of another customer’s opening."),
    Subject("screens", "Screens that lose people",
            "Where do people give up on the way to an appointment, and how do you know?",
            "Let three residents book without help, one of them on an old telephone."),
    Subject("translation", "Machine translation",
            "Which texts were translated by people, and who checks them?",
            "Let a native speaker read the form, the mails and the errors."),
    Subject("double", "Double booking",
            "Is a slot held while somebody fills in the form, and what happens when it runs out?",
            "Take the last slot from two devices at the same time."),
    Subject("systems", "Differences between records and registries",
            "Which records systems and registries like ours are connected today, and at whom?",
            "Send one dose to our registry’s test system and compare every field."),
    Subject("lockouts", "People locked out",
            "How does somebody get back in without the telephone or mail that they began with?",
            "Sign in with a wrong code five times, then try to cancel an appointment."),
    Subject("links", "Links that can be passed on",
            "Does a link for one person work for another, and does it work twice?",
            "Open an invitation from another device after it was used. Links for one use help."),
)  # fmt: skip

FALLBACKS: tuple[Subject, ...] = (
    Subject("manual", "By hand",
            "How do sites go on when the system is down, and how do the records get back in?",
            "Print tomorrow’s list and enter ten doses afterwards."),
    Subject("calls", "Call center",
            "Who books for people who telephone, with which rights, and for how many calls a day?",
            "Book by telephone in a language other than English."),
    Subject("offline", "Channels without internet",
            "How does somebody without internet or mail learn of a slot and keep it?",
            "Follow one resident from a paper form to the dose."),
)  # fmt: skip
BY_KEY = {one.key: one for one in (*TROUBLES, *FALLBACKS)}


def problems(subject: str, state: str, found: str) -> dict[str, str]:
    """What is wrong with what was noted, as a sentence for each field."""
    wrong = {}
    if subject not in BY_KEY:
        wrong["subject"] = "Choose one of those listed"
    if state not in STATE_WORDS:
        wrong["state"] = "Choose how far you are with it"
    if state in FOUND_NEEDED and not found.strip():
        wrong["found"] = "Say what was answered or what came out"
    elif len(found) > MOST_CHARACTERS:
        wrong["found"] = f"Write {MOST_CHARACTERS:,} characters at most"
    return wrong
