"""The table of all addresses: who may open what. An address without a row fails the build."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.isolation.world import World

ACTORS = (
    "anonymous",
    "neighbour",
    "coordinator",
    "reviewer",
    "observer",
    "records",
    "lead",
    "rival",
)
OUTSIDE = ("anonymous", "neighbour")
STAFF = ("coordinator", "reviewer", "observer", "records")

Kwargs = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One address: how it is filled, how it is asked for, and the status that each actor gets."""

    name: str
    kwargs: Kwargs
    expect: dict[str, int]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    is_page: bool = True
    query: str = ""


def row(
    name: str,
    who: str = "",
    *,
    kwargs: Kwargs = lambda world: {},
    ok: int = 200,
    others: int = 403,
    outside: int = 302,
    method: str = "get",
    is_page: bool = True,
    query: str = "",
    data: dict[str, Any] | None = None,
    **exceptions: int,
) -> Row:
    """Write a row: `who` get `ok`, the rest of the workspace `others`, strangers `outside`."""
    allowed = who.split()
    expect = dict.fromkeys(ACTORS, others) | dict.fromkeys(OUTSIDE, outside)
    expect |= dict.fromkeys(allowed, ok) | exceptions
    return Row(name, kwargs, expect, method, data or {}, is_page, query)


def names_of(urlconf: str) -> set[str]:
    """Every address that a resolver knows, by its name; an address must have one."""
    return set(_names(get_resolver(urlconf)))


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if one.name is None:
                raise AssertionError(f"the address {one.pattern} needs a name")
            yield space + one.name
        else:
            yield from _names(one, f"{space}{one.namespace}:" if one.namespace else space)
