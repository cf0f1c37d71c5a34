"""Who may read the activity log for now: apps that keep a secret for a while say so here."""

from collections.abc import Callable

from portal.access import ALLOWED, Verdict
from portal.accounts.presence import Presence

Keeper = Callable[[Presence], Verdict]
_keepers: list[Keeper] = []


def keep(keeper: Keeper) -> None:
    """Ask this too before the log is shown; called while an app starts."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def may_read_log(presence: Presence) -> Verdict:
    """Whether nothing keeps the log from somebody; the first refusal says what does."""
    return next((no for one in _keepers if not (no := one(presence))), ALLOWED)
