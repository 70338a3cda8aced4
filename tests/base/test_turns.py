"""Writers go on in the order in which they came, and no more of them at once than there are turns."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from itertools import groupby
from pathlib import Path

import pytest

from luoshi.base.database import write_queue
from luoshi.base.database.write_queue import ProcessTurn, _Turns

needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks of files")
# A process that writes its letter as often as it gets the turn, beginning when the others are there too.
WRITER = """
import sys, time
from pathlib import Path
from luoshi.base.database.write_queue import ProcessTurn
path, letter, times, held = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
turn, order = ProcessTurn(path), Path(path + "-order")
Path(path + "-ready-" + letter).touch()
while not Path(path + "-go").exists():
    time.sleep(0.001)
for _time in range(times):
    assert turn.acquire()
    before = order.read_text()
    time.sleep(held)
    order.write_text(before + letter)  # lost where two write at once
    turn.release()
"""


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


def _start(path: Path, letter: str, times: int, held: float) -> subprocess.Popen[bytes]:
    started = subprocess.Popen([sys.executable, "-c", WRITER, str(path), letter, str(times), str(held)])
    _until_there(Path(f"{path}-ready-{letter}"))
    return started


def _until_there(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.005)


@needs_locks
def test_processes_that_write_without_pause_take_turns(tmp_path: Path) -> None:
    path, times = tmp_path / "database", 100
    order = Path(f"{path}-order")
    order.touch()
    writers = [_start(path, letter, times, 0.001) for letter in "ab"]
    Path(f"{path}-go").touch()
    assert [writer.wait(60) for writer in writers] == [0, 0]
    written = order.read_text()
    assert (written.count("a"), written.count("b")) == (times, times)
    both = written[: min(written.rindex("a"), written.rindex("b"))]
    assert max(len(list(same)) for _letter, same in groupby(both)) <= 5, written


@needs_locks
def test_the_turn_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "database"
    Path(f"{path}-order").touch()
    Path(f"{path}-go").touch()
    writer = _start(path, "a", 1, 60)
    mine = ProcessTurn(str(path))
    held = _held_by_another(mine)
    writer.kill()
    writer.wait(30)
    assert held and mine.acquire()
    mine.release()
    mine.close()


def _held_by_another(turn: ProcessTurn) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if not write_queue._lock(turn._turn, time.monotonic()):
            return True
        write_queue._unlock(turn._turn)
        time.sleep(0.01)
    return False


@needs_locks
def test_who_waited_too_long_for_another_process_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "database")
    first, second = ProcessTurn(path), ProcessTurn(path)  # two openings are as two processes
    assert first.acquire()
    monkeypatch.setattr(write_queue, "PATIENCE", 0.05)
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_where_no_file_can_be_made_the_database_decides(tmp_path: Path) -> None:
    turn = ProcessTurn(str(tmp_path / "nowhere" / "database"))
    assert turn.acquire()
    turn.release()
    turn.close()
