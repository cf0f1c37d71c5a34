"""Events of a workspace (tenant schema)."""

from portal.audit.chain import ChainedEvent


class Event(ChainedEvent):
    """One thing that somebody did in this workspace."""

    class Meta(ChainedEvent.Meta):
        pass
