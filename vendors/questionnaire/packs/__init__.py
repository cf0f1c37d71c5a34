"""Packs: further questions beside reliability, from the same guide, one JSON file each.

A pack has sections, criteria and items as a questionnaire has, but no levels: nothing in it lies
on the hierarchy of reliability, so its criteria carry a weight within the pack alone. Its keys
begin with the pack's own, so they never meet those of the standard or of another pack.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from vendors.questionnaire import reading
from vendors.questionnaire.model import Criterion, Item, PackName, Questionnaire, Section

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

    @property
    def name(self) -> PackName:
        """What a questionnaire that asks it keeps of it."""
        return PackName(self.key, self.title)


@cache
def pack(key: str) -> Pack:
    """The pack of this key, one of KEYS; raises Unreadable with every fault in its file."""
    if key not in KEYS:
        raise KeyError(key)
    return parse(json.loads(Path(__file__).with_name(f"{key}.json").read_bytes()))


def parse(data: dict[str, Any]) -> Pack:
    """The pack in parsed JSON; raises reading.Unreadable with every fault.

    A questionnaire's own reader reads it, as part of one that asks nothing else.
    """
    if set(data) != _FIELDS or data["format"] != FORMAT:
        raise reading.Unreadable([reading.Fault("", f"This is not a pack in {FORMAT}.")])
    frame = reading.dump(reading.standard())
    found = reading.parse(
        {
            **frame,
            "title": data["title"],
            "sections": data["sections"],
            "criteria": [{**one, "level": 0, "pack": data["key"]} for one in data["criteria"]],
            "items": data["items"],
            "packs": [{"key": data["key"], "title": data["title"]}],
        }
    )
    faults = [*_strange_keys(data["key"], (found.sections, found.criteria, found.items))]
    if faults:
        raise reading.Unreadable(faults)
    return Pack(data["key"], found.title, found.sections, found.criteria, found.items)


def beside(content: Questionnaire, key: str) -> Questionnaire:
    """This questionnaire with a pack's questions after its own.

    Raises KeyError for a pack that doesn't exist and ValueError for one that is in it already.
    """
    found = pack(key)
    if key in {one.key for one in content.packs}:
        raise ValueError(key)
    last = max((one.order for one in content.sections), default=-1)
    sections = sorted(found.sections, key=lambda one: one.order)
    return replace(
        content,
        packs=(*content.packs, found.name),
        sections=(
            *content.sections,
            *(replace(one, order=last + place) for place, one in enumerate(sections, 1)),
        ),
        criteria=(*content.criteria, *found.criteria),
        items=(*content.items, *found.items),
    )


def without(content: Questionnaire, key: str) -> Questionnaire:
    """This questionnaire without a pack and all in it; unchanged where it has none of this key."""
    gone = [one for one in content.criteria if one.pack == key]
    keys, sections = {one.key for one in gone}, {one.section for one in gone}
    return replace(
        content,
        packs=tuple(one for one in content.packs if one.key != key),
        sections=tuple(one for one in content.sections if one.key not in sections),
        criteria=tuple(one for one in content.criteria if one.key not in keys),
        items=tuple(one for one in content.items if one.criterion not in keys),
    )


def _strange_keys(
    key: str, lists: Iterable[tuple[Section | Criterion | Item, ...]]
) -> Iterable[reading.Fault]:
    for one in (one for things in lists for one in things):
        if not one.key.startswith(f"{key}."):
            yield reading.Fault(one.key, f"Keys of this pack begin with “{key}.”.")
