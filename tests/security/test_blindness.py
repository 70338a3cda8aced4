"""Blindness of a round, tried whole: every address, list, export, search, error and file, as each role."""

from __future__ import annotations

import pytest
from blind_walk import blind_round, walk

from full import FULL
from luoshi.base.rights.rules.rights import Role
from office import NOW, Office

OBJECTS, ASSESSORS = (60, 40) if FULL else (6, 5)


@pytest.mark.control("8.1.4.2 e-g", "in a blind round no address tells who applied or who assesses")
def test_no_identity_on_the_wrong_side(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    office.person("bureau head", "局长", "bureau", Role.HEAD)
    blind = blind_round(office, OBJECTS, ASSESSORS)
    total = 0
    for reader in blind.readers:
        asked, leaks = walk(blind, reader, whole=True)
        assert leaks == [], (reader.name, leaks[:10])
        total += asked
    assert total > 5000
