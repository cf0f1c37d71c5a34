"""The typist of the journeys fails where keys don't lead, and where the focus can't be seen."""

import pytest
from playwright.sync_api import Browser

from tests.journeys import keys
from tests.journeys.people import Mailbox, Manner, Town

pytestmark = pytest.mark.browser

PAGE = """
<style>#dark:focus { outline: none }</style>
<input id="name"><details><summary>More</summary><input id="folded" type="checkbox"></details>
<button id="dark">Unseen</button><button id="skipped" tabindex="-1">Only by mouse</button>
"""


def test_keys_reach_what_they_reach_and_nothing_else(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_TABS", 12)
    window = browser.new_context()
    page = window.new_page()
    page.set_content(PAGE)
    keys.write_by_keys(page.locator("#name"), "typed")
    assert page.input_value("#name") == "typed"
    keys.tick_by_keys(page.locator("#folded"))
    assert page.is_checked("#folded")
    with pytest.raises(AssertionError, match="does not show"):
        keys.push_by_keys(page.locator("#dark"))
    with pytest.raises(AssertionError, match="no key leads"):
        keys.push_by_keys(page.locator("#skipped"))
    window.close()


def test_without_scripts_none_runs(browser: Browser) -> None:
    town = Town(browser, Mailbox(browser.new_page(), ""))
    person = town.person("nobody@dune.example", "No Body", Manner.PLAIN)
    person.page.set_content("<p>As sent</p><script>document.body.textContent = 'Changed'</script>")
    person.sees("As sent")
    person.context.close()
    town.mailbox.page.close()
