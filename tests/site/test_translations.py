"""Every word of the application has its Chinese, none is translated in vain, and no two rooms differ."""

from __future__ import annotations

import translations


def test_nothing_lacks_chinese_and_nothing_is_translated_in_vain() -> None:
    assert translations.faults() == []


def test_no_two_rooms_put_the_same_english_into_different_chinese() -> None:
    assert translations.conflicts() == []
