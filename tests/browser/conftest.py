"""A real Chromium, opened on pages from files, with the network cut off."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "writing"))  # gold_readings, pairs

CHROMIUM = next(filter(shutil.which, ("chromium", "chromium-browser", "google-chrome")), "chromium")
DESKTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser(need_tool):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    program = need_tool(CHROMIUM, "apt-get install chromium fonts-noto-cjk")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture
def tab(browser, pages, request):
    """Opens a page; at the end there must be no error in its console and no request but for itself."""
    made = []

    def opened(name, viewport=DESKTOP, hash=""):
        one = browser.new_page(viewport=viewport)
        one.troubles, one.asked = [], []
        one.on("console", lambda message: one.troubles.append(message.text))
        one.on("pageerror", lambda error: one.troubles.append(str(error)))
        one.on("request", lambda asked: one.asked.append(asked.url))
        one.goto(pages[name].as_uri() + hash)
        made.append(one)
        return one

    yield opened
    for one in made:
        assert one.troubles == []
        assert all(url.startswith("file:") for url in one.asked)
        one.close()
