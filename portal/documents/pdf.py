"""PDF out of HTML: what a report brings along, and the way into the cage."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import ttf_opensans

from portal.cage.outcome import Limits, Outcome
from portal.cage.render_pdf import DOCUMENT
from portal.cage.run import ROOT, Progress, run

TASK = "portal.cage.render_pdf:main"
STYLES = ROOT / "templates" / "reports" / "report.css"
FONTS = ("OpenSans-Regular", "OpenSans-Italic", "OpenSans-SemiBold", "OpenSans-Bold")
LIMITS = Limits(wall_seconds=60, cpu_seconds=60, memory_bytes=1 << 30, output_bytes=64 << 20)


def render(
    html: str,
    *,
    title: str,
    lang: str = "en",
    assets: Mapping[str, bytes] | None = None,
    limits: Limits = LIMITS,
    on_progress: Progress | None = None,
) -> Outcome:
    """Render a page that uses `asset:` addresses; `facts["pages"]` counts its pages.

    The style sheet and the typeface come along; pictures are given by name. The same input gives
    the same bytes. Progress counts pages laid out, of a total that is 0 until the end.
    """
    inputs: dict[str, bytes | Path] = {
        # A lone surrogate, which JSON can smuggle in, has no bytes.
        DOCUMENT: html.encode("utf-8", "replace"),
        "report.css": STYLES.read_bytes(),
        **_typeface(),
        **(assets or {}),
    }
    options = {"title": title, "lang": lang, "identifier": _identifier(inputs, title, lang)}
    return run(TASK, inputs, options=options, limits=limits, on_progress=on_progress)


@cache
def _typeface() -> dict[str, Path]:
    """The files of the typeface, so that the output does not depend on the machine's."""
    folder = Path(ttf_opensans.__file__).parent / "ttf"
    return {f"{font}.ttf": folder / f"{font}.ttf" for font in FONTS}


def _identifier(inputs: Mapping[str, bytes | Path], *words: str) -> str:
    digest = hashlib.sha256()
    for part in (*words, *(name for name in inputs)):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    for content in inputs.values():
        if isinstance(content, bytes):
            digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:32]
