"""A backup that is damaged, cut off, of a newer program, or of keys that do not fit is refused; nothing is written."""

from __future__ import annotations

import gc
import json
import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from kept_backups import contents, refused, written
from luoshi.site import keys
from luoshi.site.backup import archive
from luoshi.site.backup.archive import BackupArchive
from luoshi.site.backup.errors import BackupError
from office import Office

pytestmark = pytest.mark.database("sqlite")  # what no database knows

KEPT = Path(__file__).parents[2] / "data" / "0.1.0.postgresql.zip"
SEAL = "tables/records_seal.jsonl"


def checked(path: Path) -> None:
    one = BackupArchive(path)
    try:
        for _part in one.check():
            pass
    finally:
        one.close()


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The kept backup with another manifest."""
    parts = contents(KEPT)
    said = json.loads(parts["manifest.json"])
    change(said)
    return written(path, {**parts, "manifest.json": json.dumps(said).encode()})


def test_the_kept_backup_is_whole() -> None:
    checked(KEPT)


def test_no_byte_can_be_altered_unnoticed(tmp_path: Path) -> None:
    data, chance, place = bytearray(KEPT.read_bytes()), random.Random(17), tmp_path / "b.zip"
    parts = contents(KEPT)
    passed = 0
    for at in chance.sample(range(len(data)), 150):
        data[at] ^= 1 << chance.randrange(8)
        place.write_bytes(data)
        try:
            checked(place)
        except BackupError:
            pass
        else:  # times and rights of a ZIP's entries are nothing that is brought back
            assert contents(place) == parts
            passed += 1
        data[:] = KEPT.read_bytes()
    assert passed < 75


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_what_was_cut_off_is_no_backup(share: float, empty: Path, tmp_path: Path) -> None:
    data = KEPT.read_bytes()
    (tmp_path / "b.zip").write_bytes(data[: int(len(data) * share)])
    assert refused(tmp_path / "b.zip", empty).code == "no_backup"


def test_what_is_no_zip_or_another_zip_is_no_backup(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("落实", encoding="utf-8")
    written(tmp_path / "b.zip", {"photo.jpg": b"x"})
    assert [refused(tmp_path / name, empty).code for name in ("a.zip", "b.zip", "none.zip")] == [
        "no_backup",
        "no_backup",
        "unread",
    ]


def test_a_part_that_is_missing_altered_or_too_much_is_named(empty: Path, tmp_path: Path) -> None:
    parts, place = contents(KEPT), tmp_path / "b.zip"
    evidence = next(name for name in parts if name.startswith("files/"))
    lacking = {name: data for name, data in parts.items() if name != SEAL}
    cases = [
        (lacking, ("lacks", SEAL)),
        ({name: data for name, data in parts.items() if name != evidence}, ("lacks", evidence)),
        ({**parts, SEAL: parts[SEAL].replace(b"[1,", b"[9,", 1)}, ("damaged", SEAL)),
        ({**parts, SEAL: b"\n".join(parts[SEAL].splitlines()[:-1]) + b"\n"}, ("damaged", SEAL)),
        ({**parts, SEAL: b"{]\n"}, ("damaged", SEAL)),
        ({**parts, evidence: b"x"}, ("damaged", evidence)),
        ({**parts, "tables/more.jsonl": b""}, ("extra", "tables/more.jsonl")),
        ({**parts, "files/00/" + "0" * 64: b""}, ("extra", "files/00/" + "0" * 64)),
    ]
    for more, wanted in cases:
        found = refused(written(place, more), empty)
        assert (found.code, found.values["name"]) == wanted


def test_a_list_that_is_wrong_or_newer_is_refused(empty: Path, tmp_path: Path) -> None:
    def of(**values: Any) -> str:
        return refused(changed(tmp_path / "b.zip", lambda said: said.update(values)), empty).code

    said = json.loads(contents(KEPT)["manifest.json"])
    assert of(format=2) == "newer_format"
    assert of(migrations=[*said["migrations"], ["records", "9999_later"]]) == "newer"
    assert of(head="0" * 64) == "damaged" and of(number=7) == "damaged"
    assert of(tables="x") == "manifest" and of(migrations=[[1]]) == "manifest"
    wrong = [{**table, "sha256": "0" * 64} for table in said["tables"]]
    assert of(tables=wrong) == "damaged"
    for name in ('records_seal" WHERE 1=1; --', "../records_seal"):
        assert of(tables=[{**said["tables"][0], "name": name}]) == "manifest"


def test_keys_of_another_office_are_refused(empty: Path, tmp_path: Path) -> None:
    keys.create_missing_keys(tmp_path / "other", {})
    with zipfile.ZipFile(tmp_path / "keys.zip", "w") as file:
        for path in (tmp_path / "other").iterdir():
            file.write(path, f"keys/{path.name}")
    without = changed(tmp_path / "b.zip", lambda said: said.update(with_keys=False))
    parts = {name: data for name, data in contents(without).items() if not name.startswith("keys/")}
    written(without, parts)
    assert refused(without, empty, tmp_path / "keys.zip").code == "other_keys"
    assert refused(without, empty, KEPT.with_name("none.zip")).code == "no_keys"
    shutil.copytree(tmp_path / "other", empty)
    assert refused(KEPT, empty).code == "keys_clash"


def test_a_target_with_data_is_refused(empty: Path, office: Office) -> None:
    assert refused(KEPT, empty).code == "not_empty"


def test_a_copy_that_reads_otherwise_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "share").mkdir()
    assert archive.copy_backup(KEPT, tmp_path / "share").read_bytes() == KEPT.read_bytes()
    monkeypatch.setattr(archive, "sha256_of", lambda _path: "0" * 64)
    with pytest.raises(BackupError, match="copy_differs"):
        archive.copy_backup(KEPT, tmp_path / "share")
    assert list((tmp_path / "share").iterdir()) == []


def test_a_backup_left_in_the_middle_ends_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begun() -> Generator[None, None, None]:
        with archive.open_private_file(tmp_path / "office.zip") as file, archive.Writer(file) as writer:
            with writer.entry("tables/x.jsonl") as out:
                out.write(b"{}")
            yield

    said: list[object] = []  # what Python would write below the program's last words
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    making = begun()
    next(making)
    making.close()
    del making
    gc.collect()
    assert (said, list(tmp_path.iterdir())) == ([], [])
