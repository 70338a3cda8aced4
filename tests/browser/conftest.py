"""A real Chromium, opened on pages from files, with the network cut off."""

import os
import re
import shutil
from dataclasses import dataclass
from functools import partial

import pytest

# The first is the same engine without windows: a page opens in a third of the time.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(shutil.which, PROGRAMS), "chromium")
DESKTOP = {"width": 1366, "height": 768}
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in the thread of the tests


@pytest.fixture(scope="session")
def browser(need_tool):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    program = need_tool(CHROMIUM, "apt-get install chromium fonts-noto-cjk")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


def _heard(troubles, message):
    """What the console says, but for Chromium's own remarks, such as that a field typed into keeps the focus."""
    if message.type != "info":
        troubles.append(message.text)


@pytest.fixture
def tab(browser, pages, request):
    """Opens a page; at the end there must be no error in its console and no request but for itself."""
    made = []

    def opened(name, viewport=DESKTOP, hash=""):
        one = browser.new_page(viewport=viewport)
        one.troubles, one.asked = [], []
        one.on("console", partial(_heard, one.troubles))
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


@dataclass
class Live:
    """The application, answering at ``url``, with the small office in its database (SQLite, a file)."""

    url: str
    office: object


@pytest.fixture
def live(real_office, live_server):
    """The application with the office of tests/office.py, served by a thread of this process."""
    return Live(live_server.url, real_office)


@pytest.fixture
def visit(browser, live, settings):
    """Opens a tab on the application: ``visit("clerk", "/appeals/")``, signed in already; ``visit(None)`` is nobody.

    At the end there must be no error in its console but those allowed, and no request to elsewhere. ``allow`` holds the
    statuses of answers that the test brings about: Chromium writes those into the console.
    """
    from django.test import Client

    from luoshi.org.models import User

    made = []

    def opened(name=None, path="/", *, language="zh-hans", viewport=DESKTOP, allow=(), **context):
        around = browser.new_context(viewport=viewport, locale="zh-CN" if language == "zh-hans" else "en", **context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if name is not None:
            client = Client()
            client.force_login(User.objects.get(username=name))
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        around.add_cookies([{"name": key, "value": value, "url": live.url} for key, value in cookies.items()])
        one = around.new_page()
        one.troubles, one.asked, one.allowed = [], [], [f"status of {status}" for status in allow]
        one.on("console", partial(_heard, one.troubles))
        one.on("pageerror", lambda error: one.troubles.append(str(error)))
        one.on("request", lambda asked: one.asked.append(asked.url))
        one.goto(live.url + path)
        made.append(one)
        return one

    yield opened
    for one in made:
        assert [words for words in one.troubles if not any(status in words for status in one.allowed)] == []
        assert [url for url in one.asked if not re.match(re.escape(live.url) + "|data:", url)] == []
        one.context.close()
