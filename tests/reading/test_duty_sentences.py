"""Sentences as offices write them, with who must do what by when; the table is ``duties.txt``."""

from __future__ import annotations

from pathlib import Path

import pytest

from duty_texts import brief

LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "duties.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("sentence", "records"), [(line[0], line[1:]) for line in LINES])
def test_a_sentence_assigns_what_a_clerk_would_write_down(sentence, records):
    assert ["|".join(str(part or "") for part in made).rstrip("|") for made in brief(sentence)] == records
