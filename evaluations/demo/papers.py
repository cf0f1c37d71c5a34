"""The demo's evidence: real PDFs made of its content files, and its load-test files."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from evaluations.demo.dates import moved_history, resolve
from portal.documents import pdf

CONTENT = Path(__file__).parent / "content"


def content_of(vendor: str, first_start: dt.datetime) -> dict[str, Any]:
    """Return a vendor's answers and evidence list, its dates made real."""
    raw = json.loads((CONTENT / f"{vendor}.json").read_text(encoding="utf-8"))
    resolved: dict[str, Any] = resolve(raw, first_start)
    return resolved


def paper(
    source: str, file_name: str, speaks_of: str, first_start: dt.datetime
) -> tuple[str, bytes]:
    """Return the name and the bytes of one evidence file.

    Where the PDF engine's system libraries are missing, a document comes as plain text instead.
    """
    kind, _, name = source.partition(":")
    if kind == "fixture":
        text = (CONTENT / "loadtests" / name).read_text(encoding="utf-8")
        if name.endswith("stats_history.csv"):
            started = dt.datetime.fromisoformat(f"{speaks_of}T15:00:00+00:00")
            text = moved_history(text, started)
        return file_name, text.encode()
    told = json.loads((CONTENT / "pdfs" / f"{name}.json").read_text(encoding="utf-8"))
    document = resolve(told, first_start)
    html = render_to_string("reports/demo_paper.html", {"document": document})
    made = pdf.render(html, title=document["title"])
    if made:
        return file_name, made.content
    return f"{file_name.rpartition('.')[0]}.txt", _as_text(document).encode()


def _as_text(document: dict[str, Any]) -> str:
    lines = [document["title"], document.get("subtitle", ""), ""]
    for block in document["blocks"]:
        if "table" in block:
            lines += [" | ".join(row) for row in (block["table"]["head"], *block["table"]["rows"])]
        else:
            lines += [f"- {one}" for one in block.get("list", ())]
            lines += [block[key] for key in ("h", "p") if key in block]
        lines.append("")
    return "\n".join(lines)
