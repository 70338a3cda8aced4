"""What an office may set about signing in, and what it cannot."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from luoshi.site.signin.bounds import one_of, whole


@pytest.mark.parametrize(("words", "value"), [("", 10), (" ", 10), ("8", 8), (" 64 ", 64)])
def test_a_number_within_its_bounds_holds(words: str, value: int) -> None:
    assert (
        whole({"LUOSHI_X": words}, "LUOSHI_X", 10, 8, 64) == whole({"LUOSHI_X": words}, "LUOSHI_X", 10, 8, 64) == value
    )
    assert whole({}, "LUOSHI_X", 10, 8, 64) == 10


@pytest.mark.parametrize("words", ["7", "65", "-9", "9.5", "ten", "１０", "9999999999"])
def test_any_other_stops_the_start_and_says_what_is_needed(words: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        whole({"LUOSHI_X": words}, "LUOSHI_X", 10, 8, 64)
    assert str(caught.value) == f"LUOSHI_X={words}: a whole number from 8 to 64 is needed here."


def test_a_word_is_one_of_those_there_are() -> None:
    assert [one_of({"X": word}, "X", "a", ("a", "b")) for word in ("", "b")] == ["a", "b"]
    with pytest.raises(ImproperlyConfigured, match="X=c: one of a, b is needed here"):
        one_of({"X": "c"}, "X", "a", ("a", "b"))


FLOORS = {
    "LUOSHI_PASSWORD_LENGTH": "7",
    "LUOSHI_PASSWORD_CLASSES": "2",
    "LUOSHI_PASSWORDS_KEPT": "4",
    "LUOSHI_PASSWORD_DAYS": "181",
    "LUOSHI_LOCK_FAILURES": "6",
    "LUOSHI_LOCK_MINUTES": "4",
    "LUOSHI_IDLE_MINUTES": "61",
    "LUOSHI_IDLE_MINUTES_ADMINISTRATOR": "61",
    "LUOSHI_SESSION_HOURS": "13",
    "LUOSHI_RESET_MINUTES": "61",
    "LUOSHI_SECOND_FACTOR": "never",
    "LUOSHI_INSIDE": "10.0.0.0/33",
}


@pytest.mark.control("8.1.4.1 a", "no setting goes below the assessors' floor")
@pytest.mark.parametrize("name", FLOORS)
def test_no_setting_goes_below_its_floor(name: str) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LUOSHI_")}
    made = [sys.executable, "-c", "import luoshi.site.signin.settings"]
    ran = subprocess.run(made, env=environ | {name: FLOORS[name]}, capture_output=True, text=True)
    assert (ran.returncode, f"{name}={FLOORS[name]}: " in ran.stderr) == (1, True)


@pytest.mark.parametrize(("given", "must"), [({}, "admins"), ({"LUOSHI_DEMO": "1"}, "off")])
def test_administrators_need_a_second_factor_unless_it_is_a_demonstration(given: dict[str, str], must: str) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LUOSHI_")}
    made = [sys.executable, "-c", "from luoshi.site.signin.settings import *; print(SECOND_FACTOR)"]
    ran = subprocess.run(made, env=environ | given, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == must
