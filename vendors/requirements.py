"""What a jurisdiction requires of a system, and each line of it held against promise and proof.

Spans are seconds, uptime is a percentage. A line says what is needed, what the vendor promises and
what its records show; whether promise and proof are enough is said of each by itself, because a
promise is no proof. What is not known is never counted as missed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from vendors.declared import Declared
from vendors.demand import UNKNOWN_PEAK, Coverage, RequiredPeak, coverage, figure
from vendors.figures import percent
from vendors.questionnaire.display import date_text
from vendors.uptime import allowed_minutes

NOT_FIXED = "Not fixed"
NOT_STATED = "Not stated"
NOT_PROVED = "Nothing proved"
NOT_SHOWN = "Nothing shown"
MOST_CHARACTERS = 160
MONTH = Decimal(30 * 24 * 60)
MOST_SECONDS = 10 * 366 * 86_400
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
ALWAYS = re.compile(
    r"24\s*[x×*/]\s*7|24\s*(h|hours).*(7 days|every day|daily)|around the clock", re.IGNORECASE
)


class Support(StrEnum):
    """When somebody must be there to help."""

    ALWAYS = "always"
    EXTENDED = "extended"
    OFFICE = "office"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The hours as pages say them."""
        return _SUPPORT[self]


_SUPPORT = {
    Support.ALWAYS: "24 hours, every day",
    Support.EXTENDED: "Mornings to evenings, every day",
    Support.OFFICE: "Office hours on working days",
    Support.OTHER: "Other hours",
}


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a round asks of a system; None is what was not fixed."""

    uptime: Decimal | None = None
    repair_s: int | None = None
    """A repair takes no longer than this."""
    data_loss_s: int | None = None
    """Data of no longer a time than this may be lost; 0 is none."""
    support: Support | None = None
    support_text: str = ""
    downtime_notice_s: int | None = None
    """So long before planned downtime it must be announced."""
    event_notice_s: int | None = None
    """So long before an opening the vendor is told; it must not need longer."""
    shown: bool = True
    """Whether vendors see it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is fixed."""
        return replace(self, shown=True) == Requirements()

    def problems(self) -> tuple[tuple[str, str], ...]:
        """What cannot be required, as (field, sentence)."""
        checks = [
            (
                "uptime",
                self.uptime is not None and not 0 < self.uptime < 100,
                "Enter an uptime above 0 and below 100 %; nothing is up all the time.",
            ),
            (
                "support_text",
                self.support is Support.OTHER and not self.support_text.strip(),
                "Say at what hours somebody must be there.",
            ),
        ]
        for name, least, sentence in (
            ("repair_s", 1, "Enter a time above 0."),
            ("data_loss_s", 0, "Enter 0 or more; 0 means that nothing may be lost."),
            ("downtime_notice_s", 1, "Enter a time above 0."),
            ("event_notice_s", 0, "Enter 0 or more; 0 means that you can’t tell them before."),
        ):
            value: int | None = getattr(self, name)
            checks.append((name, value is not None and value < least, sentence))
            checks.append((name, value is not None and value > MOST_SECONDS, "That is too long."))
        return tuple((field, sentence) for field, wrong, sentence in checks if wrong)

    def to_dict(self) -> dict[str, Any]:
        """As JSON; the percentage as text, so that no digit is lost."""
        return {
            "uptime": None if self.uptime is None else str(self.uptime),
            "repair_s": self.repair_s,
            "data_loss_s": self.data_loss_s,
            "support": None if self.support is None else self.support.value,
            "support_text": self.support_text,
            "downtime_notice_s": self.downtime_notice_s,
            "event_notice_s": self.event_notice_s,
            "shown": self.shown,
        }


def from_dict(stored: Mapping[str, Any]) -> Requirements:
    """The opposite of to_dict; what is missing or cannot be read was not fixed."""
    known: dict[str, Any] = {}
    for one in fields(Requirements):
        value = stored.get(one.name)
        if one.name == "uptime":
            known[one.name] = _decimal(value)
        elif one.name == "support":
            known[one.name] = Support(value) if value in list(Support) else None
        elif one.name == "support_text":
            known[one.name] = value if isinstance(value, str) else ""
        elif one.name == "shown":
            known[one.name] = value is not False
        else:
            whole = isinstance(value, int) and not isinstance(value, bool)
            known[one.name] = value if whole else None
    return Requirements(**known)


class Verdict(StrEnum):
    """Whether something is enough for what is needed."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement in words."""

    key: str
    label: str
    need: str
    note: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether anything is required here."""
        return self.need != NOT_FIXED


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement, what one vendor promises for it, and what it proved."""

    key: str
    label: str
    need: str
    promise: str = NOT_STATED
    proof: str = NOT_SHOWN
    promised: Verdict = Verdict.UNKNOWN
    proved: Verdict = Verdict.UNKNOWN
    percent: str = ""
    """How much of the need was proved, where it is a share."""
    provable: bool = True
    """Whether a vendor can prove it at all, or only promise."""

    @property
    def promise_inline(self) -> str:
        """The promise as it reads after a colon."""
        return NOT_STATED.lower() if self.promise == NOT_STATED else self.promise

    @property
    def verdict(self) -> Verdict:
        """The two together: one miss is a miss, and only proof meets what can be proved."""
        if Verdict.MISSED in {self.promised, self.proved}:
            return Verdict.MISSED
        return self.proved if self.provable else self.promised


UPTIME, REPAIR, DATA_LOSS, SUPPORT = "uptime", "repair", "data_loss", "support"
DOWNTIME_NOTICE, EVENT_NOTICE, RATE = "downtime_notice", "event_notice", "rate"
ALWAYS_SHOWN = frozenset({UPTIME, REPAIR, RATE})
"""Lines that are there whether or not anything is required: what was reached says much by itself."""


def needs(wanted: Requirements, peak: RequiredPeak = UNKNOWN_PEAK) -> tuple[Need, ...]:
    """What is required, line by line; lines without a requirement are there only if they say much."""
    rate = NOT_FIXED if peak.rps is None else peak.shown
    found = [
        Need(RATE, "Tested rate", rate, peak.high_shown),
        Need(UPTIME, "Uptime", _or_not_fixed(_percent(wanted.uptime)), _allows(wanted.uptime)),
        Need(REPAIR, "Longest repair time", _within(wanted.repair_s)),
        Need(DATA_LOSS, "Most data that may be lost", _at_most(wanted.data_loss_s)),
        Need(SUPPORT, "Support hours", support_words(wanted)),
        Need(DOWNTIME_NOTICE, "Notice of planned downtime", _before(wanted.downtime_notice_s)),
        Need(EVENT_NOTICE, "Notice of an opening", _given(wanted.event_notice_s)),
    ]
    return tuple(one for one in found if one.is_fixed or one.key in ALWAYS_SHOWN)


def lines(wanted: Requirements, peak: RequiredPeak, declared: Declared | None) -> tuple[Line, ...]:
    """Hold a vendor's promises and proofs against each line; a vendor without answers has none."""
    return tuple(
        Line(one.key, one.label, one.need, proof=_NO_PROOF.get(one.key, NOT_SHOWN))
        if declared is None
        else _JUDGE[one.key](one, wanted, peak, declared)
        for one in needs(wanted, peak)
    )


def support_words(wanted: Requirements) -> str:
    """The required hours in words."""
    if wanted.support is None:
        return NOT_FIXED
    text = wanted.support_text.strip()
    if wanted.support is Support.OTHER:
        return text
    return f"{wanted.support.words}; {text}" if text else wanted.support.words


def span(seconds: Decimal | int, rounding: str = ROUND_CEILING) -> str:
    """A time in the largest unit that keeps it readable; one digit after the point at most.

    What was reached is rounded against the vendor: a repair of 4 h 1 s took more than 4 hours.
    """
    amount = Decimal(seconds)
    for unit, size in UNITS:
        if amount >= 2 * size or amount == size:
            return _counted((amount / size).quantize(Decimal("0.1"), rounding), unit)
    return _counted(amount.quantize(Decimal(1), rounding), "second")


def _counted(amount: Decimal, unit: str) -> str:
    return f"{figure(amount)} {unit}" if amount == 1 else f"{figure(amount)} {unit}s"


def _rate(one: Need, _wanted: Requirements, peak: RequiredPeak, said: Declared) -> Line:
    stated, held = coverage(said.stated_rps, peak), coverage(said.proved_rps, peak)
    rate = said.proved_rps
    proof = NOT_PROVED if rate is None else f"{figure(rate)} requests a second"
    proof += f": {said.proved_note}" if said.proved_note else ""
    return Line(
        one.key,
        one.label,
        one.need,
        NOT_STATED if said.stated_rps is None else f"{figure(said.stated_rps)} requests a second",
        proof,
        _covered(stated),
        _covered(held),
        percent=held.percent if held else "",
    )


def _uptime(one: Need, wanted: Requirements, _peak: RequiredPeak, said: Declared) -> Line:
    promise, reached = said.uptime_promise, said.availability
    proof = NOT_SHOWN
    if reached is not None:
        finest = max(wanted.uptime, promise, key=_digits)
        proof = f"{percent(reached, finest)} over {_months(said.availability_months)}"
    over = f", counted over {said.uptime_window}" if said.uptime_window else ""
    return Line(
        one.key,
        one.label,
        one.need,
        NOT_STATED if promise is None else f"{_percent(promise)}{over}",
        proof,
        _at_least(promise, wanted.uptime),
        _at_least(reached, wanted.uptime),
    )


def _repair(one: Need, wanted: Requirements, _peak: RequiredPeak, said: Declared) -> Line:
    mean, longest = said.repair_achieved_s, said.longest_outage_s
    proof = NOT_SHOWN
    if mean is not None:
        proof = f"{span(mean)} on average"
        proof += f", longest {span(longest)}" if longest is not None else ""
        proof += f" ({_outages(said.outages)})" if said.outages else ""
    elif said.outages == 0:
        proof = "No outage in 12 months"
    worst = mean if longest is None else longest
    return Line(
        one.key,
        one.label,
        one.need,
        NOT_STATED if said.repair_promised_s is None else f"within {span(said.repair_promised_s)}",
        proof,
        _no_more(said.repair_promised_s, wanted.repair_s),
        _no_more(worst, wanted.repair_s),
    )


def _data_loss(one: Need, wanted: Requirements, _peak: RequiredPeak, said: Declared) -> Line:
    tried, tested = said.data_loss_tried_s, said.restore_tested
    words = [] if tried is None else [f"{_loss(tried)} when failover was tried"]
    words += [f"restore tested on {date_text(tested.isoformat())}"] if tested else []
    proof = "; ".join(words)
    return Line(
        one.key,
        one.label,
        one.need,
        NOT_STATED if said.data_loss_s is None else _loss(said.data_loss_s),
        proof[:1].upper() + proof[1:] if proof else NOT_SHOWN,
        _no_more(said.data_loss_s, wanted.data_loss_s),
        _no_more(tried, wanted.data_loss_s),
    )


def _support(one: Need, wanted: Requirements, _peak: RequiredPeak, said: Declared) -> Line:
    # Hours are free text. What is plainly around the clock meets every need; to find the rest too
    # little is for people.
    enough = wanted.support not in {None, Support.OTHER} and ALWAYS.search(said.support)
    met = Verdict.MET if enough else Verdict.UNKNOWN
    words = _short(said.support) or NOT_STATED
    return Line(one.key, one.label, one.need, words, _ONLY_PROMISED, met, provable=False)


def _downtime_notice(one: Need, _wanted: Requirements, _peak: RequiredPeak, said: Declared) -> Line:
    words = _short(said.downtime_notice) or NOT_STATED
    return Line(one.key, one.label, one.need, words, _ONLY_PROMISED, provable=False)


def _event_notice(one: Need, wanted: Requirements, _peak: RequiredPeak, said: Declared) -> Line:
    wants = said.notice_s
    return Line(
        one.key,
        one.label,
        one.need,
        NOT_STATED if wants is None else f"needs {span(wants)}" if wants else "needs none",
        _ONLY_PROMISED,
        _no_more(wants, wanted.event_notice_s),
        provable=False,
    )


_ONLY_PROMISED = "A promise only"
_NO_PROOF = {
    RATE: NOT_PROVED,
    SUPPORT: _ONLY_PROMISED,
    DOWNTIME_NOTICE: _ONLY_PROMISED,
    EVENT_NOTICE: _ONLY_PROMISED,
}
_JUDGE = {
    RATE: _rate,
    UPTIME: _uptime,
    REPAIR: _repair,
    DATA_LOSS: _data_loss,
    SUPPORT: _support,
    DOWNTIME_NOTICE: _downtime_notice,
    EVENT_NOTICE: _event_notice,
}


def _at_least(value: Decimal | None, need: Decimal | None) -> Verdict:
    if value is None or need is None:
        return Verdict.UNKNOWN
    return Verdict.MET if value >= need else Verdict.MISSED


def _no_more(value: Decimal | int | None, need: int | None) -> Verdict:
    if value is None or need is None:
        return Verdict.UNKNOWN
    return Verdict.MET if value <= need else Verdict.MISSED


def _covered(held: Coverage | None) -> Verdict:
    if held is None:
        return Verdict.UNKNOWN
    return Verdict.MET if held.ratio >= 1 else Verdict.MISSED


def _decimal(value: object) -> Decimal | None:
    try:
        found = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _digits(value: Decimal | None) -> int:
    exponent = value.as_tuple().exponent if value is not None else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f} %"


def _or_not_fixed(words: str) -> str:
    return words or NOT_FIXED


def _allows(uptime: Decimal | None) -> str:
    if uptime is None:
        return ""
    seconds = allowed_minutes(uptime, MONTH) * 60
    return f"allows {span(seconds, ROUND_FLOOR)} of downtime in 30 days"


def _within(seconds: int | None) -> str:
    return NOT_FIXED if seconds is None else f"within {span(seconds)}"


def _loss(seconds: int) -> str:
    return f"at most {span(seconds)}" if seconds else "none"


def _at_most(seconds: int | None) -> str:
    return NOT_FIXED if seconds is None else _loss(seconds)


def _before(seconds: int | None) -> str:
    return NOT_FIXED if seconds is None else f"at least {span(seconds)} before"


def _given(seconds: int | None) -> str:
    if seconds is None:
        return NOT_FIXED
    return f"we give {span(seconds)}" if seconds else "we can’t give any"


def _short(text: str) -> str:
    """A vendor's own words as far as they fit into a table, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _outages(count: int) -> str:
    return "1 outage" if count == 1 else f"{count} outages"
