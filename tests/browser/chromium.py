"""A real Chromium, opened on pages from files, with the network cut off."""

import os
import re
import shutil
from dataclasses import dataclass

import pytest

from luoshi.org.address.actions import set_address
from office import NOW

# The first is the same engine without windows: a page opens in a third of the time.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(shutil.which, PROGRAMS), "chromium")
DESKTOP = {"width": 1366, "height": 768}
CALM = "/static/luoshi/icon.svg"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in the thread of the tests


@pytest.fixture(scope="session")
def browser(need_tool):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    program = need_tool(CHROMIUM, "apt-get install chromium fonts-noto-cjk")
    with sync_api.sync_playwright() as playwright:
        made = _launched(playwright.chromium, program, sync_api.TimeoutError)
        yield made
        made.close()


def _launched(chromium, program, late, times=3):
    """A browser that has begun: among other programs' starts one may hang, and another one does not."""
    for again in reversed(range(times)):
        try:
            return chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"], timeout=60_000)
        except late:
            if not again:
                raise


class Shelf:
    """Tabs that no test has in hand: a renderer that runs already saves half of what it costs to open a page.

    A tab is handed on as new: nothing stored, no history, nobody signed in. Only the browser's cache of scripts and
    styles stays; for all else the application has it ask again.
    """

    def __init__(self, browser):
        self.browser, self.free = browser, {}

    def take(self, viewport, *, alone=False, **context):
        """A tab in a context of its own, with these options of a context; what is heard in it is kept in two lists.

        Args:
            alone: it is for this test only, which leaves in it what cannot be taken back: a listener, a script.
        """
        free = [] if alone else self.free.setdefault(tuple(sorted(context.items())), [])
        page = free.pop() if free else self._opened(None if alone else free, **context)
        page.troubles, page.asked = [], []
        page.set_viewport_size(viewport)
        return page

    def _opened(self, free, **context):
        page = self.browser.new_context(**context).new_page()
        page.shelf, page.wire = free, page.context.new_cdp_session(page)
        page.on("console", lambda message: page.troubles.append(message.text) if _told(message) else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda asked: page.asked.append(asked.url))
        return page

    def put_back(self, page, calm):
        """Make a tab as new; ``calm`` is an address of its own site, at which nothing goes on."""
        context = page.context
        if page.shelf is None:
            context.close()
            return
        context.set_offline(False)
        for other in context.pages:
            if other != page:
                other.close()
        context.clear_cookies()
        page.set_default_timeout(30_000)
        page.emulate_media(media="null")
        page.goto(calm)
        page.evaluate("() => [sessionStorage, localStorage].forEach((one) => one.clear())")
        page.wire.send("Page.resetNavigationHistory")
        page.shelf.append(page)


def _told(message):
    """Whether it is more than a remark of Chromium's own, such as that a field typed into keeps the focus."""
    return message.type != "info"


@pytest.fixture(scope="session")
def shelf(browser):
    return Shelf(browser)


@pytest.fixture
def tab(shelf, pages, tmp_path):
    """Opens a page; at the end there must be no error in its console and no request but for itself."""
    made = []

    def opened(name, viewport=DESKTOP, hash="", alone=False):
        one = shelf.take(viewport, alone=alone)
        made.append(one)
        one.goto(pages[name].as_uri() + hash)
        return one

    yield opened
    heard = [
        (made_opened.troubles, [url for url in made_opened.asked if not url.startswith("file:")])
        for made_opened in made
    ]
    calm = tmp_path / "calm.html"
    calm.write_text("<title></title>", encoding="utf-8")
    for page in made:
        shelf.put_back(page, calm.as_uri())
    assert heard == [([], [])] * len(made)


@dataclass
class Live:
    """The application, answering at ``url``, with the small office in its database (SQLite, a file)."""

    url: str
    office: object


@pytest.fixture
def real_office(transactional_db, images):
    """The small office, copied into the database, each password chosen just now."""
    from django.utils import timezone

    from luoshi.org.actors.models import User
    from office import build

    made = images.stand("office", build)
    User.objects.update(password_since=timezone.now())  # a test may have its own clock
    return made


@pytest.fixture
def live(real_office, live_server, request):
    """The application with the office of tests/office.py, served by a thread of this process.

    Its pictures are a dot, but where one looks at them (LUOSHI_SHOTS).
    """
    if not os.environ.get("LUOSHI_SHOTS"):
        request.getfixturevalue("drawn_at_once")
    set_address(live_server.url, real_office.actor("admin"), at=NOW)  # slips say so; one that is not said prints none
    return Live(live_server.url, real_office)


@pytest.fixture
def visit(shelf, live, settings):
    """Opens a tab on the application: ``visit("clerk", "/appeals/")``, signed in already; ``visit(None)`` is nobody.

    At the end there must be no error in its console but those allowed, and no request to elsewhere. ``allow`` holds the
    statuses of answers that the test brings about: Chromium writes those into the console.
    """
    from django.test import Client

    from luoshi.org.actors.models import User

    made = []

    def opened(name=None, path="/", *, language="zh-hans", viewport=DESKTOP, allow=(), **context):
        one = shelf.take(viewport, locale="zh-CN" if language == "zh-hans" else "en", **context)
        made.append(one)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if name is not None:
            client = Client()
            client.force_login(User.objects.get(username=name))
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        one.context.add_cookies([{"name": key, "value": value, "url": live.url} for key, value in cookies.items()])
        one.allowed = [f"status of {status}" for status in allow]
        one.goto(live.url + path)
        return one

    yield opened
    heard = [
        (
            [words for words in made_opened.troubles if not any(status in words for status in made_opened.allowed)],
            [url for url in made_opened.asked if not re.match(re.escape(live.url) + "|data:", url)],
        )
        for made_opened in made
    ]
    for page in made:
        shelf.put_back(page, live.url + CALM)
    assert heard == [([], [])] * len(made)
