"""A zip beside a sheet gives names and bytes, within bounds and to no path; whatever is in it, there is an answer."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.desk.bulk.attachments import rules
from luoshi.desk.bulk.attachments.rules import split_file_names, unpack_files
from luoshi.evidence.received.rules.markings import in_packed
from luoshi.reading.load.limits import DEFAULT
from zips import locked, raw_zip, zipped

LIMITS = replace(DEFAULT, bytes=1_000_000, expanded=3_000_000, ratio=400, entries=20)
NOISE = bytes(range(256)) * 3_500  # 896,000 bytes that hardly shrink


def files_in(data: bytes) -> dict[str, bytes]:
    """The files taken, by name; of one that is too large its size."""
    found, body = unpack_files(data, LIMITS)
    files, start = {}, 0
    for name, size in found["files"]:  # type: ignore[attr-defined]
        large = size > LIMITS.bytes
        files[name] = f"{size}".encode() if large else body[start : start + size]
        start += 0 if large else size
    assert start == len(body)
    return files


def fault_of(data: bytes) -> object:
    return unpack_files(data, LIMITS)[0].get("fault")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_names_that_do_not_say_their_encoding_are_read_as_their_system_wrote_them(encoding: str) -> None:
    names = ["营业执照.pdf", "材料/法人身份证（正面）.jpg", "plain.txt"]
    data = raw_zip({name.encode(encoding): name.encode() for name in names})
    assert files_in(data) == {name.rpartition("/")[2]: name.encode() for name in names}


def test_a_name_marked_as_utf8_is_taken_at_its_word_and_a_mac_s_is_composed() -> None:
    assert list(files_in(zipped(("执照.pdf", b"a"), ("cafe\u0301.pdf", b"b")))) == ["执照.pdf", "café.pdf"]


@given(
    st.text(st.characters(codec="gbk", exclude_categories=("C", "Z"), exclude_characters='/\\.:;<>"|?*'), min_size=1)
)
def test_every_name_in_gbk_is_read_unless_its_bytes_are_right_as_utf8(name: str) -> None:
    octets = f"{name}.pdf".encode("gbk")
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        assert rules.clean_name(f"{name}.pdf") in files_in(raw_zip({octets: b"x"}))


def test_folders_are_left_out_of_names_and_what_systems_leave_is_ignored() -> None:
    data = zipped(
        ("一组/", b""),
        ("一组/a.pdf", b"a"),
        ("一组\\二组\\b.pdf", b"b"),
        ("./c.pdf", b"c"),
        ("__MACOSX/一组/._a.pdf", b"x"),
        (".DS_Store", b"x"),
        (".git/config", b"x"),
        ("一组/Thumbs.db", b"x"),
    )
    assert files_in(data) == {"a.pdf": b"a", "b.pdf": b"b", "c.pdf": b"c"}
    assert unpack_files(data, LIMITS)[0]["skipped"] == []


@pytest.mark.control("8.1.4.4", "an entry of an archive that leads out of it is not taken")
@pytest.mark.parametrize(
    "path", ["/etc/a.pdf", "../a.pdf", "x/../../a.pdf", "C:\\a.pdf", "c:a.pdf", "..\\a.pdf", "//a/b.pdf"]
)
def test_an_entry_that_leads_out_of_the_zip_is_not_taken_and_told(path: str) -> None:
    found, body = unpack_files(zipped((path, b"x"), ("good.pdf", b"y")), LIMITS)
    name = "b.pdf" if path.endswith("b.pdf") else "c_a.pdf" if path == "c:a.pdf" else "a.pdf"
    assert found["files"] == [["good.pdf", 1]] and found["skipped"] == [[name, "path"]] and body == b"y"


@pytest.mark.control("8.1.4.4", "a link in an archive is not followed")
@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_are_not_taken(kind: int) -> None:
    found, body = unpack_files(zipped(("a.pdf", b"/etc/passwd"), mode=kind | 0o777), LIMITS)
    assert (found["files"], found["skipped"], body) == ([], [["a.pdf", "link"]], b"")


def test_a_file_of_unix_with_its_mode_is_taken() -> None:
    assert files_in(zipped(("a.pdf", b"x"), mode=stat.S_IFREG | 0o644)) == {"a.pdf": b"x"}


def test_the_same_name_twice_is_there_twice() -> None:
    found, body = unpack_files(zipped(("一/a.pdf", b"one"), ("二/a.pdf", b"two")), LIMITS)
    assert found["files"] == [["a.pdf", 3], ["a.pdf", 3]] and body == b"onetwo"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"PK\x03\x04" + bytes(40), "damaged"),
        (zipped(("a.pdf", NOISE))[:-30], "damaged"),
        (locked(zipped(("a.pdf", b"x"))), "encrypted"),
        (zipped(("a.bin", bytes(2_000_000))), "bomb"),
        (zipped(*[(f"{n}.pdf", b"x") for n in range(21)]), "many"),
        (zipped(*[(f"{n}/", b"") for n in range(rules.MOST_ENTRIES + 1)]), "many"),
        (zipped(*[(f"{n}.bin", NOISE) for n in range(4)]), "expanded"),
    ],
    ids=["no directory", "cut off", "password", "ratio", "count", "entries", "total"],
)
@pytest.mark.control("8.1.4.4", "bombs, locked and broken archives are refused")
def test_bad_zips_are_refused_as_a_whole(data: bytes, fault: str) -> None:
    assert unpack_files(data, LIMITS) == ({"fault": fault}, b"")


def test_a_file_that_is_too_large_is_told_by_its_size_and_the_others_are_taken() -> None:
    large = bytes(range(256)) * 4_000  # 1,024,000
    data = zipped(("large.bin", large), ("good.pdf", b"y"), method=zipfile.ZIP_STORED)
    assert files_in(data) == {"large.bin": b"1000001", "good.pdf": b"y"}


def test_a_size_in_the_directory_that_is_a_lie_is_not_believed() -> None:
    data = zipped(("a.bin", bytes(900_000)))
    real, claimed = (900_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert fault_of(data.replace(real, claimed)) == "damaged"
    more = zipped(("a.bin", bytes(100_000_000)))
    lied = more.replace((100_000_000).to_bytes(4, "little"), (999_999).to_bytes(4, "little"))
    assert fault_of(lied) in ("bomb", "damaged")


def test_a_bomb_is_not_unpacked_further_than_a_file_may_be_large() -> None:
    data = zipped(("a.bin", bytes(100_000_000)))
    tracemalloc.start()
    assert files_in(data) == {"a.bin": b"1000001"}  # too large, whatever more there is
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_entries_that_overlap_unpack_to_no_more_than_allowed() -> None:
    """All entries of the directory lead to the same bytes, as in the best known of bombs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a0", NOISE)
        (first,) = pack.filelist
        for number in range(1, 10):
            again = zipfile.ZipInfo(f"a{number}")
            for name in ("compress_type", "compress_size", "file_size", "CRC", "header_offset", "flag_bits"):
                setattr(again, name, getattr(first, name))
            pack.filelist.append(again)
    assert fault_of(out.getvalue()) in ("damaged", "expanded")


def test_a_method_of_packing_that_is_not_read_is_told() -> None:
    data = bytearray(zipped(("a.pdf", b"x" * 50)))
    data[data.index(b"PK\x03\x04") + 8] = data[data.index(b"PK\x01\x02") + 10] = 9  # Deflate64
    assert fault_of(bytes(data)) == "packing"


@pytest.mark.control("8.1.4.4", "a secrecy marking in the name of a packed file is found in every encoding")
@pytest.mark.parametrize("path", ["机密★1年 名单.pdf", "【秘密】/名单.pdf", "../机密★.pdf"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_marking_in_a_name_gives_nothing_else(path: str, encoding: str) -> None:
    data = raw_zip({b"a.pdf": b"x", path.encode(encoding): b"y"})
    assert unpack_files(data, LIMITS) == ({"files": [], "skipped": [], "marked": True}, b"")
    assert in_packed(data) is not None


@settings(max_examples=60)
@given(st.data())
def test_broken_bytes_give_files_or_a_fault_and_never_an_error(data: st.DataObject) -> None:
    broken = bytearray(zipped(("一.pdf", b"one" * 50), ("二.pdf", NOISE[:500])))
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    found, body = unpack_files(bytes(broken[: data.draw(st.integers(1, len(broken)))]), LIMITS)
    assert "fault" in found or sum(size for _name, size in found["files"]) == len(body)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("a.pdf", ["a.pdf"]),
        ("a.pdf；b.pdf", ["a.pdf", "b.pdf"]),
        ("a.pdf; b.pdf ;", ["a.pdf", "b.pdf"]),
        ("a.pdf\nb.pdf\r\nc.pdf", ["a.pdf", "b.pdf", "c.pdf"]),
        ("材料/a.pdf；a.pdf", ["a.pdf"]),
        ("甲、乙的合同.pdf", ["甲、乙的合同.pdf"]),
        (" ； \n", []),
        ("", []),
    ],
)
def test_a_cell_names_files_between_semicolons_or_in_lines(cell: str, names: list[str]) -> None:
    assert split_file_names(cell) == names
