"""What pages load stays small, our own, and within the content security policy."""

import gzip
import re
from pathlib import Path

import pytest

from portal.look.templatetags.look import MODULES

SCRIPTS = sorted(Path("static/js").glob("*.js"))
TEMPLATES = sorted(
    path for path in Path("templates").rglob("*.html") if path.parts[1] not in {"reports", "emails"}
)
KIB = 1024


def test_own_scripts_stay_within_their_budget() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS) <= 12 * KIB


def test_the_sheet_stays_small() -> None:
    assert len(gzip.compress(Path("static/css/plumbline.css").read_bytes())) <= 9 * KIB


def test_pages_load_only_scripts_that_exist() -> None:
    assert {path.stem for path in SCRIPTS} >= set(MODULES)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_templates_keep_to_the_policy(path: Path) -> None:
    text = path.read_text()
    # What a template tag is given (`with one=one`) is no attribute of an element.
    markup = re.sub(r"{%.*?%}", " ", text, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", markup)
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=.?(https?:)?//", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "nonce" in script


def test_the_sheet_loads_nothing_from_elsewhere() -> None:
    urls = re.findall(r'url\("([^"]+)"\)', Path("static/css/plumbline.css").read_text())
    assert urls
    assert all(url.startswith("../fonts/") for url in urls)
