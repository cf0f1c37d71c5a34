"""Events of the service (public schema)."""

from portal.audit.chain import ChainedEvent


class ServiceEvent(ChainedEvent):
    """One thing that an operator or the service itself did."""

    class Meta(ChainedEvent.Meta):
        pass
