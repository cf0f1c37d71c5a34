"""What the jurisdiction noted for a vendor. What the vendor wrote is not looked at."""

from vendors.models import Entry, Response


def noted(response: Response) -> dict[str, Entry]:
    """Return the jurisdiction's own notes that stand, by item."""
    last = Entry.objects.filter(response=response).order_by("item_key", "-version")
    return {entry.item_key: entry for entry in last.distinct("item_key")}


def proposals_to(response: Response) -> dict[str, Entry]:
    """Return notes beside which the vendor has its own answer and has yet to decide, by item.

    For the vendor's eyes alone: that there is one tells that the vendor had answered.
    """
    return {entry.item_key: entry for entry in response.entries.filter(proposed=True)}
