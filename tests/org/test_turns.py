"""Writers wait for SQLite in the order in which they came."""

from __future__ import annotations

import threading
import time

import pytest

from luoshi.org import turns


def test_each_waits_for_those_that_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    class Base:
        vendor, in_atomic_block = "sqlite", False

    monkeypatch.setattr(turns, "connections", {"default": Base()})
    order: list[int] = []

    def work(number: int) -> None:
        with turns.in_turn():
            order.append(number)
            time.sleep(0.01)

    threads = []
    with turns.in_turn():
        for number in range(6):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
        assert order == []
    for one in threads:
        one.join()
    assert order == [0, 1, 2, 3, 4, 5]
    assert (list(turns._waiting), turns._taken) == ([], [False])


def test_who_waited_too_long_goes_on_and_takes_nobodys_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    assert turns._wait()
    assert not turns._wait()
    assert turns._taken == [True]
    turns._taken[0] = False
