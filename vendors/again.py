"""What a submission becomes when one topic of it is answered again: all else stays as it was."""

from collections.abc import Collection, Mapping
from typing import Any

Content = Mapping[str, Any]
"""What models.Submission describes."""


def merged(before: Content, now: Content, keys: Collection[str]) -> dict[str, Any]:
    """What was submitted before, with the answers and files of these questions as they are now.

    A file that also proves another topic stays as it was described there: what is said of it now
    must not change how that other topic counts.
    """
    answers = {key: one for key, one in before["answers"].items() if key not in keys}
    answers |= {key: one for key, one in now["answers"].items() if key in keys}
    return {
        **{key: one for key, one in before.items() if key != "handed_in_by"},
        "answers": {key: answers[key] for key in sorted(answers)},
        "evidence": _files(before["evidence"], now["evidence"], keys),
    }


def _files(
    before: Collection[Content], now: Collection[Content], keys: Collection[str]
) -> list[dict[str, Any]]:
    kept: dict[int, dict[str, Any]] = {}
    for one in before:
        elsewhere = [link for link in one["items"] if link["key"] not in keys]
        if elsewhere:
            kept[one["id"]] = {**one, "items": elsewhere}
    for one in now:
        here = [link for link in one["items"] if link["key"] in keys]
        if here:
            stands = kept.get(one["id"], {**one, "items": []})
            items = sorted([*stands["items"], *here], key=lambda link: str(link["key"]))
            kept[one["id"]] = {**stands, "items": items}
    return [kept[key] for key in sorted(kept)]
