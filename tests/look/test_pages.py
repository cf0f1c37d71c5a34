"""The style guide and the error pages, as markup and in a browser."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import html
from playwright.sync_api import Browser, Page, Route, sync_playwright

from portal.look.templatetags.look import MODULES
from portal.look.views import styleguide
from tests.browsing import CHROMIUM, FLAGS, skip_without_browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ERRORS = ["400", "403", "404", "410", "413", "429", "500", "503"]


def guide(query: str = "") -> str:
    request = RequestFactory().get(f"/-/styleguide{query}")
    return styleguide(request).content.decode()


@pytest.mark.parametrize("query", ["", "?clean"])
def test_the_style_guide_is_sound_markup(query: str) -> None:
    page = html.fromstring(guide(query))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(page.xpath("//h1")) == 1
    assert page.get("lang", "").startswith("en")
    assert page.xpath("normalize-space(//title)").startswith("Error: ") is (not query)
    assert page.get_element_by_id(page.xpath("//a[@class='skip']/@href")[0][1:]) is not None


def test_scripts_carry_the_word_that_the_policy_names() -> None:
    answer = CSPMiddleware(styleguide)(RequestFactory().get("/-/styleguide"))
    words = html.fromstring(answer.content.decode()).xpath("//script/@nonce")
    assert len(words) > len(MODULES)
    assert len(set(words)) == 1
    assert f"'nonce-{words[0]}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_stand_without_a_request_and_say_a_way_on(code: str) -> None:
    page = html.fromstring(render_to_string(f"{code}.html"))
    (heading,) = page.xpath("//h1")
    assert heading.text_content().strip()
    assert page.xpath("//main//a[@href]")
    assert page.xpath("//script") == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    skip_without_browser()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def open_page(browser: Browser, content: str, width: int) -> Page:
    """Show a page with its static files, without a server."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://look.test")
        if not path.startswith(settings.STATIC_URL):
            route.fulfill(body=content, content_type="text/html; charset=utf-8")
            return
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        if found is None:
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(str(found))[0] or "application/octet-stream"
        route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)

    page = browser.new_page(viewport={"width": width, "height": 900})
    page.route("**/*", answer)
    page.goto("http://look.test/")
    return page


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("query", ["", "?clean"])
def test_the_style_guide_passes_axe(browser: Browser, query: str, width: int) -> None:
    page = open_page(browser, guide(query), width)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.browser
def test_nothing_scrolls_sideways_at_320(browser: Browser) -> None:
    page = open_page(browser, guide(), 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser
def test_scripts_do_what_the_guide_says(browser: Browser) -> None:
    page = open_page(browser, guide(), 1440)
    assert page.evaluate("document.activeElement.matches('[data-problem]')")
    page.click("[data-problem] a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "id_description"
    page.keyboard.type("one two three")
    assert page.inner_text("[data-count-for=id_description]") == "3 of 400 words"
    page.click("[name=_add_row]")
    assert page.evaluate("document.activeElement.name") == "rows-2-started"
    assert page.input_value("[name=rows-TOTAL_FORMS]") == "3"
    page.click("[name=_remove_row] >> nth=0")
    assert page.input_value("[name=rows-0-minutes]") == "a while"
    assert page.input_value("[name=rows-TOTAL_FORMS]") == "2"
    page.focus("#s1_3")
    page.keyboard.press("1")
    assert page.is_checked("#s1_1")
    page.focus("table[data-grid] a >> nth=0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.label") == "Tollgate Labs"
    page.keyboard.press("?")
    assert page.is_visible("dialog")
