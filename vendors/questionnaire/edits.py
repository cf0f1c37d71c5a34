"""Changes to a questionnaire: each takes one and answers a new one, or refuses with a sentence.

Nothing is changed in place. Whatever comes out has been read again by the rules of the file format,
so that an edited questionnaire can always be stored, exported and imported.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from vendors.questionnaire import packs
from vendors.questionnaire.model import (
    Column,
    Criterion,
    Depth,
    Item,
    Kind,
    Option,
    Part,
    Questionnaire,
    Section,
)
from vendors.questionnaire.reading import dump, read

T = TypeVar("T", Section, Criterion, Item)

OWN_ANCHORS = {
    0: "No answer, a plain no, or proof that contradicts the claim",
    1: "An intention, or a bare yes",
    2: "Partly there, or described without proof",
    3: "There, with proof no older than twelve months",
    4: "There, proved by rehearsal or measurement, and improving",
}


class EditRefused(ValueError):  # noqa: N818 - it reads as the sentence it raises
    """The change can't be made; the message is the sentence that the person reads."""


def with_depth(content: Questionnaire, depth: Depth) -> Questionnaire:
    """Ask more or less; what was edited or left out stays so."""
    return _checked(replace(content, depth=depth))


def renamed(content: Questionnaire, title: str) -> Questionnaire:
    return _checked(replace(content, title=title.strip()))


def edit_section(
    content: Questionnaire,
    key: str,
    *,
    title: str | None = None,
    question: str | None = None,
    why: str | None = None,
) -> Questionnaire:
    """Change the words of a section; what is None stays."""
    return _changed(content, "sections", key, title=title, question=question, why=why)


def edit_criterion(
    content: Questionnaire,
    key: str,
    *,
    title: str | None = None,
    short_title: str | None = None,
    weight: int | None = None,
    level: int | None = None,
) -> Questionnaire:
    """Change words, weight or (of an own one) level of a criterion; what is None stays."""
    criterion = _find(content.criteria, key)
    if level is not None and level != criterion.level and not criterion.own:
        raise EditRefused("The level of a standard topic is fixed, so that reports compare.")
    return _changed(
        content, "criteria", key, title=title, short_title=short_title, weight=weight, level=level
    )


def with_weights(content: Questionnaire, weights: Mapping[str, int]) -> Questionnaire:
    """Set the weights of several criteria at once."""
    for key in weights:
        _find(content.criteria, key)
    return _checked(
        replace(
            content,
            criteria=tuple(
                replace(one, weight=weights.get(one.key, one.weight)) for one in content.criteria
            ),
        )
    )


def edit_item(
    content: Questionnaire,
    key: str,
    *,
    prompt: str | None = None,
    plain: str | None = None,
    proof: str | None = None,
    anchors: Mapping[int, str] | None = None,
    must_have: bool | None = None,
) -> Questionnaire:
    """Change words, scoring guide or must-have of a question; what is None stays."""
    item = _find(content.items, key)
    merged = {**item.anchors, **{n: text.strip() for n, text in (anchors or {}).items()}}
    return _changed(
        content,
        "items",
        key,
        prompt=prompt,
        plain=plain,
        proof=proof,
        anchors=merged,
        must_have=must_have,
    )


def with_rules(content: Questionnaire, **figures: Any) -> Questionnaire:
    """Change ceilings and thresholds, named as in Rules."""
    try:
        return _checked(replace(content, rules=replace(content.rules, **figures)))
    except TypeError:
        raise EditRefused("There is no such figure to change.") from None


def leave_out(content: Questionnaire, key: str) -> Questionnaire:
    """Don't ask this question; it can be brought back."""
    return _one_left(_changed(content, "items", key, left_out=True))


def not_relevant(content: Questionnaire, key: str, reason: str) -> Questionnaire:
    """Don't ask this question of anybody, and say why; vendors and reports show the reason."""
    if not reason.strip():
        raise EditRefused("Say why this question is not relevant to you; vendors will read it.")
    return _one_left(_changed(content, "items", key, not_relevant=reason))


def bring_back(content: Questionnaire, key: str) -> Questionnaire:
    """Ask a question again that was left out or said to be not relevant."""
    return _changed(content, "items", key, left_out=False, not_relevant="")


def add_section(
    content: Questionnaire, *, title: str, question: str, why: str = ""
) -> tuple[Questionnaire, str]:
    """Add a section of the workspace's own, at the end; answers its key too."""
    key = _new_key("s")
    order = max((one.order for one in content.sections), default=-1) + 1
    section = Section(key, order, title.strip(), question.strip(), why.strip(), own=True)
    return _checked(replace(content, sections=(*content.sections, section))), key


def with_pack(content: Questionnaire, key: str) -> Questionnaire:
    """Ask a pack's questions too, beside reliability."""
    if key not in packs.KEYS:
        raise EditRefused("There is no such set of questions.")
    if key in {one.key for one in content.packs}:
        raise EditRefused("These questions are asked already.")
    return _checked(packs.beside(content, key))


def without_pack(content: Questionnaire, key: str) -> Questionnaire:
    """Ask a pack's questions no more; what was changed in them goes with them."""
    if key not in {one.key for one in content.packs}:
        raise EditRefused("These questions are not asked any more.")
    return _one_left(packs.without(content, key))


def add_criterion(
    content: Questionnaire,
    *,
    section: str,
    level: int,
    title: str,
    weight: int,
    short_title: str = "",
) -> tuple[Questionnaire, str]:
    """Add a criterion of the workspace's own to a section; answers its key too."""
    _find(content.sections, section)
    if any(one.pack for one in content.criteria if one.section == section):
        raise EditRefused("These questions stand beside reliability. Add your topic elsewhere.")
    key = _new_key("c")
    short = short_title.strip() or title.strip()[:60].rstrip()
    criterion = Criterion(key, section, level, title.strip(), short, weight, own=True)
    return _checked(replace(content, criteria=(*content.criteria, criterion))), key


def add_item(
    content: Questionnaire,
    *,
    criterion: str,
    prompt: str,
    parts: Sequence[Part],
    plain: str = "",
    proof: str = "",
    anchors: Mapping[int, str] | None = None,
    asked_of: str = "operations",
    asks_when: bool = False,
    must_have: bool = False,
) -> tuple[Questionnaire, str]:
    """Add a question of the workspace's own to a criterion; answers its key too."""
    _find(content.criteria, criterion)
    if not parts:
        raise EditRefused("Choose at least one kind of answer.")
    key = _new_key("q")
    item = Item(
        key=key,
        criterion=criterion,
        prompt=prompt.strip(),
        parts=tuple(parts),
        proof=proof.strip(),
        anchors={**OWN_ANCHORS, **(anchors or {})},
        depth=Depth.ESSENTIALS,
        asked_of=asked_of,
        plain=plain.strip(),
        asks_when=asks_when,
        must_have=must_have,
        own=True,
    )
    return _checked(replace(content, items=(*content.items, item))), key


def own_part(
    kind: Kind,
    label: str,
    *,
    number: int = 1,
    required: bool = True,
    unit: str = "",
    options: Sequence[str] = (),
    columns: Sequence[tuple[str, Kind]] = (),
) -> Part:
    """A part for an own question from what a person wrote: labels only, keys are made here."""
    return Part(
        key=f"part_{number}",
        label=label.strip(),
        kind=kind,
        required=required,
        unit=unit,
        options=tuple(
            Option(f"option_{place}", text.strip()) for place, text in enumerate(options, 1)
        ),
        columns=tuple(
            Column(f"column_{place}", text.strip(), cell)
            for place, (text, cell) in enumerate(columns, 1)
        ),
    )


def remove(content: Questionnaire, key: str) -> Questionnaire:
    """Take away something of the workspace's own that nothing else belongs to."""
    if not key.startswith("own."):
        raise EditRefused("Only what you added can be removed. Leave a standard question out.")
    for name in ("items", "criteria", "sections"):
        things = getattr(content, name)
        kept = tuple(one for one in things if one.key != key)
        if len(kept) < len(things):
            _check_empty(content, name, key)
            return _one_left(_with(content, name, kept))
    raise EditRefused("It is not in this questionnaire any more.")


def move_item(content: Questionnaire, key: str, *, up: bool) -> Questionnaire:
    """Move a question before or after its neighbour in the same criterion."""
    item = _find(content.items, key)
    mates = [one.key for one in content.items if one.criterion == item.criterion]
    return _swapped(content, "items", key, mates, up=up)


def move_criterion(content: Questionnaire, key: str, *, up: bool) -> Questionnaire:
    """Move a criterion before or after its neighbour in the same section."""
    criterion = _find(content.criteria, key)
    mates = [one.key for one in content.criteria if one.section == criterion.section]
    return _swapped(content, "criteria", key, mates, up=up)


def move_section(content: Questionnaire, key: str, *, up: bool) -> Questionnaire:
    """Move a section before or after its neighbour."""
    section = _find(content.sections, key)
    ordered = sorted(content.sections, key=lambda one: one.order)
    other = _neighbour([one.key for one in ordered], key, up=up)
    orders = {key: _find(content.sections, other).order, other: section.order}
    return _checked(
        replace(
            content,
            sections=tuple(
                replace(one, order=orders.get(one.key, one.order)) for one in content.sections
            ),
        )
    )


def _checked(content: Questionnaire) -> Questionnaire:
    reading = read(dump(content))
    if reading.questionnaire is None:
        raise EditRefused(reading.faults[0].sentence)
    for pack in {one.pack for one in content.criteria}:
        if not sum(one.weight for one in content.criteria if one.pack == pack):
            raise EditRefused("At least one topic needs a weight above 0.")
    return reading.questionnaire


def _one_left(content: Questionnaire) -> Questionnaire:
    if not replace(content, depth=Depth.FULL).of("").asked_items():
        raise EditRefused("At least one question must remain.")
    return _checked(content)


def _find(things: Sequence[T], key: str) -> T:
    for one in things:
        if one.key == key:
            return one
    raise EditRefused("It is not in this questionnaire any more.")


def _changed(content: Questionnaire, name: str, key: str, **changes: Any) -> Questionnaire:
    things = getattr(content, name)
    _find(things, key)
    given = {
        field: value.strip() if isinstance(value, str) else value
        for field, value in changes.items()
        if value is not None
    }
    changed = tuple(replace(one, **given) if one.key == key else one for one in things)
    return _checked(_with(content, name, changed))


def _with(content: Questionnaire, name: str, things: tuple[Any, ...]) -> Questionnaire:
    changes: dict[str, Any] = {name: things}
    return replace(content, **changes)


def _new_key(letter: str) -> str:
    """A key never used before: answers to something removed must not become another's."""
    return f"own.{letter}{secrets.token_hex(5)}"


def _check_empty(content: Questionnaire, name: str, key: str) -> None:
    if name == "criteria" and any(one.criterion == key for one in content.items):
        raise EditRefused("This topic still has questions. Remove them first.")
    if name == "sections" and any(one.section == key for one in content.criteria):
        raise EditRefused("This section still has topics. Remove them first.")


def _neighbour(keys: list[str], key: str, *, up: bool) -> str:
    place = keys.index(key) + (-1 if up else 1)
    if not 0 <= place < len(keys):
        raise EditRefused("It stands first already." if up else "It stands last already.")
    return keys[place]


def _swapped(
    content: Questionnaire, name: str, key: str, mates: list[str], *, up: bool
) -> Questionnaire:
    other = _neighbour(mates, key, up=up)
    things = {one.key: one for one in getattr(content, name)}
    turned = {key: other, other: key}
    swapped = tuple(things[turned.get(one, one)] for one in things)
    return _checked(_with(content, name, swapped))
