"""The command as others meet it: whole processes, in good and in bad surroundings."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "gold" / "docs"
POSIX = sys.platform != "win32"
LINUX = sys.platform == "linux"
pytestmark = pytest.mark.skipif(not POSIX, reason="what stands here is of POSIX: closed streams, links, signals")


@pytest.fixture
def surroundings(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "LUOSHI_"))}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "XDG_STATE_HOME": str(tmp_path / "state"), "LANG": "C.UTF-8"}


@pytest.fixture
def luoshi(surroundings):
    def run(*arguments, env=None, **options):
        return subprocess.run(
            [sys.executable, "-m", "luoshi.cli", *map(os.fspath, arguments)], env=surroundings | (env or {}),
            stdin=subprocess.DEVNULL, capture_output=True, timeout=60, **options,
        )  # fmt: skip

    return run


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    for name in ("d01.txt", "d02.txt"):
        shutil.copy(DOCS / name, made)
    return made


def test_a_folder_of_all_sorts_is_read_as_far_as_it_can_be(folder, luoshi, tmp_path):
    noise = random.Random(1).randbytes(3000)
    (folder / "sub").mkdir()
    for name, data in {
        "a-empty.txt": b"",
        "b-blank.txt": " \n　\r\n".encode(),
        "c-noise.txt": noise,
        "d-noise.docx": noise,
        "e-half.docx": (ROOT / "samples" / "01-work-points-2025.docx").read_bytes()[:4000],
        "f-noise.pdf": b"%PDF-1.7\n" + noise,
        "sub/d01.txt": (DOCS / "d03.txt").read_bytes(),
        "-f.txt": (DOCS / "d04.txt").read_bytes(),
        "很" * 80 + ".txt": (DOCS / "d05.txt").read_bytes(),
        "two\nlines.txt": (DOCS / "d06.txt").read_bytes(),
    }.items():
        (folder / name).write_bytes(data)
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere.txt").symlink_to(folder / "no-such-file")
    (folder / "nothing.txt").symlink_to("/dev/null")
    done = luoshi("read", folder, "--out", tmp_path / "out")
    told = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert [line.split("：")[0] for line in told] == [
        "a-empty.txt", "b-blank.txt", "c-noise.txt", "d-noise.docx", "e-half.docx", "f-noise.pdf", "nothing.txt",
        "nowhere.txt",
    ]  # fmt: skip
    assert all(line.endswith("。") and "程序出错" not in line for line in told)
    made = {
        name: json.loads((tmp_path / "out" / name).read_text(encoding="utf-8")) for name in os.listdir(tmp_path / "out")
    }
    assert sorted((name, document["source"]) for name, document in made.items()) == sorted(
        [
            ("d01.json", "d01.txt"), ("d02.json", "d02.txt"), ("d01-2.json", "sub/d01.txt"), ("-f.json", "-f.txt"),
            ("很" * 60 + ".json", "很" * 80 + ".txt"), ("two\nlines.json", "two\nlines.txt"),
        ]
    )  # fmt: skip


def test_a_name_that_is_no_text_is_read_all_the_same(folder, luoshi, tmp_path):
    name = os.fsencode(folder) + b"/plan\xff\xfe.txt"
    try:
        shutil.copy(DOCS / "d01.txt", name)
    except OSError:
        pytest.skip("this file system takes no such name")
    done = luoshi("read", name, "--out", tmp_path / "out")
    assert done.returncode == 0 and len(os.listdir(tmp_path / "out")) == 1
    done = luoshi("read", name)
    assert done.returncode == 0 and json.loads(done.stdout)["kind"] == "plan"


@pytest.mark.skipif(not LINUX, reason="devices of Linux")
@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/proc/self/mem", "/dev/tty"])
def test_a_device_is_told_in_one_line_and_does_not_end_memory(path, luoshi):
    done = luoshi("read", path)
    assert done.returncode == 1 and done.stdout == b""
    assert done.stderr.decode().count("\n") == 1 and "程序出错" not in done.stderr.decode()


def test_a_named_pipe_that_someone_fills_is_a_document(folder, surroundings):
    done = subprocess.run(
        ["bash", "-c", f'cat "{folder}/d01.txt" | "{sys.executable}" -m luoshi.cli read /dev/stdin --format json'],
        env=surroundings, capture_output=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["title"] == "芦川县科协2017年工作要点"


@pytest.mark.parametrize(
    "surrounding",
    [{"LC_ALL": "POSIX"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"LC_ALL": "xx"}],
)
def test_a_poor_locale_changes_no_byte_of_a_file(surrounding, folder, luoshi, tmp_path):
    given = ["read", folder / "d01.txt", "--lang", "zh", "--format", "json,table,md,html"]
    assert luoshi(*given, "--out", tmp_path / "plain").returncode == 0
    assert luoshi(*given, "--out", tmp_path / "poor", env=surrounding).returncode == 0
    assert contents(tmp_path / "plain") == contents(tmp_path / "poor")


def test_a_terminal_of_ascii_shows_a_question_mark_and_fails_nothing(folder, luoshi):
    done = luoshi("read", folder / "d01.txt", "--format", "json", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0 and json.loads(done.stdout)["year"] == 2017
    (folder / "a.txt").write_bytes(b"")
    done = luoshi("read", folder / "a.txt", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1 and done.stderr.startswith(b"a.txt?")


def test_a_reading_does_not_hang_on_the_order_of_sets(luoshi):
    given = ["read", *(DOCS / f"d{number:02}.txt" for number in (1, 4, 8, 12)), "--format", "json"]
    found = [luoshi(*given, env={"PYTHONHASHSEED": seed}) for seed in ("0", "1", "42")]
    assert {run.returncode for run in found} == {0} and len({run.stdout for run in found}) == 1


def test_the_reader_loads_nothing_of_the_web_or_of_data_frames(folder, surroundings, tmp_path):
    script = (
        "import sys; from luoshi.cli import main; main(['read', *sys.argv[1:]]); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'pandas', 'numpy', 'ibis', 'duckdb', "
        "'pyarrow', 'sqlite3', 'jionlp', 'pyspark'}), file=sys.stderr)"
    )
    given = [str(folder / "d01.txt"), "--format", "json,table,md,html,xlsx", "--out", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", script, *given], env=surroundings, capture_output=True, timeout=60)
    assert done.stderr.decode().strip() == "[]"


@pytest.mark.parametrize(("place", "words"), [("/dev/null/out", "out"), ("no\udcffname/" + "x" * 300, "x")])
def test_a_folder_that_cannot_be_made_is_told_before_reading(place, words, folder, luoshi):
    done = luoshi("read", folder, "--out", folder / place)
    assert done.returncode == 1 and words in done.stderr.decode()
    assert done.stderr.decode().count("\n") == 1 and "程序出错" not in done.stderr.decode()


@pytest.mark.parametrize("shape", ["json", "html"])
def test_a_disk_that_fills_is_told_and_holds_no_half_file(shape, folder, luoshi, tmp_path):
    resource = pytest.importorskip("resource")
    (folder / "z.txt").write_text("县科协要建站9个。", encoding="utf-8")
    out = tmp_path / "out"
    luoshi("read", folder / "z.txt", "--out", out, "--format", shape)
    before = contents(out)
    done = luoshi(
        "read", folder, "--out", out, "--format", shape, env={"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)),  # the kernel's "no more room"
    )  # fmt: skip
    assert done.returncode == 1 and "磁盘已满" in done.stderr.decode() and "程序出错" not in done.stderr.decode()
    assert contents(out) == before
    assert luoshi("read", folder, "--out", out, "--format", shape).returncode == 0
    assert sorted(os.listdir(out)) == sorted(f"{name}.{shape}" for name in ("d01", "d02", "z"))


def test_a_pipe_that_nobody_fills_does_not_stop_a_folder(folder, luoshi, tmp_path):
    os.mkfifo(folder / "c.txt")
    done = luoshi("read", folder, "--out", tmp_path / "out")
    assert done.returncode == 1 and sorted(os.listdir(tmp_path / "out")) == ["d01.json", "d02.json"]
    assert done.stderr.decode().startswith("c.txt：") and done.stderr.decode().count("\n") == 1


@pytest.mark.parametrize("closed", ["- <&-", "d01.txt >&-", *(["d01.txt >/dev/full"] if LINUX else [])])
def test_a_closed_or_full_stream_is_told_in_one_line(closed, folder, surroundings):
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m luoshi.cli read --format json {closed}'],
        cwd=folder, env=surroundings, capture_output=True, timeout=60,
    )  # fmt: skip
    told = done.stderr.decode()
    assert done.returncode == 1 and done.stdout == b"" and told.count("\n") == 1 and "程序出错" not in told


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_closes_early_is_told_nothing(jobs, folder, surroundings):
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m luoshi.cli read "{folder}" --jobs {jobs} --format md | head -c 20'],
        env=surroundings, capture_output=True, timeout=60,
    )  # fmt: skip
    assert len(done.stdout) == 20 and done.stderr == b""


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def running(surroundings, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "luoshi.cli", "read", *map(str, arguments)], env=surroundings,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def many(folder, count=10):
    words = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.txt")))[:9000]
    for number in range(count):
        (folder / f"m{number:02}.txt").write_text(words, encoding="utf-8")


def complaints(told: bytes) -> list[str]:
    """What a run said on standard error but hints about the documents, of which several are one here."""
    return [line for line in told.decode().splitlines() if "提示" not in line]


def wait_for_files(out, count):
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if out.is_dir() and sum(not name.startswith(".") for name in os.listdir(out)) >= count:
            return
        time.sleep(0.01)
    raise AssertionError(f"{out} has no {count} files")


@pytest.mark.parametrize("end", ["SIGTERM", "SIGKILL", "SIGHUP"])
def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_completes_them(end, folder, surroundings, tmp_path):
    many(folder)
    out = tmp_path / "out"
    process = running(surroundings, folder, "--out", out, "--format", "json,html")
    wait_for_files(out, 3)
    os.killpg(process.pid, getattr(signal, end))
    process.communicate(timeout=30)
    assert process.returncode != 0
    left = [path for path in out.iterdir() if not path.name.startswith(".")]
    assert left and len(left) < 24
    for path in left:
        words = path.read_text(encoding="utf-8")
        assert json.loads(words) if path.suffix == ".json" else words.rstrip().endswith("</html>")
    again = running(surroundings, folder, "--out", out, "--format", "json,html")
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert sum(not name.startswith(".") for name in os.listdir(out)) == 24


def children_of(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(not LINUX, reason="children are looked up in /proc")
def test_a_worker_that_is_killed_costs_no_document(folder, surroundings, tmp_path):
    many(folder)
    out = tmp_path / "out"
    process = running(surroundings, folder, "--out", out, "--jobs", "2")
    wait_for_files(out, 1)
    # Workers are children of the process that is copied for them.
    (worker, *_) = [grandchild for child in children_of(process.pid) for grandchild in children_of(child)]
    os.kill(worker, signal.SIGKILL)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, complaints(told)) == (0, [])
    assert len(os.listdir(out)) == 12


@pytest.mark.parametrize("end", ["SIGTERM", "SIGKILL"])
def test_no_worker_outlives_the_command(end, folder, surroundings, tmp_path):
    many(folder)
    out = tmp_path / "out"
    process = running(surroundings, folder, "--out", out, "--jobs", "2")
    wait_for_files(out, 1)
    process.send_signal(getattr(signal, end))
    process.communicate(timeout=30)  # standard error ends only when the last process that holds it has ended
    assert process.returncode != 0


def test_two_runs_into_one_folder_do_not_spoil_each_other(folder, surroundings, tmp_path):
    many(folder, 3)
    out = tmp_path / "out"
    both = [running(surroundings, folder, "--out", out, "--format", "json,html") for _ in range(2)]
    for process in both:
        _, told = process.communicate(timeout=60)
        assert (process.returncode, complaints(told)) == (0, [])
    assert len(os.listdir(out)) == 10
    for path in out.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
