"""A clerk at the correction page, who uses keys alone and counts them."""

from __future__ import annotations


class Clerk:
    """Presses keys and counts each: a command, a character typed, both keys of Ctrl+Enter."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def key(self, name, times=1):
        for _ in range(times):
            self.page.keyboard.press(name)
            self.pressed += len(name.split("+"))

    def type(self, words):
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def on(self, words):
        """The row with these words is the active one: the page led there."""
        self.page.wait_for_selector(f".crow--active .crow__words:has-text('{words}')")

    def edit(self, field):
        """Open the row's form; it stands in the field that the row's doubt is about."""
        self.key("e")
        self.page.wait_for_selector(f".rowform [name{field}]:focus")

    def unit(self, letters):
        """Choose a unit by some characters of its name."""
        self.type(letters)
        self.page.wait_for_selector(".rowform [role=option]:visible")
        assert self.page.locator(".rowform [role=option]:visible").count() == 1
        self.key("Enter")

    def save(self):
        self.key("Control+Enter")
        self.page.wait_for_selector(".rowform", state="detached")
