"""What holds of a kind because it was declared: a sample of its rights, what its forms and pages bear, long lists.

Each kind that there is comes in by itself, with the examples of its declaration and, where its records do not come to
be by steps of people alone, with the builder beside its tests (states.py). What is tried is in every_kind.py. ``make
test`` tries kinds that between them have all that any has, and two more in turn; ``--full`` tries all (kinds_cover.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from cast import Cast
from every_kind import standing, tried, warmed
from kinds_cover import each
from luoshi.kernel.kinds.registry import get_kind
from office import NOW
from reasons import nothing


@pytest.fixture(autouse=True)
def _at_that_moment(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(scope="module", autouse=True)
def _asked_before(django_db_setup: None, django_db_blocker: Any) -> None:
    """What the first request of a process costs is no kind's."""
    with django_db_blocker.unblock():
        warmed(get_kind("appeals"), Cast())


@pytest.mark.of_kind
@pytest.mark.control(
    "8.1.4.2 e-g", "of every kind a sample of its cells: each role, place, relation and step both ways"
)
@pytest.mark.parametrize("name", each())
def test_a_kind_keeps_its_rights_bears_hostile_words_and_lists_many_records(db: None, name: str) -> None:
    """All in one test: its records in every state are made once, and what is tried is undone."""
    nothing(tried(standing(get_kind(name), Cast())))
