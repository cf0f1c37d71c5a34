"""A form in a part of a page needs the proof of its origin as well.

`{% include ... only %}` shuts out what context processors give, the token of forms among it: such
a form looks right and is refused when somebody sends it. The test client doesn't ask for the token.
"""

import re
from collections.abc import Iterator

from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
INCLUDE = re.compile(r"""{%\s*include\s+["']([^"']+)["']([^%]*)%}""")


def shut_out() -> Iterator[str]:
    """Parts with a token in them that are included without one."""
    for page in sorted(TEMPLATES.rglob("*.html")):
        for name, words in INCLUDE.findall(page.read_text(encoding="utf-8")):
            if needs_token(name) and " only" in words and "csrf_token=csrf_token" not in words:
                yield f"{page.relative_to(TEMPLATES)} includes {name}"


def needs_token(name: str, seen: frozenset[str] = frozenset()) -> bool:
    part = TEMPLATES / name
    if name in seen or not part.is_file():
        return False
    text = part.read_text(encoding="utf-8")
    inside = [one for one, _words in INCLUDE.findall(text)]
    return "{% csrf_token %}" in text or any(needs_token(one, seen | {name}) for one in inside)


def test_every_form_in_a_part_gets_its_token() -> None:
    assert list(shut_out()) == []
    assert needs_token("evaluations/_not_applicable_form.html")
    assert not needs_token("components/notice.html")
