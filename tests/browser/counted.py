"""Someone at a page whose actions are counted, with a mouse or with the keyboard alone.

An action is one press, one choice, one field filled, one file given; scrolling and looking are none, and so is to go on
with Tab to what one presses or fills in. With the keyboard alone its keys are counted as well.
"""

from __future__ import annotations

FAR = 150  # so many Tabs at most lead to where one wants to be


class Counted:
    """A person at the page, whose actions are counted."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, selector):
        self.actions += 1
        self.page.click(selector)

    def press_act(self, selector):
        """A press on one of a record's acts; it may stand behind the dots, which are pressed first."""
        if not self.page.locator(selector).first.is_visible():
            self.press(".acts .pull > summary")
        self.press(f"{selector} >> nth=0")

    def choose(self, selector, **what):
        self.actions += 1
        self.page.select_option(selector, **what)

    def fill(self, selector, words):
        self.actions += 1
        self.page.fill(selector, words)

    def give(self, selector, name, content):
        self.actions += 1
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.set_input_files(selector, file)

    def press_and_wait(self, selector):
        """A press that changes rows: what follows begins once the page shows it."""
        with self.page.expect_response(lambda one: "/correct/" in one.url and one.request.method == "GET"):
            self.press(selector)

    def took(self, most, what):
        """Say how many actions something took, which are at most so many."""
        print(f"\n{what}: {self.actions} actions, at most {most}")
        assert self.actions <= most


class ByKeys(Counted):
    """The same with the keyboard alone: one goes on with Tab, from the top of a page past what stands on each."""

    def __init__(self, page):
        super().__init__(page)
        self.keys = 0

    def key(self, name, times=1):
        for _ in range(times):
            self.page.keyboard.press(name)
        self.keys += times

    def reach(self, selector):
        """Go on till the focus is there; from the top of a page by the link to its content, if it is in that."""
        there = self.page.locator(selector).first
        if there.evaluate("one => document.activeElement === document.body && Boolean(one.closest('#main'))"):
            self.key("Tab")
            assert self.page.evaluate("document.activeElement.className") == "skip"
            self.key("Enter")
        for _ in range(FAR):
            if there.evaluate("one => one === document.activeElement"):
                return
            self.key("Tab")
        raise AssertionError(f"{FAR} Tabs do not lead to {selector}")

    def press(self, selector):
        self.actions += 1
        self.reach(selector)
        self.key("Enter")

    def choose(self, selector, *, value):
        """Choose from a list by the arrows."""
        self.actions += 1
        self.reach(selector)
        far = "(one, to) => [...one.options].findIndex((each) => each.value === to) - one.selectedIndex"
        steps = self.page.locator(selector).first.evaluate(far, value)
        self.key("ArrowDown" if steps > 0 else "ArrowUp", abs(steps))
        assert self.page.input_value(selector) == value

    def fill(self, selector, words):
        self.actions += 1
        self.reach(selector)
        self.key("Control+a")
        self.page.keyboard.type(words)
        self.keys += len(words)

    def took(self, most, what):
        super().took(most, f"{what}, by {self.keys} keys")
