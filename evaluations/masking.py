"""Hiding who a vendor is in words: text and known names in, text with letters out.

Only names that are known are found. A product that nobody named to the portal stays readable, and
so does what stands inside a file.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import Any

SOME_VENDOR = "a vendor"
"""What a name turns into that belongs to several vendors, which no one letter can stand for."""
SHORTEST = 2
LEGAL = re.compile(
    r"[\s,]+(?:inc|incorporated|llc|llp|ltd|limited|corp|corporation|co|company|plc|gmbh|ag|sa|bv|"
    r"oy|ab|as|srl|kg|pty)\.?$",
    re.IGNORECASE,
)
"""What a firm carries behind its name; people leave it off in a sentence."""
SHARED_MAIL = frozenset(
    {"gmail", "googlemail", "outlook", "hotmail", "live", "yahoo", "icloud", "proton", "protonmail",
     "gmx", "web", "aol", "mail"}
)  # fmt: skip
"""Mail services that many share: their names say nothing about a vendor."""
SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})
APART = r"[\s\-_.·&/'’,]{0,3}"
"""What may stand between the words of a name: Harbor Light, harbor-light and HarborLight are one."""
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SPLIT = re.compile(r"[\s\-_.·&/'’,()]+")


@dataclass(frozen=True, slots=True)
class Masked:
    """One vendor: what it is called instead, and by what it could be known.

    domains: hosts of its website and of its people's addresses, such as harborlight.example.
    """

    label: str
    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mask:
    """Hides the vendors of one evaluation in whatever is read there."""

    vendors: tuple[Masked, ...] = ()

    def text(self, text: str) -> str:
        """The text with every known name replaced; a text without one comes back as it is."""
        return mask(text, self.vendors)

    def deep(self, value: Any) -> Any:
        """The same for every text in lists and mappings; keys stay as they are."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.deep(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.deep(one) for one in value)
        return value


def mask(text: str, vendors: tuple[Masked, ...]) -> str:
    """Replace what names one of these vendors by its label, the longest name first.

    Case does not count, nor how the letters are composed, nor what joins the words of a name. A
    name inside a longer word stays; an ending such as ’s is kept behind the label. Addresses and
    links at a vendor's domain go as a whole, because their other half names people and products.
    """
    found = _compiled(vendors)
    if found is None or not text:
        return text
    pattern, labels = found
    plain = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    hidden = pattern.sub(lambda hit: _label(hit, labels), plain)
    return text if hidden == plain else hidden


def letters(count: int) -> list[str]:
    """A, B ... Z, AA, AB ... as columns of a spreadsheet are called."""
    return [_letter(number) for number in range(count)]


def aliases_of(name: str) -> tuple[str, ...]:
    """A name, and the same as people shorten it: without the legal form, without accents."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).translate(INVISIBLE).split())
    short = LEGAL.sub("", cleaned).rstrip(" ,.")
    both = dict.fromkeys(one for one in (cleaned, short) if one)
    return tuple(dict.fromkeys([*both, *map(_without_accents, both)]))


def domain_of(address: str) -> str:
    """The host of a link or of an e-mail address, www left out; empty for a shared mail service."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", address.strip().lower()).rpartition("@")[2]
    host = re.split(r"[/?#:]", host)[0].removeprefix("www.").strip(".")
    return "" if "." not in host or _own_label(host) in SHARED_MAIL else host


def _own_label(host: str) -> str:
    """The part of a host that somebody chose: harborlight of www.harborlight.co.uk."""
    parts = host.split(".")[:-1]
    if len(parts) > 1 and parts[-1] in SECOND_LEVEL:
        parts.pop()
    return parts[-1] if parts else ""


def _letter(number: int) -> str:
    more, last = divmod(number, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[last]


@lru_cache(64)
def _compiled(vendors: tuple[Masked, ...]) -> tuple[re.Pattern[str], Mapping[str, str]] | None:
    """One pattern for all names, and whose each is."""
    labels: dict[str, str] = {}
    names: dict[str, None] = {}
    hosts: dict[str, None] = {}
    for vendor in vendors:
        for host in filter(None, map(str.lower, vendor.domains)):
            hosts[host] = None
            _claim(labels, host, vendor.label)
        of_hosts = [_own_label(one.lower()) for one in vendor.domains if one]
        for name in (*vendor.names, *of_hosts):
            for alias in aliases_of(name):
                if len(_key(alias)) >= SHORTEST:
                    names[alias] = None
                    _claim(labels, _key(alias), vendor.label)
    if not labels:
        return None
    at_hosts = "|".join(map(re.escape, sorted(hosts, key=len, reverse=True))) or r"(?!)"
    apart = "|".join(
        APART.join(map(re.escape, filter(None, _SPLIT.split(one)))) + r"\.?" * one.endswith(".")
        for one in sorted(names, key=len, reverse=True)
    ) or r"(?!)"  # fmt: skip
    pattern = (
        rf"(?:[a-z][a-z0-9+.-]*://)?(?:[\w.+-]+@)?(?<![\w-])(?:[\w-]+\.)*(?P<host>{at_hosts})"
        rf"(?![\w-])(?!\.\w)(?::\d+)?(?:[/?#][^\s<>\"'()]*)?"
        rf"|(?<![^\W_])(?P<name>{apart})(?![^\W_])"
    )
    return re.compile(pattern, re.IGNORECASE), labels


def _claim(labels: dict[str, str], key: str, label: str) -> None:
    labels[key] = label if labels.get(key, label) == label else SOME_VENDOR


def _label(hit: re.Match[str], labels: Mapping[str, str]) -> str:
    if host := hit["host"]:
        what = "e-mail address" if "@" in hit[0] else "web address"
        return f"[{what} of {labels[host.lower()]}]"
    return labels.get(_key(hit["name"]), SOME_VENDOR)


def _key(name: str) -> str:
    return "".join(_SPLIT.split(name)).casefold()


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))
