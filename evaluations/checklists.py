"""What a good document has to hold: a line for each thing to look for, and why it matters.

A reviewer marks each line present, partly or missing while she reads what a vendor attached. The
result stands beside her score and decides nothing by itself: small vendors do not meet all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """Whether a line was found."""

    PRESENT = "present"
    PARTLY = "partly"
    MISSING = "missing"

    @property
    def words(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look for."""

    key: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The lines for one kind of document, and the topics that it helps to judge."""

    key: str
    title: str
    hint: str
    criteria: tuple[str, ...]
    lines: tuple[Line, ...]

    def line(self, key: str) -> Line:
        """The line of this key; raises KeyError."""
        for one in self.lines:
            if one.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Result:
    """How many lines of a checklist were found."""

    checklist: Checklist
    present: int
    partly: int
    missing: int

    @property
    def marked(self) -> int:
        return self.present + self.partly + self.missing

    @property
    def words(self) -> str:
        """The result in a line, with the checklist's title."""
        return f"{self.checklist.title}: {self.found}"

    @property
    def found(self) -> str:
        """The result; lines without a mark are named as such, never taken for missing."""
        total = len(self.checklist.lines)
        if not self.marked:
            return f"{total} lines, none marked yet"
        parts = [f"{self.present} of {total} present"]
        parts += [f"{self.partly} partly"] if self.partly else []
        parts += [f"{self.missing} missing"] if self.missing else []
        left = total - self.marked
        parts += [f"{left} not marked"] if left else []
        return ", ".join(parts)


def result_of(checklist: Checklist, marks: Mapping[str, Presence]) -> Result:
    """Count the marks of a checklist's lines, by line key; marks of other lines are left out."""
    found = [marks[one.key] for one in checklist.lines if one.key in marks]
    return Result(
        checklist,
        found.count(Presence.PRESENT),
        found.count(Presence.PARTLY),
        found.count(Presence.MISSING),
    )


def checklists_of(criterion: str) -> tuple[Checklist, ...]:
    """The checklists that help to judge a topic; none for most of them."""
    return tuple(one for one in CHECKLISTS if criterion in one.criteria)


def checklist_of(key: str) -> Checklist:
    """The checklist of this key; raises KeyError."""
    for one in CHECKLISTS:
        if one.key == key:
            return one
    raise KeyError(key)


def _lines(*rows: tuple[str, str, str]) -> tuple[Line, ...]:
    return tuple(Line(*row) for row in rows)


CHECKLISTS: tuple[Checklist, ...] = (
    Checklist(
        "response_plan",
        "Incident-response plan",
        "The plan for the hours in which something is broken.",
        ("prep.response", "deg.fallback"),
        _lines(
            ("scope", "What it is for, what it covers, what it should achieve",
             "A plan for everything is followed in nothing"),
            ("approval", "Approved by the leadership, with a date",
             "Without it nobody may drop other work for an incident"),
            ("roles", "Named people or functions and what each answers for",
             "In the first minutes nobody has time to find out who decides"),
            ("severity", "Which incidents are reported, and severity levels",
             "People agree on how bad it is before they agree on what to do"),
            ("declare", "Rules for declaring an incident",
             "For example: customers notice, a second team is needed, or an hour’s work did not solve it"),
            ("command", "One commander, with operations, communications and planning apart",
             "Whoever mends the system cannot also answer the telephone"),
            ("hands_off", "Only the operations group changes the system",
             "Well-meant changes by others make two incidents out of one"),
            ("post", "A known place where everybody meets",
             "Half the team must not look for the other half"),
            ("live_document", "A live document: summary, status, roles, timeline, to-do list",
             "Whoever joins late reads instead of asking"),
            ("refresh", "The status is refreshed at set times, every four hours at least",
             "An old status is believed longer than none"),
            ("exit", "Criteria for when it is over",
             "Without them an incident fades, and nobody tells the users"),
            ("handover", "Handing over is said aloud and confirmed",
             "Work gets lost between two people who each think the other has it"),
            ("order", "Order of work: stop the harm, restore service, keep the evidence",
             "Residents need the service before anybody needs the cause"),
            ("tell_inside", "Who is told inside, and how fast",
             "Support has to know before the calls come"),
            ("tell_customers", "How customers and the public are told",
             "We have to tell residents something within the half hour"),
            ("metrics", "What is measured: times to notice, to react, to restore",
             "Only what is measured becomes shorter"),
            ("practice", "Practised and reviewed at least once a year, with a plan for getting better",
             "A plan that nobody tried is a guess"),
            ("kept", "Everybody who needs it has it, also while the system is down; others do not",
             "A plan stored in the system that failed cannot be read"),
        ),
    ),
    Checklist(
        "postmortem",
        "Postmortem",
        "What the vendor writes down after an incident. Ask for a real one.",
        ("posture.repair",),
        _lines(
            ("head", "Date, authors and state", "A draft of last year was never finished"),
            ("summary", "A summary that an outsider understands", "Customers read it too"),
            ("impact", "Impact in numbers: how long, how many people, which functions",
             "“Some users” hides whether it was ten or ten thousand"),
            ("cause", "Root cause, or several, deep enough that it could be mended",
             "“Human error” ends the search too early"),
            ("trigger", "What set it off", "The cause may lie there for months until something sets it off"),
            ("detection", "How it was noticed, and by whom",
             "Residents who call before the monitoring does are a second finding"),
            ("resolution", "What ended it", "Next time that is the first thing to try"),
            ("actions", "Action items, each with a kind, an owner, a ticket and a state",
             "Without owners the same incident comes back"),
            ("prevention", "Some of them prevent, not only repair",
             "Mending the symptom leaves the cause where it was"),
            ("lessons", "What went well, what went badly, where they were lucky",
             "Luck is a weakness that did not show this time"),
            ("timeline", "A timeline with times and their zone", "It shows how long each step took"),
            ("data", "Logs, graphs or other data behind it", "A story without data cannot be checked"),
            ("no_blame", "It names functions and no guilty people, and no personal data",
             "Where people are blamed, the next incident is hidden"),
            ("triggers", "Fixed beforehand when a postmortem is due; anybody may ask for one",
             "Downtime over a limit, lost data, a rollback, slow repair, silent monitoring"),
            ("reviewed", "Reviewed, and shared with those who can learn from it",
             "An unread postmortem teaches nobody"),
        ),
    ),
    Checklist(
        "on_call",
        "On-call",
        "Who is reached at night and how fast. Few small vendors have all of it: grade, don’t rule out.",
        ("sla.repair", "prep.response"),
        _lines(
            ("answer", "A page about something users feel is answered within 5 minutes",
             "Ten minutes down is long on an opening day"),
            ("answer_other", "Any other page is answered within 30 minutes",
             "What does not hurt yet will"),
            ("backup", "A primary and a backup at all times", "People sleep, telephones break"),
            ("hours", "The hours covered are ours, weekends and openings included",
             "Sign-ups open at eight, in our zone"),
            ("share", "Nobody is on call more than a quarter of the time",
             "Tired people make the second mistake"),
            ("load", "At most two incidents in a twelve-hour shift, about six hours’ work each",
             "Beyond that nothing is cleared up any more"),
            ("size", "Enough people: eight at one site, or six at each of two",
             "With fewer, holidays and illness tear holes"),
            ("escalation", "Whom to wake next, and when", "One person must not be the end of the chain"),
            ("access", "Whoever is on call may act: access, rights, instructions",
             "Somebody who can only watch is no help"),
        ),
    ),
    Checklist(
        "load_test",
        "Load-test report",
        "What has to stand beside the figures before they mean anything.",
        ("prep.loadtest", "prep.capacity"),
        _lines(
            ("purpose", "What it was to show, and the limits for passing, set beforehand",
             "Limits that are set afterwards are always passed"),
            ("when", "Date, version of the system, who ran it", "It proves that version and no later one"),
            ("tool", "Tool and its version", "Tools count differently"),
            ("generators", "How many generators, and where",
             "One machine next to the server tests neither network nor balancing"),
            ("environment", "The environment, and how it differs from production",
             "Half the servers do not carry half the load"),
            ("data", "How much data was in it", "An empty database is fast"),
            ("journeys", "Which journeys, in which mix, with booking to the end",
             "Searching is cheap, the last step locks rows"),
            ("arrivals", "Whether people kept arriving when it became slow",
             "Tests that wait for answers spare the system in its worst moment"),
            ("shape", "Ramp, plateau, spike and a long run, with their lengths",
             "Leaks need hours, autoscaling needs minutes"),
            ("rates", "Requests and bookings a second", "Only bookings can be held against our need"),
            ("latency", "Response times: half, 95, 99 percent and the longest",
             "A mean hides the people who wait"),
            ("errors", "Error rate by kind", "A fast error page looks like good speed"),
            ("saturation", "How full each part was, and which part gave in first",
             "It says where the next limit is"),
            ("beyond", "What happens above the limit, and how long recovery takes",
             "Slow and fair is better than down"),
            ("compared", "Compared with the peak that we need", "A large number alone is no answer"),
            ("retest", "Run again after what was mended", "Until then the repair is a hope"),
            ("raw", "Raw result files", "Then anybody can count again"),
        ),
    ),
    Checklist(
        "sla",
        "SLA clauses",
        "What the contract has to say, so that the promise is one.",
        ("sla.objectives", "sla.repair"),
        _lines(
            ("promise", "The promised percentage", "Everything else hangs on it"),
            ("window", "The window over which it is counted, best a month",
             "Over a year, one lost opening day disappears"),
            ("formula", "The formula", "Two honest people can count differently"),
            ("downtime", "What is downtime: some users, some functions, slowness",
             "“All users unable to sign in” is almost never the case"),
            ("measured", "Where it is measured, and by whom", "Inside the data centre all looks well"),
            ("exclusions", "What is excluded, third parties by name", "An outage of the host is an outage for us"),
            ("maintenance", "Maintenance hours and how long before they are announced",
             "Nightly hours count toward what residents lose"),
            ("emergency", "Emergency maintenance is limited", "Else any outage can be called that"),
            ("severities", "Severities with times to respond and to restore",
             "Responding quickly is no repair"),
            ("updates", "When we are told, and how often again",
             "For example within 30 minutes, then every 60"),
            ("cause_report", "A report on the cause, within so many days",
             "For example five working days after more than 30 minutes down"),
            ("credits", "Credits in tiers without gaps, with their cap",
             "Between 98.9 and 99.0 there must not be nothing"),
            ("claims", "How credits are claimed, and that they survive notice",
             "Credits that must be begged for are not paid"),
            ("exit", "A way out after repeated misses", "Credits do not book appointments"),
            ("data_back", "Our data back, in a form that we can use", "Else the way out leads nowhere"),
            ("reports", "Regular reports of what was kept", "What nobody reports, nobody keeps"),
        ),
    ),
)  # fmt: skip
