"""What the jurisdiction entered for a vendor itself. What the vendor wrote is not looked at."""

from vendors.models import Answer, Origin, Response


def entered_answers(response: Response) -> dict[str, Answer]:
    """Return the jurisdiction's own entries that stand, by item."""
    own = Answer.objects.filter(response=response, origin=Origin.ENTERED)
    return {answer.item_key: answer for answer in own}


def answered_itself(response: Response) -> set[str]:
    """Return items that the vendor has taken over; asked in open rounds only."""
    return set(
        Answer.objects.filter(response=response)
        .exclude(origin=Origin.ENTERED)
        .values_list("item_key", flat=True)
    )
