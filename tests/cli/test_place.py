import errno
import os
import sys

import pytest

from luoshi.cli import atomic_files
from luoshi.cli.atomic_files import PlaceError, ensure_writable_folder, write_file_atomically


def test_a_file_is_whole_or_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_file_atomically(path, b"old")

    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_files.os, "replace", full)
    with pytest.raises(PlaceError) as error:
        write_file_atomically(path, b"new")
    assert error.value.code == "out.full"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_colleague_may_open_what_was_written(tmp_path):
    old = os.umask(0o022)
    try:
        write_file_atomically(tmp_path / "a.xlsx", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == 0o644


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(PlaceError) as error:
        ensure_writable_folder(tmp_path / "out")
    assert error.value.code == "out.no_folder"


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EROFS, "out.refused"), (errno.EACCES, "out.refused"), (errno.EIO, "out.failed")]
)
def test_each_refusal_of_the_system_has_its_sentence(tmp_path, monkeypatch, number, code):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic_files, "open", refuse, raising=False)
    with pytest.raises(PlaceError) as error:
        write_file_atomically(tmp_path / "a", b"")
    assert error.value.code == code


def test_wherever_a_signal_ends_it_nothing_half_is_left(tmp_path):
    """The signal's exception comes at each instruction of the writing in turn, as at any moment in a run."""
    path, at = tmp_path / "表.json", 0
    while True:
        at += 1
        left = at

        def trace(frame, event, _arg):
            nonlocal left
            if frame.f_code.co_filename != atomic_files.__file__:
                return None
            frame.f_trace_opcodes = True  # between a call and the name that its result gets, too
            if event == "opcode":
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            write_file_atomically(path, b"{}")
        except KeyboardInterrupt:
            ended = True
        else:
            ended = False
        finally:
            sys.settrace(before)
        assert [found_path.name for found_path in tmp_path.iterdir()] in ([], ["表.json"]), at
        if not ended:
            break
        path.unlink(missing_ok=True)
    assert at > 8 and path.read_bytes() == b"{}"
