"""Digests that still verify after parts of what they cover were redacted.

A value (what JSON can hold, and Decimals, dates and instants) is taken apart into leaves: its
single values and its empty lists and objects. With ``len(x)`` as eight bytes, big-endian, before
each part, so that no two lists of parts give the same bytes:

    leaf = SHA-256("plumbline leaf 1" | salt | path | canonical value)
    root = SHA-256("plumbline root 1" | path and leaf hash of every leaf, sorted by path)

A path is a JSON array of the keys (text) and positions (numbers) that lead to the value, for
example ``["answers","obs.logs","text"]``. Each leaf has its own random salt of 16 bytes, kept
beside the value: without it, a short value could be found again from its hash by trying all.
Redacting a value drops it with its salt and keeps its hash, so the root stays what it was.

The canonical form of a value is JSON in UTF-8: object keys sorted by code point, no white space,
text in Unicode form NFC, only the escapes that JSON asks for. There are no floats: a Decimal is
its text ("3.50"), a date is ISO, an instant is ISO in UTC with Z.
"""

import datetime as dt
import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

SALT_BYTES = 16
LEAF_TAG = b"plumbline leaf 1"
ROOT_TAG = b"plumbline root 1"

Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One single value of what was sealed; without a salt it was redacted."""

    path: str
    hash: str
    salt: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """The root that stands for a value, and the leaves that prove each part of it."""

    root: str
    leaves: tuple[Leaf, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON, to be stored beside the value."""
        leaves = [{"path": one.path, "hash": one.hash, "salt": one.salt} for one in self.leaves]
        return {"root": self.root, "leaves": leaves}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Sealed":
        """The opposite of to_dict."""
        leaves = (Leaf(one["path"], one["hash"], one["salt"]) for one in stored["leaves"])
        return cls(stored["root"], tuple(leaves))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree with the seal; the path is empty where it is the whole."""

    path: str
    problem: str


def canonical(value: object) -> bytes:
    """The one sequence of bytes for a value; TypeError or ValueError for what has none."""
    plain = _plain(value)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def fingerprint(value: object) -> str:
    """SHA-256 of the canonical form, for what nobody will ever have to redact."""
    return hashlib.sha256(canonical(value)).hexdigest()


def words_digest(words: str) -> str:
    """The fingerprint of plain words: SHA-256 of their UTF-8 as typed, 64 hex digits."""
    return hashlib.sha256(words.encode()).hexdigest()


def path_of(*steps: Step) -> str:
    """The path of a value as text."""
    return canonical(list(steps)).decode()


def seal(value: object, *, salt: Callable[[], bytes] | None = None) -> Sealed:
    """Take a value apart, hash each leaf with a salt of its own, and hash them together."""
    new_salt = salt or (lambda: secrets.token_bytes(SALT_BYTES))
    leaves = []
    for path, content in _leaves(_plain(value), ()):
        salt_bytes = new_salt()
        text = path_of(*path)
        leaves.append(Leaf(text, _leaf_hash(salt_bytes, text, content), salt_bytes.hex()))
    ordered = tuple(sorted(leaves, key=lambda leaf: leaf.path))
    return Sealed(_root(ordered), ordered)


def verify(value: object, sealed: Sealed) -> tuple[Finding, ...]:
    """What does not agree between a value and its seal; nothing found means that it holds.

    Whatever stands where a value was redacted is not looked at, except that it must not be more
    than a null: a text there would look sealed and be nothing of the kind.
    """
    findings = []
    try:
        present = {path_of(*path): content for path, content in _leaves(_plain(value), ())}
    except (TypeError, ValueError) as problem:
        return (Finding("", f"cannot be read: {problem}"),)
    if not hmac.compare_digest(_root(sealed.leaves).encode(), sealed.root.encode()):
        findings.append(Finding("", "the root does not cover these leaves"))
    if len({leaf.path for leaf in sealed.leaves}) != len(sealed.leaves):
        findings.append(Finding("", "a leaf is listed twice"))
    for leaf in sealed.leaves:
        problem_here = _check(leaf, present)
        if problem_here:
            findings.append(Finding(leaf.path, problem_here))
    known = {leaf.path for leaf in sealed.leaves}
    emptied = {leaf.path for leaf in sealed.leaves if leaf.salt is None}
    for path, content in present.items():
        if path not in known and not _only_redacted_below(path, content, emptied):
            findings.append(Finding(path, "was not there when this was sealed"))
    return tuple(findings)


def redact(value: object, sealed: Sealed, *steps: Step) -> tuple[Any, Sealed]:
    """Null a value and all below it, and drop the salts that could betray it.

    Lists keep their length and objects their keys, so every other path stays what it was.
    """
    if not any(_lies_below(leaf.path, steps) for leaf in sealed.leaves):
        raise KeyError(path_of(*steps))
    leaves = tuple(
        replace(leaf, salt=None) if _lies_below(leaf.path, steps) else leaf
        for leaf in sealed.leaves
    )
    return _nulled(_plain(value), steps), Sealed(sealed.root, leaves)


def _check(leaf: Leaf, present: Mapping[str, object]) -> str:
    if leaf.salt is None:
        kept = present.get(leaf.path) is not None
        return "a value stands where one was redacted" if kept else ""
    if leaf.path not in present:
        return "is missing"
    try:
        salt = bytes.fromhex(leaf.salt)
    except ValueError:
        return "its salt cannot be read"
    expected = _leaf_hash(salt, leaf.path, present[leaf.path])
    return "" if hmac.compare_digest(expected, leaf.hash) else "has changed"


def _only_redacted_below(path: str, content: object, emptied: set[str]) -> bool:
    """Whether this null stands for an object or list of which every leaf was redacted."""
    if content is not None:
        return False
    steps = tuple(json.loads(path))
    return any(_lies_below(one, steps) for one in emptied)


def _lies_below(path: str, steps: Sequence[Step]) -> bool:
    found = json.loads(path)[: len(steps)]
    # True == 1 in Python, but no step is a boolean; "1" and 1 stay different.
    return bool(found == list(steps))


def _nulled(value: Any, steps: Sequence[Step]) -> Any:
    if not steps:
        return None
    first, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        return {key: _nulled(one, rest) if key == first else one for key, one in value.items()}
    if isinstance(value, list):
        return [_nulled(one, rest) if at == first else one for at, one in enumerate(value)]
    return value


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(one, (*path, key))
    elif isinstance(value, list) and value:
        for at, one in enumerate(value):
            yield from _leaves(one, (*path, at))
    else:
        yield path, value


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        value.encode("utf-8")  # half of a surrogate pair has no bytes: refuse it here
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a number that can be sealed.")
        return str(value)
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone cannot be sealed.")
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain_object(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be sealed.")


def _plain_object(value: Mapping[Any, object]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, one in value.items():
        if not isinstance(key, str):
            raise TypeError("Only text can be a key of what is sealed.")
        name = _plain(key)
        if name in plain:
            raise ValueError(f"Two keys are the same in Unicode form NFC: {name!r}.")
        plain[name] = _plain(one)
    return plain


def _leaf_hash(salt: bytes, path: str, content: object) -> str:
    return _hash(LEAF_TAG, salt, path.encode(), canonical(content))


def _root(leaves: Sequence[Leaf]) -> str:
    parts: list[bytes] = []
    for leaf in sorted(leaves, key=lambda one: one.path):
        parts += (leaf.path.encode(), leaf.hash.encode())
    return _hash(ROOT_TAG, *parts)


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
