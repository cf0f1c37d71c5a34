"""E-mail domains that say nothing about where somebody works."""

FREE_MAIL = frozenset(
    {"gmail", "googlemail", "outlook", "hotmail", "yahoo", "ymail", "rocketmail", "icloud", "me",
     "mac", "proton", "protonmail", "aol", "gmx", "live", "msn", "fastmail", "mail", "yandex",
     "web"}
)  # fmt: skip
"""The label before the ending, whatever the ending is."""
SECOND_LEVELS = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})
"""Labels that belong to the ending where a country follows."""


def company_of(email: str) -> str:
    """The domain of an address in small letters; empty where it says nothing about the employer."""
    domain = email.rpartition("@")[2].strip().lower()
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in SECOND_LEVELS:
        labels = labels[:-1]
    return "" if not labels or labels[-1] in FREE_MAIL else domain
