"""Take the steps of a life cycle in a browser, as whoever takes them does: open the form, fill it in, send it."""

from playwright.sync_api import TimeoutError, expect

OPEN_ALL = "document.querySelectorAll('details').forEach(details => details.open = true)"


class Season:
    """A season of work in a browser: one tab for each person who takes part."""

    def __init__(self, visit, live):
        self.visit, self.url, self.office, self.tabs = visit, live.url, live.office, {}

    def tab(self, who, path, **more):
        """Return the tab of a person, on this page."""
        if who not in self.tabs:
            self.tabs[who] = self.visit(who, path, **more)
        else:
            self.tabs[who].goto(self.url + path)
        return self.tabs[who]

    def fill_in(self, page, values):
        """Fill in boxes by name, also those that are folded away; a file is a dict as Playwright takes it."""
        page.evaluate(OPEN_ALL)
        for name, value in values.items():
            box = page.locator(f"form [name='{name}']").first
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(value)
            elif value is True:
                box.check()
            elif isinstance(value, dict):
                box.set_input_files(value)
            else:
                box.fill(value)

    def begin(self, who, path, **values):
        """Begin a record on a page, and return its address."""
        page = self.tab(who, path)
        self.fill_in(page, values)
        page.click("main form.form .form__buttons button[type=submit]")
        self._wait(page, lambda url: not url.rstrip("/").endswith(("/new", path.strip("/"))))
        return page.url.removeprefix(self.url).split("?")[0].removesuffix("edit/")

    def step(self, who, record, step, **values):
        """Take a step on a record, and come back to its page."""
        page = self.tab(who, f"{record}{step}/")
        self.fill_in(page, values)
        page.click("form.form .form__buttons button[type=submit]")
        self._wait(page, lambda url: f"/{step}/" not in url)
        return page

    def _wait(self, page, left):
        """Wait until the form was left; if it was not, say what its page shows."""
        try:
            page.wait_for_url(left, timeout=15_000)
        except TimeoutError as error:
            raise AssertionError(page.inner_text("main")[:1500]) from error

    def shows(self, who, path, *words):
        """Expect these words on a page."""
        page = self.tab(who, path)
        for word in words:
            expect(page.locator("main")).to_contain_text(word)
        return page
