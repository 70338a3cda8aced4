"""Words that would be scripts, stored wherever a name can stand: a real browser opens every page and runs none."""

from __future__ import annotations

from typing import Any

import pytest

from hostile import furnished, spoil

# Nothing of what was stored is an element, an attribute that acts, or an address that runs.
LIVE = """() => [...document.querySelectorAll("*")].filter((one) =>
  one.getAttributeNames().some((name) => name.startsWith("on")) || one.getAttribute("src") === "x" ||
  ["href", "action", "formaction"].some((name) => /^\\s*javascript:/i.test(one.getAttribute(name) || ""))
).map((one) => one.outerHTML.slice(0, 200))"""


@pytest.mark.control("8.1.4.4", "what would run is found where it stands")
def test_what_would_run_is_found(visit: Any) -> None:
    tab = visit(None, "/sign-in/")
    assert tab.evaluate(LIVE) == []
    tab.evaluate("""() => document.body.insertAdjacentHTML("beforeend",
        '<a href=" javascript:void 0">x</a><button formaction="JavaScript:x">y</button>')""")
    assert len(tab.evaluate(LIVE)) == 2


@pytest.mark.control("8.1.4.4", "in a real browser no stored word runs, on any page, for any who may read it")
@pytest.mark.parametrize("who", ["admin", "supervisor", "clerk", "auditor"])
def test_no_stored_word_runs_on_any_page(visit: Any, live: Any, settings: Any, tmp_path: Any, who: str) -> None:
    settings.DATA = tmp_path
    every = furnished(live.office)
    spoil(live.office, every)
    tab = visit(who, allow=(401, 403, 404, 405, 410, 422), alone=True)
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    told = 0
    for path in sorted({address.path() for address in every if not address.api}):
        answer = tab.request.get(live.url + path, max_redirects=0)
        taken_away = "attachment" in answer.headers.get("content-disposition", "")
        if answer.status != 200 or taken_away or "text/html" not in answer.headers.get("content-type", ""):
            continue
        tab.goto(live.url + path)
        assert tab.evaluate(LIVE) == [], path
        told += "onerror=alert(7)" in tab.content()
    assert asked == []
    assert told > 5  # the words were there to run
