"""Yes or no as an office writes it. Source: 02 §2.2 已反馈: leader's 审核, signer; how strictly is local practice."""

from __future__ import annotations

WORDS = {"是": True, "yes": True, "1": True, "否": False, "no": False, "0": False}


def yes_or_no(text: str) -> bool:
    """What the words say.

    Raises:
        ValueError: they say neither.
    """
    try:
        return WORDS[text.strip().lower()]
    except KeyError:
        raise ValueError(text) from None
