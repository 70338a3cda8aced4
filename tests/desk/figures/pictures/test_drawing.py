"""Pictures are drawn once, kept within bounds, answered to browsers that have them in a word, and hold nobody up."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from luoshi.desk.figures.pictures import drawing, picture_store, words
from luoshi.desk.figures.pictures.pages import picture_response
from luoshi.reading.errors import ReadError
from luoshi.writing.charts.model import Stacked
from some_charts import ALL, LONG, bars, heat


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """What was drawn, in words; nothing is drawn truly."""
    settings.DATA = tmp_path
    cache.clear()
    found: list[str] = []

    def ask(call: str, data: bytes, limits: object, given: dict[str, str]) -> tuple[dict[str, Any], bytes]:
        found.append(given.get("form", call))
        return {"chinese": True}, b"drawn " + data[:20]

    monkeypatch.setattr(drawing, "call_in_worker", ask)
    return found


def get(chart: Any = None, file: str = "wide.svg", **headers: str) -> Any:
    return picture_response(RequestFactory().get("/", **headers), chart or bars(), file)  # type: ignore[arg-type]


def test_a_picture_is_drawn_once_and_told_to_be_known(asked: list[str]) -> None:
    first = get()
    assert first.status_code == 200 and first["Content-Type"] == "image/svg+xml"
    assert first["Cache-Control"] == "private, no-cache" and "default-src 'none'" in first["Content-Security-Policy"]
    assert get().content == first.content and asked == ["wide"]
    assert get(HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert get(heat(), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200  # other figures
    assert get(file="picture.png")["Content-Type"] == "image/png" and asked == ["wide", "wide", "png"]


def test_what_is_no_form_of_it_and_what_is_empty_is_not_there(asked: list[str]) -> None:
    with pytest.raises(Http404):
        get(file="../../journal.key")
    with pytest.raises(Http404):
        get(Stacked("单位", "全部", (), ()))
    assert asked == []


def test_what_cannot_be_drawn_says_so_and_is_not_tried_again_at_once(asked: list[str], monkeypatch: Any) -> None:
    def ask(*_order: Any) -> Any:
        asked.append("tried")
        raise ReadError("load.too_slow")

    monkeypatch.setattr(drawing, "call_in_worker", ask)
    assert [get().status_code, get().status_code] == [422, 422] and asked == ["tried"]
    assert drawing.png_or_none(bars()) is None and drawing.can_draw_chinese() is None


def test_without_a_chinese_font_a_paper_gets_no_picture_and_a_page_does(asked: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr(
        drawing, "call_in_worker", lambda *order: ({"chinese": False} if order[3] == {"form": "png"} else {}, b"x")
    )
    assert drawing.png_or_none(bars()) is None and drawing.draw_picture(bars(), "wide") == b"x"
    for _again in range(2):  # also from what is remembered
        said = get(file="picture.png")
        assert said.status_code == 422 and "fonts-noto-cjk" in said.content.decode()


def test_few_are_drawn_at_a_time_and_the_next_is_told_to_come_again(asked: list[str], monkeypatch: Any) -> None:
    begun, go = threading.Semaphore(0), threading.Event()

    def ask(*_order: Any) -> Any:
        begun.release()
        go.wait(10)
        return {}, b"drawn"

    monkeypatch.setattr(drawing, "call_in_worker", ask)
    threads = [threading.Thread(target=drawing.draw_picture, args=(bars(n), "wide")) for n in (3, 4, 5, 6)]
    for thread in threads:
        thread.start()
    assert begun.acquire(timeout=10) and begun.acquire(timeout=10)  # two are drawn
    while drawing._places._value:  # the other two wait
        pass
    assert not begun.acquire(timeout=0.05)
    busy = get()
    assert busy.status_code == 503 and int(busy["Retry-After"]) > 0
    go.set()
    for thread in threads:
        thread.join()
    assert get().status_code == 200


def test_what_is_kept_has_bounds_and_what_was_used_last_stays(asked: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr(picture_store, "MOST", 100)
    for at, name in enumerate("abcdef"):
        picture_store.store_picture(name * 64, b"x" * 30)
        os.utime(picture_store.picture_folder() / (name * 64), (at, at))
    assert picture_store.read_picture("a" * 64)  # used now
    picture_store.prune_pictures(100)
    assert sorted(path.name[0] for path in picture_store.picture_folder().iterdir()) == ["a", "f"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in picture_store.picture_folder().iterdir())


def test_where_nothing_can_be_kept_it_is_drawn_all_the_same(asked: list[str], settings: Any, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("no folder")
    assert [get().status_code, get().status_code] == [200, 200] and asked == ["wide", "wide"]


def test_each_says_its_totals_and_what_is_most_in_a_sentence() -> None:
    said = [words.summarize_chart(chart) for chart in ALL]
    assert said == [
        "牵头单位2个，共7件：红 2、绿 5。最多的是云岭县自然资源和规划局（县林业和草原局、县不动产登记服务中心），7件。",
        "共4件。已销号（2026-02-28）1；序时进度（2026-03-31）1。",
        "净增（2026-02-28）0.5。",
        f"单位3个，其中2个有数。最大：{LONG}，12.5；最小：白溪镇，-3。",
        "8件中有2件。最多的是县科协，2月，2/5。",
    ]
    with translation.override("en"):
        assert words.summarize_chart(heat()) == "2 of 8. Most: 县科协, 2月, 2/5."
