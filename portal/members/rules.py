"""What a workspace's accent may be, and why not: white text must stay readable on it."""

import re

from portal.access import ALLOWED, Verdict, refused

COLOUR = re.compile(r"#[0-9a-f]{6}")
LEAST_CONTRAST = 4.5


def accent_verdict(accent: str) -> Verdict:
    """Whether white text can be read on this colour (WCAG 2.2, 4.5 to 1)."""
    if not COLOUR.fullmatch(accent):
        return refused("Enter a colour as # and six digits or letters a to f, such as #0b5394.")
    if contrast_with_white(accent) < LEAST_CONTRAST:
        return refused("Choose a darker colour: white text would be hard to read.")
    return ALLOWED


def contrast_with_white(accent: str) -> float:
    """Contrast ratio of a colour like #0b5394 with white, by the formula of WCAG 2."""
    channels = [int(accent[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
