"""The way of a first-time visitor through the demonstration, by clicks and keys: from a paper to a thing done.

``tools/pictures.py`` takes pictures on it, ``tests/browser/test_demo.py`` counts what it asks of one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

PAPER = """云岭县科普进社区工作方案
为丰富社区科普活动，制定本方案。
一、举办讲座
在社区举办科普讲座12场，受众600人次以上，{due}前完成。
二、更新设施
更新社区科普宣传栏20块，{due}前完成。（牵头单位：县教育局）
"""
TASK = "举办科普讲座"
SUPERVISOR, CLERK, LEADER = "杜明川", "周婷", "林海峰"
DONE = "已举办讲座12场，受众680人次。"
FOUND = "查看签到表和现场照片，情况属实。"


class Visitor:
    """Clicks, types and counts: a click, a command by key, a field filled in, a file chosen is one each."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base, self.count = page, base.rstrip("/"), 0

    def click(self, what: str) -> None:
        """Click on the first such thing."""
        self.page.locator(what).first.click()
        self.count += 1

    def key(self, name: str) -> None:
        """Press a key, or several at once."""
        self.page.keyboard.press(name)
        self.count += 1

    def type(self, words: str) -> None:
        """Type words where the cursor stands."""
        self.page.keyboard.type(words)
        self.count += 1

    def fill(self, name: str, words: str) -> None:
        """Fill a field of the form in."""
        self.page.locator(f"[name={name}]:visible").first.fill(words)
        self.count += 1

    def send(self, step: str) -> None:
        """Send the step's form and see that it was done."""
        self.click("#dialog button[type=submit]")
        self.page.wait_for_selector(f".flash--success:has-text('{step}')")

    def step(self, name: str) -> None:
        """Open a step of the matter's page as a dialog."""
        act = f".acts a[href$='/{name}/']"
        if not self.page.locator(act).first.is_visible():  # behind the dots
            self.click(".acts .pull > summary")
        self.click(act)
        self.page.wait_for_selector("#dialog form")

    def be(self, name: str) -> None:
        """Be somebody else, by the banner on every page."""
        if self.page.url == "about:blank":
            self.page.goto(self.base + "/demo/")
        else:
            self.click(".notice__demo a")
        self.click(f".entrance button:has-text('{name}')")
        self.page.wait_for_selector(f".top summary:has-text('{name}'), header summary:has-text('{name}')")

    def mine(self, group: str = "") -> None:
        """Open the matter from what waits for one on the home page, of a group of it if so much waits."""
        if group:
            self.click(f"main a:has-text('{group}')")
        self.click(f"main table a:has-text('{TASK}')")
        self.page.wait_for_selector(".acts")


def walk(page: Any, base: str, due: date, seen: Callable[[str], object] = lambda name: None) -> int:
    """Walk the whole way; how many clicks, keys and fields it took.

    Args:
        due: until when the paper asks for it.
        seen: is told the name of each place worth a picture, as the page stands there.
    """
    one = Visitor(page, base)
    # The supervisor receives a paper, puts one row right, publishes it and sends it out.
    one.be(SUPERVISOR)
    one.click(".buttons a[href$='/plans/receive/']")
    paper = PAPER.format(due=f"{due.month}月{due.day}日").encode()
    page.set_input_files("[name=documents]", {"name": "科普进社区方案.txt", "mimeType": "text/plain", "buffer": paper})
    one.count += 2
    one.click(".form__buttons .button--main")
    page.wait_for_url("**/correct/")
    page.wait_for_selector(f".crow--active .crow__words:has-text('{TASK}')")
    one.key("e")
    page.wait_for_selector(".rowform [name=lead]:focus")
    one.type("县科协")
    page.wait_for_selector(".rowform [role=option]:visible")
    seen("path-correct")
    one.key("Enter")
    one.key("Control+Enter")
    page.wait_for_selector(".rowform", state="detached")
    page.wait_for_selector(".crow--active .crow__words:has-text('宣传栏')")
    one.key("Enter")
    page.wait_for_selector("#decided[data-open='0']")
    one.key("p")
    page.wait_for_url("**/review/")
    one.click("a[href$='/publish/']")
    page.wait_for_selector("[name=approver]:visible")
    one.fill("approver", "林海峰")
    one.fill("basis", "县政府第33次常务会议")
    one.click("#dialog button[type=submit], main form button[type=submit]")
    page.wait_for_selector(".flash--success")
    one.click(f"main a:has-text('{TASK}')")
    page.wait_for_selector(".acts")
    seen("path-issue")
    one.step("issue")
    one.send("交办")
    # The unit accepts it and reports it done, with a file.
    one.be(CLERK)
    one.mine()
    one.step("accept")
    label = page.locator(f"#dialog [name=owner] option:has-text('{CLERK}')").inner_text()
    page.locator("#dialog [name=owner]").select_option(label=label)
    one.count += 1
    one.send("签收")
    one.step("finish")
    one.fill("words", DONE)
    for field, value in zip(page.locator("#dialog [name^=value_]").all(), ("12", "680"), strict=True):
        field.fill(value)
        one.count += 1
    sheet = {"name": "讲座签到表.txt", "mimeType": "text/plain", "buffer": "演示数据：签到表".encode()}
    page.set_input_files("#dialog [name=evidence]", [sheet])
    one.count += 2
    seen("path-report")
    one.send("报告办结")
    # The supervisor checks it, the leader closes it.
    one.be(SUPERVISOR)
    one.mine("已反馈（报告办结）")
    one.step("verify")
    one.fill("finding", FOUND)
    one.send("核查通过")
    one.be(LEADER)
    one.mine()
    one.step("close_it")
    one.send("销号")
    seen("path-closed")
    return one.count
