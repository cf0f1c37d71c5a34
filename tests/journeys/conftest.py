"""One product, started as anybody starts it, for all journeys; they only touch it by browser."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from portal.environment import PROJECT_ROOT
from portal.launch.services import free_port
from tests.browsing import CHROMIUM, FLAGS, skip_without_browser
from tests.journeys.people import PATIENCE_MS, Mailbox, Town
from tests.launch.conftest import Launch, end_launches, launch_environment, start_launch

OPERATOR = "opal@service.example"


@dataclass(frozen=True)
class Product:
    """A running product and where its front door is."""

    launch: Launch
    root: str

    def manage(self, *words: str) -> str:
        """Run a command of manage.py as a person at the machine would."""
        host = self.root.removeprefix("http://")
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT_ROOT,
            env=launch_environment(self.launch.data, ROOT_HOST=host, DEMO="true"),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    skip_without_browser()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Database, broker, web server and worker, with the demo's mailbox and nobody in it."""
    port = free_port()
    data = tmp_path_factory.mktemp("journeys") / "data"
    running = start_launch(data, "run", "--empty", ROOT_HOST=f"localhost:{port}", DEMO="true")
    try:
        running.hear("Ctrl-C stops everything")
        made = Product(running, f"http://localhost:{port}")
        made.manage("make_operator", OPERATOR)
        yield made
    finally:
        if running.process.poll() is None:
            running.tell(signal.SIGINT)
        end_launches([running], data)


@pytest.fixture(scope="package")
def town(browser: Browser, product: Product) -> Iterator[Town]:
    window = browser.new_context()
    made = Town(browser, Mailbox(window.new_page(), product.root))
    yield made
    window.close()
    for one in made.windows:
        one.close()
