"""Runs that end before their time, and workers that must not outlive them (luoshi.cli.run_signals)."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = (ROOT / "gold" / "docs" / "d01.txt").read_text(encoding="utf-8") * 40
COUNT = 60
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("LUOSHI_LANG", "zh")
    (tmp_path / "in").mkdir()
    for number in range(COUNT):
        (tmp_path / "in" / f"{number:02}.txt").write_text(WORDS, encoding="utf-8")
    started = []

    def start(jobs, **options):
        """A run that has written its first file, in a session of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "luoshi.cli", "read", tmp_path / "in", "--out", tmp_path / "out", "--jobs", jobs],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **options,
        )  # fmt: skip
        started.append(process)
        while process.poll() is None and not list((tmp_path / "out").glob("*.json")):
            time.sleep(0.02)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def ended(process):
    """Its exit status and last words. Workers hold its standard error: one that lived on would keep this waiting."""
    _, told = process.communicate(timeout=60)
    return process.returncode, told.decode()


def assert_whole(out):
    names = os.listdir(out)
    assert 0 < len(names) < COUNT and not [name for name in names if name.startswith(".")]
    for name in names:
        json.loads((out / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("whom", [os.kill, os.killpg])
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_the_run_as_ctrl_c_does(name, status, jobs, whom, run, tmp_path):
    process = run(jobs)
    whom(process.pid, getattr(signal, name))
    assert ended(process) == (status, "已停止。已写出的文件是完整的。\n")
    assert_whole(tmp_path / "out")


def test_workers_end_with_a_parent_that_was_killed(run, tmp_path):
    process = run("2")
    process.kill()
    assert ended(process) == (-signal.SIGKILL, "")
    assert_whole(tmp_path / "out")


def test_a_signal_that_is_ignored_stays_so(run, tmp_path):
    """``nohup luoshi …`` goes on when the terminal is closed."""
    for number in range(8, COUNT):
        (tmp_path / "in" / f"{number:02}.txt").unlink()
    process = run("1", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    assert ended(process) == (0, "")
    assert len(os.listdir(tmp_path / "out")) == 8
