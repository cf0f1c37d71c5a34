"""Names out of load-test files, made fit to be kept and shown.

Names of requests are often addresses, and addresses carry what a test signs in with. What may be
a secret is taken out before anything is kept: user and password in front of a host, everything
behind a question mark, values that are set with an equals sign, tokens, e-mail addresses.
"""

import re
from itertools import pairwise

LONGEST_LABEL = 200
LEFT_OUT = "…"

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_SPACES = re.compile(r" {2,}")
_USER_INFO = re.compile(r"(?<=//)[^/\s]*@")
_QUERY = re.compile(r"[?#](?=\S*[=&])\S*|(?<=[/\w])[?#](?=\S)\S*")
_PARAMETERS = re.compile(r";\w+=[^\s/?#;]*")
_ADDRESS = re.compile(r"[^\s@/:<>]+(?:@|%40)[^\s@/:<>]+\.\w+")
_SCHEMES = re.compile(r"\b(bearer|basic|digest|negotiate)\s+\S+", re.IGNORECASE)
_SECRETS = re.compile(
    r"(?P<name>[\w-]*(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|auth\w*|session\w*|cookie|signature"
    r"|\bsid|\bsig|\bkey|credential\w*))(?P<sign>\s*[=:]\s*)(?!…)\S+",
    re.IGNORECASE,
)
_LONG = re.compile(r"[A-Za-z0-9_\-+~%.=]{20,}")
_FORMULA = ("=", "+", "-", "@")


def label(text: str) -> str:
    """A name without secrets and control characters, at most LONGEST_LABEL characters long.

    Where it could pass for a formula in a spreadsheet it starts with an apostrophe.
    """
    # More than is kept is not looked at, so that a hostile name costs nothing.
    text = _SPACES.sub(" ", _UNSEEN.sub(" ", text[: LONGEST_LABEL * 5])).strip()
    text = _USER_INFO.sub("", text)
    text = _QUERY.sub("", text)
    text = _PARAMETERS.sub("", text)
    text = _SCHEMES.sub(rf"\1 {LEFT_OUT}", text)
    text = _SECRETS.sub(rf"\g<name>\g<sign>{LEFT_OUT}", text)
    text = _ADDRESS.sub(LEFT_OUT, text)
    text = _LONG.sub(_without_tokens, text)
    text = text.replace(f"{LEFT_OUT} {LEFT_OUT}", LEFT_OUT).strip()
    if text.startswith(_FORMULA):
        text = f"'{text}"
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}{LEFT_OUT}"


def _without_tokens(found: re.Match[str]) -> str:
    """Long runs with many digits are keys, not words: kept-names-like-these are words."""
    run = found[0]
    digits = sum(character.isdigit() for character in run)
    turns = sum(
        first.isalpha() and second.isalpha() and first.islower() and second.isupper()
        for first, second in pairwise(run)
    )
    words = max(map(len, re.split(r"[-_.+~%=]", run)))
    is_key = (
        digits * 5 >= len(run)
        or (words >= 16 and turns * 5 > words)
        or (words >= 24 and digits >= 2)
        or run.startswith("eyJ")
    )
    return LEFT_OUT if is_key else run
