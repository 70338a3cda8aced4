"""Writers go on in the order in which they came, and no more of them at once than there are turns."""

from __future__ import annotations

import threading

import pytest

from luoshi.base.database import write_queue
from luoshi.base.database.write_queue import _Turns


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_never_more_at_once_and_each_gets_its_turn(at_once: int) -> None:
    given, inside, most, done, guard = _Turns(at_once), 0, 0, 0, threading.Lock()

    def write() -> None:
        nonlocal inside, most, done
        for _time in range(200):
            assert given.wait()
            with guard:
                inside += 1
                most = max(most, inside)
            with guard:
                inside -= 1
                done += 1
            given.over()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (inside, done, given.free, len(given.waiting)) == (0, 1600, at_once, 0) and most <= at_once


def test_they_go_on_in_the_order_in_which_they_came() -> None:
    given, order = _Turns(1), []
    assert given.wait()

    def write(number: int) -> None:
        assert given.wait()
        order.append(number)
        given.over()

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=write, args=(number,)))
        threads[-1].start()
        while len(given.waiting) <= number:  # until it stands in line
            pass
    given.over()
    for thread in threads:
        thread.join(30)
    assert order == list(range(6))


def test_who_waited_too_long_goes_on_and_nobody_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    given = _Turns(1)
    monkeypatch.setattr(write_queue, "PATIENCE", 0.01)
    assert given.wait()
    assert not given.wait()
    given.over()
    assert (given.free, len(given.waiting)) == (1, 0)
