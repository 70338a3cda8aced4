"""A person whose actions are counted: one press, one choice, one field filled, one file given; looking is none."""

from __future__ import annotations

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Counted:
    """A person at the page, whose actions are counted."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, selector):
        self.actions += 1
        self.page.click(selector)

    def choose(self, selector, **what):
        self.actions += 1
        self.page.select_option(selector, **what)

    def fill(self, selector, words):
        self.actions += 1
        self.page.fill(selector, words)

    def give(self, selector, name, content):
        self.actions += 1
        self.page.set_input_files(selector, {"name": name, "mimeType": WORD, "buffer": content})

    def press_and_wait(self, selector):
        """A press that changes rows: what follows begins once the page shows it."""
        with self.page.expect_response(lambda one: "/correct/" in one.url and one.request.method == "GET"):
            self.press(selector)
