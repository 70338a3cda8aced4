"""``luoshi draw verify``: an honest file holds, each way of bending one is named, and what is no draw is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.cli.draw import run_draw_command
from luoshi.drawing import draws

POOL = [f"事2026-{number:04d}" for number in range(1, 41)]
Said = pytest.CaptureFixture[str]
Bend = Callable[[dict[str, Any]], None]


def proof(*, drawn: bool = True) -> dict[str, Any]:
    """The file of an honest draw of five of forty, one of which was in the way."""
    code, sources, numbers = b"nobody knew it beforehand", "双色球第2026001期", "9 18 26 34 41 45"
    said: dict[str, Any] = {
        "draw": "抽2026-0001",
        "pool": POOL,
        "size": 5,
        "sources": sources,
        "pool_sha256": draws.hash_draw_pool(POOL, 5, sources),
        "secret_sha256": hashlib.sha256(code).hexdigest(),
    }
    if not drawn:
        return said
    chance = draws.canonical_numbers_line(draws.parse_source_numbers(numbers))
    first = draws.shuffle_labels(POOL, code, chance)[0]
    found = draws.draw_sample(POOL, 5, code, chance, {first: "stopped"})
    passed = [{"number": number, "state": state} for number, state in found.passed]
    return {**said, "numbers": numbers, "secret": code.hex(), "drawn": list(found.taken), "passed_over": passed}


def verify(
    tmp_path: Path, capsys: Said, said: object, published: object = None, language: str = "en"
) -> tuple[int, str]:
    paths = []
    for name, content in (("draw.json", said), ("before.json", published)):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        paths.append(str(path))
    status = run_draw_command("verify", paths[0], published=paths[1] if published else "", language=language)
    out, err = capsys.readouterr()
    return status, out + err


def test_an_honest_draw_holds_and_its_order_is_printed(tmp_path: Path, capsys: Said) -> None:
    status, words = verify(tmp_path, capsys, proof(), proof(drawn=False))
    assert status == 0 and "5 of 40" in words and all(label in words for label in proof()["drawn"])
    assert "passed over: " + proof()["passed_over"][0]["number"] in words and "Compare this hash" not in words
    status, words = verify(tmp_path, capsys, proof(drawn=False))
    assert status == 0 and "nothing is drawn yet" in words and proof()["pool_sha256"] in words
    assert "相符：40 件中抽出 5 件" in verify(tmp_path, capsys, proof(), language="zh")[1]


def swap(said: dict[str, Any]) -> None:
    said["drawn"][0], said["drawn"][1] = said["drawn"][1], said["drawn"][0]


def another_secret(said: dict[str, Any]) -> None:
    code = b"chosen afterwards"
    said |= {"secret": code.hex(), "secret_sha256": hashlib.sha256(code).hexdigest()}


def another_pool(said: dict[str, Any]) -> None:
    said["pool"] = said["pool"][:-1]
    said["pool_sha256"] = draws.hash_draw_pool(said["pool"], said["size"], said["sources"])


@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (lambda said: said.update(pool=said["pool"][1:]), "announced hash"),
        (lambda said: said.update(size=4), "announced hash"),
        (lambda said: said.update(sources="dice"), "announced hash"),
        (lambda said: said.update(secret=b"another".hex()), "revealed secret"),
        (lambda said: said.update(numbers="9 18 26 34 41 44"), "other items"),
        (lambda said: said.update(numbers="soon"), "no numbers"),
        (swap, "another order"),
        (lambda said: said["drawn"].pop(), "other items"),
        (lambda said: said.update(passed_over=[]), "other items"),
        (lambda said: said["passed_over"].append({"number": said["drawn"][0], "state": "ill"}), "other items"),
        (lambda said: said["passed_over"].append({"number": "事2026-9999", "state": "ill"}), "passed over"),
        (another_secret, "What was announced"),
        (another_pool, "What was announced"),
    ],
)
def test_a_bent_draw_is_found_out_with_what_was_bent(bend: Bend, says: str, tmp_path: Path, capsys: Said) -> None:
    said = json.loads(json.dumps(proof()))
    bend(said)
    status, words = verify(tmp_path, capsys, said, proof(drawn=False))
    assert status == 3 and says in words


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("no json", "JSON"),
        ("[]", "JSON"),
        ("[" * 100_000, "JSON"),
        ({**proof(), "pool": "x"}, "pool"),
        ({**proof(), "size": "5"}, "size"),
        ({**proof(), "secret": "xyz"}, "secret"),
        ({**proof(), "passed_over": [{"number": 1}]}, "passed_over"),
        ({name: value for name, value in proof().items() if name != "numbers"}, "numbers"),
        ({name: value for name, value in proof().items() if name != "pool_sha256"}, "pool_sha256"),
    ],
)
def test_what_is_no_draw_is_refused_with_what_lacks(content: object, says: str, tmp_path: Path, capsys: Said) -> None:
    status, words = verify(tmp_path, capsys, content)
    assert status == 1 and f"{says} is missing or wrong" in words


def test_what_cannot_be_read_and_what_is_no_command_is_said(tmp_path: Path, capsys: Said) -> None:
    assert run_draw_command("verify", str(tmp_path / "none.json"), published="", language="en") == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    assert run_draw_command("verify", str(tmp_path / "bytes.json"), published="", language="en") == 1
    assert run_draw_command("draw", "x", published="", language="en") == 2
    assert run_draw_command("verify", "", published="", language="zh") == 2
