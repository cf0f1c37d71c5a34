"""Packs: further questions beside reliability, from the same guide, one JSON file each.

A pack has sections, criteria and items as a questionnaire has, but no levels: nothing in it lies
on the hierarchy of reliability, so its criteria carry a weight within the pack alone. Its keys
begin with the pack's own, so they never meet those of the standard or of another pack.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vendors.questionnaire import reading
from vendors.questionnaire.model import Criterion, Item, Section

FORMAT = "plumbline-pack/1"
KEYS = ("general", "scheduling", "registration", "interface")
_FIELDS = {"format", "key", "title", "sections", "criteria", "items"}


@dataclass(frozen=True, slots=True)
class Pack:
    """What one pack asks, in the order of its file."""

    key: str
    title: str
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    items: tuple[Item, ...]


@cache
def pack(key: str) -> Pack:
    """The pack of this key, one of KEYS; raises Unreadable with every fault in its file."""
    if key not in KEYS:
        raise KeyError(key)
    return parse(json.loads(Path(__file__).with_name(f"{key}.json").read_bytes()))


def parse(data: dict[str, Any]) -> Pack:
    """The pack in parsed JSON; raises reading.Unreadable with every fault.

    A questionnaire's own reader reads it. That one wants a level for each criterion, and gets the
    first: no figure is drawn from it, because only the pack's parts are handed on.
    """
    if set(data) != _FIELDS or data["format"] != FORMAT:
        raise reading.Unreadable([reading.Fault("", f"This is not a pack in {FORMAT}.")])
    frame = reading.dump(reading.standard())
    found = reading.parse(
        {
            **frame,
            "title": data["title"],
            "sections": data["sections"],
            "criteria": [{**one, "level": 1} for one in data["criteria"]],
            "items": data["items"],
        }
    )
    faults = [*_strange_keys(data["key"], (found.sections, found.criteria, found.items))]
    if faults:
        raise reading.Unreadable(faults)
    return Pack(data["key"], found.title, found.sections, found.criteria, found.items)


def _strange_keys(
    key: str, lists: Iterable[tuple[Section | Criterion | Item, ...]]
) -> Iterable[reading.Fault]:
    for one in (one for things in lists for one in things):
        if not one.key.startswith(f"{key}."):
            yield reading.Fault(one.key, f"Keys of this pack begin with “{key}.”.")
