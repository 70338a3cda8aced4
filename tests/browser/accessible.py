"""What axe-core finds on a page that is open."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

SIZES = [{"width": 1366, "height": 768}, {"width": 390, "height": 844}]
PICTURES = os.environ.get("LUOSHI_PICTURES", "")  # a folder, to look at them
VENDOR = Path(__file__).parent / "vendor"
RUN = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa"], resultTypes: ["violations"], iframes: false,
})).violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(" | "))"""


@lru_cache(maxsize=1)
def source() -> str:
    (found,) = VENDOR.glob("axe-*.min.js")
    return found.read_text(encoding="utf-8")


def violations(tab: Any) -> list[str]:
    """The rules of WCAG 2 A and AA that the page breaks, each with the places; over the page as it stands now."""
    if not tab.evaluate("() => 'axe' in window"):
        tab.evaluate(source())  # by the debugger: the content policy lets no page load it
    found: list[str] = tab.evaluate(RUN)
    return found


def fits(tab: Any, base: str, paths: Iterable[str]) -> None:
    """Each of these pages fits a desk and a telephone and breaks no rule; with LUOSHI_PICTURES a picture of each."""
    for path in paths:
        tab.goto(base + path)
        for size in SIZES:
            tab.set_viewport_size(size)
            if PICTURES:
                name = path.strip("/").replace("/", "-")
                tab.screenshot(path=f"{PICTURES}/{name}-{size['width']}.png", full_page=True)
            wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (path, size)
        assert violations(tab) == [], path
