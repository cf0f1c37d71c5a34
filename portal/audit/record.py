"""Writing events: the last statement of an action, under the chain's lock."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction

from portal import clock
from portal.accounts.models import User
from portal.audit.chain import GENESIS, ChainedEvent, link
from portal.audit.models import Event
from portal.audit_service.models import ServiceEvent
from portal.digests import seal

E = TypeVar("E", bound=ChainedEvent)


def record(
    verb: str,
    subject: object = "",
    *,
    by: User | None,
    key: str = "",
    **detail: Any,
) -> Event:
    """Write what was done in the active workspace. Call it last before the transaction ends.

    verb: what happened, in words ("opened the evaluation"). subject: what it happened to.
    detail: plain JSON values. by: None means the portal itself.
    """
    return _append(Event, verb, subject, by=by, key=key, detail=detail)


def record_service(
    verb: str, subject: object = "", *, by: User | None, **detail: Any
) -> ServiceEvent:
    """Write what was done to the service itself."""
    return _append(ServiceEvent, verb, subject, by=by, key="", detail=detail)


def _append(
    log: type[E], verb: str, subject: object, *, by: User | None, key: str, detail: dict[str, Any]
) -> E:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An event belongs to the transaction of its cause."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [log.__name__]
        )
    rows = log._default_manager
    last = rows.order_by("-number").values("number", "chain").first()
    number = last["number"] + 1 if last else 1
    at = clock.now()
    by_id: UUID | None = by.pk if by else None
    by_name = str(by) if by else "Plumbline"
    sealed = seal({"verb": verb, "subject": str(subject), "by": by_name, "detail": detail})
    return rows.create(
        number=number,
        at=at,
        verb=verb,
        by_id=by_id,
        by_name=by_name,
        subject=str(subject)[:300],
        subject_key=key,
        detail=detail,
        leaves=[
            {"path": leaf.path, "salt": leaf.salt, "hash": leaf.hash} for leaf in sealed.leaves
        ],
        simulated=clock.is_simulated(),
        root=sealed.root,
        chain=link(last["chain"] if last else GENESIS, sealed.root, number, at.isoformat()),
    )
