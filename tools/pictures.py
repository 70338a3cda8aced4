"""Make the pictures of the application that README.md shows, from the demonstration's invented county.

python tools/pictures.py     needs Chromium; writes docs/images/matter.png and those of the five minutes, path-….png
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
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from five_minutes import walk

ROOT = Path(__file__).resolve().parent.parent


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


def main() -> None:
    """Start the demonstration, walk through it, and take the pictures."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "luoshi.cli", "serve", "--demo", "--data", folder, "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            base = f"http://127.0.0.1:{port}"
            wait(base + "/demo/")
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
                small = browser.new_page(viewport={"width": 1120, "height": 720}, locale="zh-CN")
                walk(
                    small,
                    base,
                    date.today() + timedelta(days=40),
                    lambda name: small.screenshot(path=ROOT / f"docs/images/{name}.png"),
                )
                page.goto(base + "/demo/")
                page.get_by_role("button", name="督查").first.click()
                page.goto(base + "/appeals/?state=assigned")
                page.locator("table.rows tbody th a").first.click()
                page.wait_for_load_state()
                page.screenshot(path=ROOT / "docs/images/matter.png")
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
