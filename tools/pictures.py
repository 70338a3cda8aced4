"""Make all pictures of docs/images: of the application from the demonstration's invented county, of the reader's pages
from the samples.

python tools/pictures.py           needs Chromium; writes ledger.png, match.png, matter.png, those of the five minutes,
                                   path-….png, and the pages of the application at two widths, page-….png
python tools/pictures.py --pages   those pages alone
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from five_minutes import walk

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
PLAN, REPORT = "samples/01-work-points-2025.docx", "samples/10-year-summary-2025.docx"
NOT_MET = "意见建议办复率"  # the answer that is opened


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait(address: str, seconds: float = 300) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    sys.exit("the demonstration did not start")


def take(page: Page, name: str) -> None:
    """A picture of what the page shows, in 256 colours: a third of the bytes, and no eye tells."""
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as whole:
        small = whole.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def luoshi(*words: str) -> list[str]:
    """The command `luoshi` of this environment."""
    return [sys.executable, "-m", "luoshi.cli", *words]


def of_the_reader(browser: Browser, folder: Path) -> None:
    """A ledger beside its document, and a plan beside its report with one answer open."""
    asked = {"read": ("read", "samples", "--together"), "match": ("match", PLAN, REPORT)}
    for name, words in asked.items():
        out = ["--format", "html", "--lang", "zh", "--out", str(folder / name)]
        subprocess.run(luoshi(*words, *out), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    (ledger,), (pair,) = ((folder / name).glob("*.html") for name in ("read", "match"))
    page = browser.new_page(viewport={"width": 1360, "height": 820}, locale="zh-CN")
    page.goto(ledger.as_uri())
    page.locator("main a:visible, table a:visible").first.click()  # from the list of documents to the first
    take(page, "ledger")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(pair.as_uri())
    page.get_by_text(NOT_MET).last.click()
    page.mouse.move(0, 0)
    take(page, "match")


def of_the_application(browser: Browser, base: str) -> None:
    """The five minutes of a first-time visitor, and the page of an appeal."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    small = browser.new_page(viewport={"width": 1120, "height": 720}, locale="zh-CN")
    today = date.today()
    due = min(today + timedelta(days=40), today.replace(month=12, day=31))  # the paper names no year
    walk(small, base, due, lambda name: take(small, name))
    page.goto(base + "/demo/")
    page.get_by_role("button", name="督查").first.click()
    page.goto(base + "/appeals/?state=assigned")
    page.locator("table.rows tbody th a").first.click()
    page.wait_for_load_state()
    take(page, "matter")


@dataclass(frozen=True)
class PagePicture:
    """A page as one sees it first: whose it is (account; "": of nobody), its address, a link to follow from there."""

    name: str
    account: str
    address: str
    follow: str = ""
    wait_for: str = "main"


PAGE_PICTURES = (
    PagePicture("home-supervisor", "du", "/"),
    PagePicture("home-unit", "zhou", "/"),
    PagePicture("home-leader", "lin", "/"),
    PagePicture("home-auditor", "shenzheng", "/"),
    PagePicture("home-administrator", "guan", "/"),
    PagePicture("list", "du", "/commitments/"),
    PagePicture("record", "du", "/commitments/?q=公民具备科学素质", "table.rows tbody th a"),
    PagePicture("plan", "du", "/plans/?state=published", "table.rows tbody th a"),
    PagePicture("correct", "du", "/plans/?state=draft", "table.rows tbody th a"),
    PagePicture("form", "zhou", "/", "main a[href^='/commitments/'][href$='/report/']"),
    PagePicture("checking", "du", "/verify/"),
    PagePicture("figures", "du", "/boards/", "main ul a, main tbody th a"),
    PagePicture("public", "", "/open/"),
)
WIDTHS = {"": (1366, 900), "-phone": (390, 844)}


def of_each_page(browser: Browser, base: str) -> None:
    """Each role's first page, a list, a record, a plan, the forms and what anybody reads, at a desk and a telephone."""
    for ending, (width, height) in WIDTHS.items():
        for picture in PAGE_PICTURES:
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            page = context.new_page()
            if picture.account:
                page.goto(base + "/demo/")
                page.click(f"button[value='{picture.account}']")
            page.goto(base + picture.address)
            if picture.follow:
                page.goto(base + str(page.locator(picture.follow).first.get_attribute("href")))
            if picture.name == "correct":
                page.goto(page.url.rstrip("/") + "/correct/")
            page.wait_for_selector(picture.wait_for)
            take(page, f"page-{picture.name}{ending}")
            context.close()


def main() -> None:
    """Start the demonstration, walk through it, and take the pictures."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = luoshi("serve", "--demo", "--data", f"{folder}/data", "--port", str(port))
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            base = f"http://127.0.0.1:{port}"
            wait(base + "/demo/")
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                of_each_page(browser, base)
                if "--pages" not in sys.argv:
                    of_the_reader(browser, Path(folder))
                    of_the_application(browser, base)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
