"""What is encrypted with a pass phrase comes back byte by byte, and whatever was done to it is noticed."""

from __future__ import annotations

import io
import random
from base64 import b64decode
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.site.backup import envelope
from luoshi.site.backup.envelope import PIECE, TAG, Decrypting, Encrypting, EnvelopeError, PhraseError

pytestmark = pytest.mark.database("sqlite")  # what no database knows

PHRASE = "四个 words of chance"
# Made by rage 0.11, another program for files of age.
OF_ANOTHER_PROGRAM = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBEQjhEUWVrdU9wT05JMUk0RG8rZmxRIDE2CkRsd2UvaFBGNUp5aG12SUwyZ0oySlFRcXpT"
    "a2wzOGtLenRKR3hmZ1Z3M28KLS0tIFNyQkRoa2NidkVrRStIekNHajN6QzBCZUt3WmZyWnBNenNFVjRuT1dFcFUK2+WKkf+gPPdauutTK4aLMQM7"
    "tlX2hMyr/Ay7s3N7WsOiXyfCRSn4bpy9HrghZW8="
)
EDGES = st.tuples(st.integers(0, 3), st.integers(-2, 2)).map(lambda at: max(0, at[0] * PIECE + at[1]))


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass phrase that is quick to try."""
    monkeypatch.setattr(envelope, "WORK", 1)


def content(length: int) -> bytes:
    return random.Random(length).randbytes(length)


def encrypted(data: bytes, cuts: list[int] | None = None) -> bytes:
    """The file, its content written at once or in parts."""
    file = io.BytesIO()
    out = Encrypting(file, PHRASE)
    places = [0, *sorted(cuts or []), len(data)]
    for start, end in pairwise(places):
        out.write(data[start:end])
    out.finish()
    return file.getvalue()


def read(file: bytes, phrase: str = PHRASE) -> bytes:
    """All that stands in it, from the beginning to the end."""
    return io.BufferedReader(Decrypting(io.BytesIO(file), phrase), PIECE).read()


def first_of(file: bytes) -> int:
    """Where its first piece begins."""
    return envelope.read_envelope_head(io.BytesIO(file)).end() + envelope.NONCE


@settings(max_examples=60, deadline=None)
@given(EDGES, st.data())
def test_content_of_any_length_comes_back_from_any_place(length: int, draw: st.DataObject) -> None:
    data, places = content(length), st.integers(0, length)
    file = encrypted(data, draw.draw(st.lists(places, max_size=4)))
    assert len(file) == first_of(file) + length + TAG * max(1, -(-length // PIECE))
    opened = io.BufferedReader(Decrypting(io.BytesIO(file), PHRASE), PIECE)
    assert opened.read() == data
    for start in draw.draw(st.lists(places, max_size=4)):
        opened.seek(start)
        assert (opened.read(9), opened.tell()) == (data[start : start + 9], min(length, start + 9))
    assert opened.seek(-min(5, length), io.SEEK_END) == length - min(5, length)
    assert opened.read() == data[len(data) - min(5, length) :]


@settings(max_examples=40, deadline=None)
@given(EDGES, st.data())
def test_what_was_cut_off_or_added_to_is_not_opened(length: int, draw: st.DataObject) -> None:
    file = encrypted(content(length))
    first = first_of(file)
    pieces = [first + number * (PIECE + TAG) for number in range(5)]
    near = [at + by for at in pieces for by in (-1, 0, 1, TAG, TAG + 1) if at + by < len(file)]
    end = draw.draw(st.sampled_from(near) | st.integers(len(envelope.INTRO), len(file) - 1))
    with pytest.raises(EnvelopeError):
        Decrypting(io.BytesIO(file[:end]), PHRASE)
    with pytest.raises(EnvelopeError):
        Decrypting(io.BytesIO(file + draw.draw(st.binary(min_size=1, max_size=40))), PHRASE)


@settings(max_examples=60, deadline=None)
@given(EDGES, st.data())
def test_a_byte_that_was_changed_anywhere_is_noticed(length: int, draw: st.DataObject) -> None:
    file = bytearray(encrypted(content(length)))
    first = first_of(bytes(file))
    piece = first + draw.draw(st.integers(0, (len(file) - first - 1) // (PIECE + TAG))) * (PIECE + TAG)
    within = st.integers(piece, min(piece + PIECE + TAG, len(file)) - 1)
    at = draw.draw(within | st.integers(0, first - 1) | st.integers(len(file) - TAG, len(file) - 1))
    file[at] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises((EnvelopeError, PhraseError)):
        read(bytes(file))


@pytest.mark.parametrize("others", [(1, 0, 2, 3), (0, 2, 1, 3), (0, 1, 1, 3), (0, 1, 2, 2), (0, 1, 3), (0, 1, 2)])
def test_pieces_that_were_moved_doubled_or_left_out_are_noticed(others: tuple[int, ...]) -> None:
    file = encrypted(content(4 * PIECE))
    first, length = first_of(file), PIECE + TAG
    pieces = [file[at : at + length] for at in range(first, len(file), length)]
    assert len(pieces) == 4
    with pytest.raises(EnvelopeError):
        read(file[:first] + b"".join(pieces[number] for number in others))


def test_pieces_of_another_file_under_the_same_phrase_are_noticed() -> None:
    own, other = encrypted(content(PIECE + 1)), encrypted(content(PIECE + 1))
    with pytest.raises(EnvelopeError):
        read(own[: first_of(own)] + other[first_of(other) :])


@pytest.mark.control(
    "8.1.4.9", "a backup that is encrypted with a pass phrase is what other programs for age open, too"
)
def test_a_file_of_another_program_is_opened() -> None:
    assert read(OF_ANOTHER_PROGRAM).decode() == "落实的备份"
    for phrase in ("", PHRASE + " ", PHRASE.upper()):
        with pytest.raises(PhraseError):
            read(OF_ANOTHER_PROGRAM, phrase)


@pytest.mark.parametrize(
    "head", [b"-> scrypt 7DPZ 21\n", b"-> X25519 dGVzdA\n", b"", b"-> scrypt " + b"A" * 22 + b" 0\n"]
)
def test_what_takes_too_much_or_no_pass_phrase_opens_is_not_tried(head: bytes) -> None:
    with pytest.raises(EnvelopeError):
        Decrypting(io.BytesIO(envelope.INTRO + head + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n" + bytes(99)), PHRASE)
    hard = encrypted(b"x").replace(b" 1\n", b" %d\n" % (envelope.HARDEST + 1), 1)
    with pytest.raises(EnvelopeError):
        Decrypting(io.BytesIO(hard), PHRASE)


def test_the_same_content_is_never_encrypted_alike() -> None:
    assert len({encrypted(b"x")[first_of(encrypted(b"x")) :] for _time in range(5)}) == 5
