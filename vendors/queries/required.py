"""What a round asks of a system: its required peak, and what else the jurisdiction fixed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from vendors.demand import UNKNOWN_PEAK, PeakKind, RequiredPeak, figure
from vendors.models import PeakBasis, Round
from vendors.requirements import Need, Requirements, from_dict, needs


@dataclass(frozen=True, slots=True)
class Changed:
    """A required peak that vendors were told, and when another took its place."""

    at: datetime
    was: str


def peak_of(round_: Round) -> RequiredPeak:
    """The peak that a round asks for, as the pure modules take it."""
    if round_.peak_rate is None:
        return UNKNOWN_PEAK
    rates = round_.peak.get("rates", {})
    high = Decimal(rates["high"]) if round_.peak_basis == PeakBasis.COMPUTED and rates else None
    return RequiredPeak(PeakKind(round_.peak_basis), round_.peak_rate, high=high)


def peak_changes(round_: Round) -> list[Changed]:
    """How the required peak changed since vendors were asked, oldest first."""
    return [
        Changed(
            at=datetime.fromisoformat(one["at"]),
            was="not known" if one["was"] is None else f"{figure(Decimal(one['was']))} a second",
        )
        for one in round_.peak.get("changes", [])
    ]


def requirements_of(round_: Round) -> Requirements:
    """What the jurisdiction fixed beside the peak."""
    return from_dict(round_.requirements)


def shown_to_vendors(round_: Round) -> list[Need]:
    """What vendors are told that is required; the peak always, the rest if they are to see it."""
    wanted = requirements_of(round_)
    told = wanted if wanted.shown else Requirements()
    return [one for one in needs(told, peak_of(round_)) if one.is_fixed]


def other_forecasts(round_: Round) -> QuerySet[Round]:
    """Rounds of this workspace whose forecast could be used again, the newest first."""
    return Round.objects.filter(peak_basis=PeakBasis.COMPUTED).exclude(pk=round_.pk)
