#!/usr/bin/env python3
"""Measure the reader's speed: ratios in one run, against a peer or a floor. Usage: run.py [SECTION …]

    speed    MB of UTF-8 text a second on one core, beside JioNLP (its money and time extractors, in an
             environment of its own under .bench) and beside a bare ``re`` scan for number + unit (the floor); the
             reader and JioNLP again by how many figures a text has
    start    whole processes: ``luoshi --help`` and ``luoshi read`` of a page, beside an empty Python
    jobs     1,000 documents with one worker and with two
    linear   1, 2, 4, 8 MB of ordinary and of hostile text: time for each MB, and the most memory
    matching 100, 1,000 and 5,000 targets beside as many figures, and hostile tables: seconds, and for each million
             of pairs; a plan of 40 pages with four quarterly reports as a whole process, beside its limit

Without a section all are measured. Figures of one machine say little; the ratios say more.
"""

from __future__ import annotations

import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pairs

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".bench"
BIN, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
LUOSHI = ROOT / ".venv" / BIN / ("luoshi" + EXE)
RUNS = 5
MATCH_LIMIT = 5.0  # seconds for a plan of 40 pages with four quarterly reports, reading and writing included
MB = 1_000_000
PEER_READS = 100_000  # code points of a text that are enough to know JioNLP's rate


def documents() -> list[str]:
    """The labelled texts, ours and the given ones."""
    paths = sorted([*(ROOT / "gold" / "docs").glob("*.txt"), *(ROOT / "gold" / "own").glob("*.txt")])
    return [path.read_text(encoding="utf-8") for path in paths]


def ordinary(size: int, seed: int = 1) -> str:
    """About ``size`` bytes of official prose: the labelled texts in turn, figures changed, so that none comes twice."""
    draw = random.Random(seed)
    texts, out, length = documents(), [], 0
    while length < size:
        text = re.sub(r"[1-9]", lambda _: str(draw.randint(1, 9)), texts[len(out) % len(texts)])
        out.append(text)
        length += len(text.encode())
    return "\n".join(out)


HOSTILE: dict[str, Callable[[int], str]] = {
    "one endless line": lambda n: "各单位要加强组织领导，" * (n // 33),
    "digits": lambda n: "9" * n,
    "Chinese numerals": lambda n: "一百二十余" * (n // 15),
    "deep brackets": lambda n: "（" * (n // 6) + "）" * (n // 6),
    "only markers": lambda n: "一、（一）1.①一是第一，" * (n // 33),
    "figures without end": lambda n: "、".join(["新增12家"] * (n // 14)),
    "marker lines": lambda n: "一、\n（一）\n1.\n" * (n // 21),
    "table rows": lambda n: "1 | 新增企业12家 | 县科技局 | 6月底前\n" * (n // 50),
    "quotation marks": lambda n: "“" * (n // 3),
}


def timed(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Median seconds of some runs after one warm-up; of processor time: a busy machine does not stretch it."""
    work()
    seconds = []
    for _ in range(RUNS):
        start = clock()
        work()
        seconds.append(clock() - start)
    return statistics.median(seconds)


def speed() -> None:
    """One text, three programs, each in a process of its own."""
    print("== speed: the same 1 MB of official prose, one core, after start")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "text.txt"
        page.write_text(ordinary(MB), encoding="utf-8")
        peer = _peer()
        rates = {
            "luoshi read": _child([sys.executable, __file__, "--one", "luoshi", str(page)]),
            "JioNLP 1.5": _child([str(peer), __file__, "--one", "jionlp", str(page)]) if peer else None,
            "bare re scan": _child([sys.executable, __file__, "--one", "re", str(page)]),
        }
    own = rates["luoshi read"] or 0.0
    for name, rate in rates.items():
        if rate:
            print(f"  {name:14} {rate:8.2f} MB/s   luoshi is {own / rate:6.2f} times as fast")
    density(peer)


def density(peer: Path | None) -> None:
    """The rates by how many figures a text has: each is understood, words between them are only looked at.

    The labelled texts were written to hold many; the real documents given with the task are there only beside
    ``../shared``. JioNLP gets the same texts, line by line as ever.
    """
    sys.path.insert(0, str(ROOT / "src"))
    from luoshi.reading.read import read_text_document

    given = sorted((ROOT.parent / "shared" / "gold" / "seeds").glob("*.txt"))
    kinds = {"labelled texts": documents(), "real documents": [path.read_text(encoding="utf-8") for path in given]}
    for name, texts in kinds.items():
        size = sum(len(text.encode()) for text in texts) / MB
        if size:
            figures = sum(len(read_text_document(text).quantities) for text in texts) / size / 1000
            rate = size / timed(lambda texts=texts: [read_text_document(text) for text in texts])
            print(
                f"  {name:14} {rate:8.2f} MB/s   one by one, {figures:.1f} figures in a kB{_beside(peer, texts, rate)}"
            )


def _beside(peer: Path | None, texts: list[str], rate: float) -> str:
    """JioNLP's rate on the same texts, in the words of a line's end."""
    if peer is None:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "texts.txt"
        page.write_text("\n".join(texts), encoding="utf-8")
        other = _child([str(peer), __file__, "--one", "jionlp", str(page)])
    return f"; JioNLP {other:.2f} MB/s, luoshi is {rate / other:.2f} times as fast"


def _child(command: list[str]) -> float:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def _peer() -> Path | None:
    """An environment with JioNLP alone, made once."""
    python = PEER / BIN / ("python" + EXE)
    if not python.exists():
        uv = ROOT / ".uv" / BIN / ("uv" + EXE)
        needs = str(ROOT / "requirements-bench.txt")
        try:
            subprocess.run([str(uv), "venv", "--quiet", "--python", sys.executable, str(PEER)], check=True)
            subprocess.run(
                [str(uv), "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", needs],
                check=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"  JioNLP could not be installed ({error}); measured without it")
            return None
    return python


def one(name: str, page: str) -> None:
    """The rate of one program on one text, in MB/s, as the last word of the output."""
    text = Path(page).read_text(encoding="utf-8")
    size = len(text.encode()) / MB
    if name == "luoshi":
        sys.path.insert(0, str(ROOT / "src"))
        from luoshi.reading.read import read_text_document

        seconds = timed(lambda: read_text_document(text))
    elif name == "re":
        units = "万元|亿元|元|个百分点|百分点|人次|项次|平方米|公里|个|家|项|件|名|人|次|场|期|亩|吨|户|所|%|％"
        pattern = re.compile(rf"(\d+(?:[.,]\d+)*)(?:万|亿)?({units})")
        seconds = timed(lambda: sum(1 for _ in pattern.finditer(text)))
    else:
        import jionlp  # type: ignore[import-not-found]

        money, moment = jionlp.ner.MoneyExtractor(), jionlp.ner.TimeExtractor()
        part = text[:PEER_READS]
        size = len(part.encode()) / MB
        lines = part.splitlines()
        seconds = timed(lambda: [(money(line), moment(line)) for line in lines])
    print(size / seconds)


def start() -> None:
    """Whole processes, with the interpreter's own start beside them."""
    print("== start: whole processes")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(documents()[0], encoding="utf-8")
        rows = {
            "python -c pass": [str(LUOSHI.parent / ("python" + EXE)), "-c", "pass"],
            "luoshi --help": [str(LUOSHI), "--help"],
            "luoshi read page.txt": [str(LUOSHI), "read", str(page), "--format", "json"],
        }
        for name, command in rows.items():
            seconds = timed(partial(subprocess.run, command, capture_output=True, check=True), time.perf_counter)
            print(f"  {name:22} {seconds:6.3f} s")


def jobs() -> None:
    """A thousand documents, one worker and two."""
    print("== jobs: 1,000 documents")
    texts = documents()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        for index in range(1000):
            (source / f"d{index:04}.txt").write_text(texts[index % len(texts)], encoding="utf-8")
        seconds = {}
        for count in (1, 2):
            begin = time.perf_counter()
            out = str(Path(folder) / f"out{count}")
            command = [str(LUOSHI), "read", str(source), "--out", out, "--format", "json", "--jobs", str(count)]
            subprocess.run(command, check=True, capture_output=True)
            seconds[count] = time.perf_counter() - begin
            print(f"  --jobs {count}: {seconds[count]:6.2f} s")
    print(f"  two workers are {seconds[1] / seconds[2]:.2f} times as fast")


def linear() -> None:
    """Time for each MB at growing sizes: even lines mean that the time grows as the text does."""
    print("== linear: seconds for each MB at 1, 2, 4, 8 MB; the most memory at 8 MB")
    for name, make in {"ordinary": ordinary, **HOSTILE}.items():
        cells, peak = [], 0.0
        for size in (1, 2, 4, 8):
            with tempfile.TemporaryDirectory() as folder:
                page = Path(folder) / "text.txt"
                page.write_text(make(size * MB), encoding="utf-8")
                done = subprocess.run(
                    [sys.executable, __file__, "--grow", str(page)], capture_output=True, text=True, check=True
                )
            seconds, peak = (float(word) for word in done.stdout.split())
            cells.append(seconds / size)
        print(f"  {name:20} " + " ".join(f"{cell:7.3f}" for cell in cells) + f"   {peak:6.0f} MB")


def grow(page: str) -> None:
    """Seconds to read one text once, and the process's most memory in MB."""
    sys.path.insert(0, str(ROOT / "src"))
    from luoshi.reading.read import read_text_document

    read_text_document("各单位6月底前完成3项。")
    text = Path(page).read_text(encoding="utf-8")
    begin = time.process_time()
    read_text_document(text)
    print(time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def matching() -> None:
    """Tables of growing size and hostile ones, each in a process of its own; then a year's papers as a whole."""
    print("== matching: seconds once the papers are read, for each million of pairs, and the most memory")
    for name in pairs.TABLES:
        done = subprocess.run(
            [sys.executable, __file__, "--match", name], capture_output=True, text=True, encoding="utf-8", check=True
        )
        targets, figures, seconds, peak = (float(word) for word in done.stdout.split())
        million = seconds / (targets * figures) * 1e6
        print(f"  {name:28} {seconds:8.3f} s {million:8.3f} s a million {peak:6.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        papers = [str(path) for path in pairs.whole(Path(folder))]
        size = sum(Path(path).stat().st_size for path in papers) / MB
        print(f"  luoshi match: a plan of 40 pages, four reports of 10 ({size:.2f} MB), whole processes")
        for form in ("json", "html,xlsx"):
            command = [str(LUOSHI), "match", *papers, "--format", form, "--out", str(Path(folder) / "out")]
            work = partial(subprocess.run, command, capture_output=True, check=True)
            by_clock, by_processor = timed(work, time.perf_counter), timed(work, _children)
            print(f"    {form:10} {by_clock:6.2f} s, {by_processor:5.2f} s of processor (limit {MATCH_LIMIT:.2f} s)")


def _children() -> float:
    """Seconds of processor that finished child processes took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


SECTIONS = {"speed": speed, "start": start, "jobs": jobs, "linear": linear, "matching": matching}


def main(arguments: list[str]) -> int:
    """Run the sections asked for."""
    if arguments[:1] == ["--one"]:
        one(*arguments[1:])
        return 0
    if arguments[:1] == ["--grow"]:
        grow(*arguments[1:])
        return 0
    if arguments[:1] == ["--match"]:
        sys.path.insert(0, str(ROOT / "src"))
        pairs.measure(*arguments[1:])
        return 0
    if any(name not in SECTIONS for name in arguments):
        print(__doc__)
        return 2
    for name in arguments or list(SECTIONS):
        SECTIONS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
