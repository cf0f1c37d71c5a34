"""E-mail domains that say nothing about where somebody works."""

FREE_MAIL = frozenset(
    {"gmail", "googlemail", "outlook", "hotmail", "yahoo", "ymail", "rocketmail", "icloud", "me",
     "mac", "proton", "protonmail", "aol", "gmx", "live", "msn", "fastmail", "mail", "yandex",
     "web"}
)  # fmt: skip
"""The label before the ending, whatever the ending is."""
SECOND_LEVELS = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})
"""Labels that belong to the ending where a country follows."""
