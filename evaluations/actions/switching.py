"""Opening a switch case, and stating what each way costs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from evaluations.models import Evaluation, SwitchCase
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Vendor

CHANGED = "Somebody changed this case meanwhile. Reload the page, compare, and save again."


@dataclass(frozen=True, slots=True)
class Frame:
    """What a case is about, beside the figures of each way."""

    name: str
    standing: Evaluation | None
    market: Evaluation | None
    currency: str
    months: int
    needed_by: dt.date | None


@transaction.atomic
def open_case(provider: Vendor, frame: Frame, *, by: User) -> SwitchCase:
    """Begin to hold a provider against challengers."""
    made = SwitchCase.objects.create(
        provider=provider, by_id=by.pk, by_name=str(by), **_fields(frame)
    )
    record("opened a switch case", made, by=by, key=_key(made), provider=str(provider))
    return made


@transaction.atomic
def change_frame(case: SwitchCase, frame: Frame, *, based_on: int, by: User) -> SwitchCase:
    """Change what a case is about; Refused where somebody was faster."""
    locked = _locked(case, based_on)
    for field, value in _fields(frame).items():
        setattr(locked, field, value)
    return _saved(locked, by, what="what it compares")


@transaction.atomic
def state(
    case: SwitchCase, way: str, figures: Mapping[str, Any], *, based_on: int, by: User
) -> SwitchCase:
    """State the figures of one way; Refused where somebody was faster."""
    locked = _locked(case, based_on)
    locked.figures = locked.figures | {way: dict(figures)}
    return _saved(locked, by, what="the figures of a way", way=way)


def _fields(frame: Frame) -> dict[str, Any]:
    return {
        "name": frame.name,
        "standing": frame.standing,
        "market": frame.market,
        "currency": frame.currency,
        "months": frame.months,
        "needed_by": frame.needed_by,
    }


def _locked(case: SwitchCase, based_on: int) -> SwitchCase:
    locked = SwitchCase.objects.select_for_update().get(pk=case.pk)
    if locked.version != based_on:
        raise Refused(CHANGED)
    return locked


def _saved(case: SwitchCase, by: User, **detail: Any) -> SwitchCase:
    case.version += 1
    case.save()
    record("changed the switch case", case, by=by, key=_key(case), **detail)
    return case


def _key(case: SwitchCase) -> str:
    return f"switch:{case.pk}"
