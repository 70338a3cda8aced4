"""What the progress column of an office's own ledger says about a task. Pure."""

from __future__ import annotations

import re
import unicodedata

# A cell says that a task is done only by these words, and by none of the others.
DONE = re.compile(r"(?:完成|办结|销号|落实|结项|完结|达标)(?!率)|(?<![\d.])100(?:\.0{1,4})?%")
OPEN = re.compile(
    r"未|尚|没|无法|不能|部分|基本|大部|初步|预计|计划|拟|将|正在|持续|继续|推进|推动|待|进行中|延期|滞后|争取|力争|阶段|序时|"
    r"(?<![\d.])\d{1,2}(?:\.\d{1,4})?%"
)


def is_told_done(words: str) -> bool:
    """Return True if a cell says plainly that a task is done: 已完成, 已办结并销号, 完成100%.

    What says both (基本完成, 已完成80%, 完成前期工作，正在施工) says nothing for certain.
    """
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    return bool(DONE.search(plain)) and not OPEN.search(plain)
