"""The long list: what kinds of vendors there are, and what each kind is good and bad at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of vendor, with what is known of the kind before looking at any of them."""

    key: str
    label: str
    pro: str
    con: str

    @property
    def hint(self) -> str:
        """Both sides in a line."""
        return f"For: {self.pro} Against: {self.con}"


CATEGORIES: tuple[Category, ...] = (
    Category(
        "records", "Records system",
        "registry and billing are connected already, and staff know it.",
        "scheduling for the public is seldom what it was built for.",
    ),
    Category(
        "tool", "Specialized tool",
        "made for this task and tried by its customers.",
        "quality varies much from one to the next, and it has to be connected.",
    ),
    Category(
        "platform", "Large platform",
        "all in one place, with many people to support it.",
        "may know little of clinics, and what you need may first have to be built.",
    ),
)  # fmt: skip
BY_KEY = {one.key: one for one in CATEGORIES}
LONG, SHORT, OUT = "long", "short", "out"
WORDS = {LONG: "Not decided", SHORT: "Short-listed", OUT: "Left out"}


def order_of(*, in_use: bool, known_users: str) -> int:
    """Whom to look at first: those in use here, then those that others use, then the rest."""
    return 0 if in_use else 1 if known_users else 2
