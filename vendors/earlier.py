"""Earlier answers laid beside the questions of today: which fit, and what has to be looked at."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vendors.questionnaire.changes import Piece, pieces_of
from vendors.questionnaire.model import Column, Item, Part

OLD_MONTHS = 12
"""An answer that was given longer ago may no longer be true."""


class Why(StrEnum):
    """What a person should look at first in an answer that was brought along."""

    REWORDED = "reworded"
    OLD = "old"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Fit:
    """How an earlier answer stands to a question of today."""

    why: Why
    pieces: tuple[Piece, ...] = ()
    """The question then and now, where its words differ."""


def shape_of(item: Item) -> str:
    """Fingerprint of what kind of answer a question takes: an answer fits where it is the same.

    Words don't count; keys, kinds, units, options and columns do.
    """
    shape = {"when": item.asks_when, "parts": [_part(one) for one in item.parts]}
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()


def fits(item: Item, before: Item) -> bool:
    """Whether an answer to `before` can stand under `item`, which has the same key.

    A jurisdiction's own question may share its key with another one's by chance.
    """
    if item.key != before.key or shape_of(item) != shape_of(before):
        return False
    return item.prompt == before.prompt if item.own or before.own else True


def fit_of(item: Item, before: Item, *, said_at: dt.datetime, at: dt.datetime) -> Fit:
    """Say what is to be looked at in an answer that fits."""
    if item.prompt != before.prompt:
        return Fit(Why.REWORDED, pieces_of(before.prompt, item.prompt))
    return Fit(Why.OLD if is_old(said_at, at) else Why.SAME)


def is_old(said_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether an answer was given more than twelve months ago."""
    year, month, day = said_at.year + OLD_MONTHS // 12, said_at.month, said_at.day
    last = 28 if (month, day) == (2, 29) else day
    return at > said_at.replace(year=year, day=last)


def is_expired(expires_on: dt.date | None, today: dt.date) -> bool:
    """Whether a file is good no longer; its last day still counts."""
    return expires_on is not None and expires_on < today


def _part(part: Part) -> dict[str, Any]:
    return _field(part) | {
        "columns": [_field(one) for one in part.columns],
        "rule": part.rows_rule,
    }


def _field(field: Part | Column) -> dict[str, Any]:
    return {
        "key": field.key,
        "kind": field.kind.value,
        "unit": field.unit,
        "options": [one.key for one in field.options],
    }
