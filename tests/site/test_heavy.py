"""Heavy pages: few of one person at once, further ones wait, plain pages and other people never."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

from django.urls import URLPattern, get_resolver

from luoshi.site import heavy
from luoshi.site.heavy import Places
from many_appeals import signed_in
from office import Office


def patterns(resolver: Any) -> list[URLPattern]:
    return [pattern for part in resolver.url_patterns
            for pattern in ([part] if isinstance(part, URLPattern) else patterns(part))]  # fmt: skip


# What takes a sheet in, and a blank one, are small.
SMALL = {"code_list_sheet", "sheet", "book"}
EXPECTED = re.compile(r"search|(.*_)?export|export_.*|(.*_)?figures|(.*_)?sheet|(.*_)?book|print|coverage|ledger_file")


def test_every_search_export_and_figure_is_heavy_and_no_page_of_daily_work_is() -> None:
    names = {
        pattern.name: getattr(pattern.callback, "is_heavy", False)
        for pattern in patterns(get_resolver())
        if pattern.name
    }
    assert {name for name, is_heavy in names.items() if EXPECTED.fullmatch(name) and not is_heavy} == SMALL
    assert not any(names[name] for name in ("home", "list", "detail", "step", "sign_in"))


def test_two_run_at_once_and_the_others_wait_their_turn() -> None:
    places, running, most, served = Places(), 0, 0, []
    lock = threading.Lock()

    def ask(number: int) -> None:
        nonlocal running, most
        if not places.take(7, 2, 30):
            return
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
            served.append(number)
        places.give_back(7)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2 and 2 + heavy.WAITING <= len(served) <= 8  # who would hold one more thread is told at once
    assert places.take(7, 2, 0) and places.take(7, 2, 0) and not places.take(7, 2, 0.01) and places.take(8, 2, 0)


def test_a_third_gets_a_sentence_while_plain_pages_and_other_people_go_on(office: Office, settings: Any) -> None:
    settings.HEAVY_PAGES, settings.HEAVY_SECONDS = 2, 0
    clerk, leader = signed_in(office, "clerk", "en"), signed_in(office, "leader")
    person = office.people["clerk"].pk
    assert clerk.get("/search/?q=科普").status_code == 200
    for _place in range(2):
        assert heavy.PLACES.take(person, 2, 0)
    try:
        refused = clerk.get("/search/?q=科普")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
        assert "You have 2 searches, exports or figures in progress" in refused.text
        assert [clerk.get(address).status_code for address in ("/", "/appeals/")] == [200, 200]
        assert leader.get("/search/?q=科普").status_code == 200
        settings.HEAVY_PAGES = 0
        assert clerk.get("/search/?q=科普").status_code == 200
    finally:
        settings.HEAVY_PAGES = 2
        for _place in range(2):
            heavy.PLACES.give_back(person)
    assert clerk.get("/search/?q=科普").status_code == 200
    assert clerk.get("/search/?q=科普").status_code == 200  # what was taken was given back
