"""What axe-core finds on a page that is open."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

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
