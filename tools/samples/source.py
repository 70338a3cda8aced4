"""The small notation in which the samples' words are kept (source/*.txt), read into blocks.

file: NAME.EXT              first lines: where it goes, and settings of the format
@title words                a line with a place of its own: head, number, title, addressee, center, left, note, sign
# words  ## words           a numbered heading, or a paragraph whose lead is one (一、 and （一）)
words^[words]words          a paragraph; what stands in ^[] is a footnote
! words                     a text box
| cell | << | ^^ |          a table row; << belongs to the cell on the left, ^^ to the one above
%                           a new page
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

DIGITS = "〇一二三四五六七八九十"
SETTING = re.compile(r"([a-z]+): (.*)")
FOOTNOTE = re.compile(r"\^\[([^\]]*)\]")


@dataclass
class Block:
    """A paragraph, heading, table or page break, as it stands in the document."""

    kind: str
    text: str = ""
    marker: str = ""  # what an automatic number would print
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Source:
    """One sample: where it goes, the settings of its format, and its blocks in order."""

    settings: dict[str, str]
    blocks: list[Block]

    def parts(self, name: str) -> list[str]:
        """A setting that holds several things, split at its bars."""
        return self.settings[name].split(" | ")


def chinese(number: int) -> str:
    """A number up to 99 as headings print it: 3 三, 10 十, 12 十二, 20 二十."""
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return lead + (DIGITS[ones] if ones or not tens else "")


def lead_and_rest(text: str) -> tuple[str, str]:
    """A run-in paragraph cut after its bold lead; the rest is empty for a heading that stands alone."""
    head, stop, rest = text.partition("。")
    return (head + stop, rest) if rest and len(head) <= 24 else (text, "") if len(text) <= 24 else ("", text)


def spans(rows: list[list[str]]) -> list[tuple[int, int, int, int, str]]:
    """The table's real cells as (row, column, rows, columns, text): merged ones once, where they begin."""
    cells = []
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in ("<<", "^^"):
                continue
            right = left + 1
            while right < len(row) and row[right] == "<<":
                right += 1
            below = top + 1
            while below < len(rows) and rows[below][left] == "^^":
                below += 1
            cells.append((top, left, below - top, right - left, text))
    return cells


def read(path: Path) -> Source:
    """Read one source file. Numbers of headings are counted here, second ones anew under each first one."""
    settings: dict[str, str] = {}
    blocks: list[Block] = []
    counts = [0, 0]
    for line in path.read_text(encoding="utf-8").splitlines():
        if not blocks and (setting := SETTING.fullmatch(line)):
            settings[setting[1]] = setting[2]
        elif line.startswith("@"):
            kind, _, text = line[1:].partition(" ")
            blocks.append(Block(kind, text))
        elif line.startswith("## "):
            counts[1] += 1
            blocks.append(Block("heading", line[3:], f"（{chinese(counts[1])}）", 2))
        elif line.startswith("# "):
            counts = [counts[0] + 1, 0]
            blocks.append(Block("heading", line[2:], f"{chinese(counts[0])}、", 1))
        elif line.startswith("! "):
            blocks.append(Block("box", line[2:]))
        elif line == "%":
            blocks.append(Block("page"))
        elif line.startswith("| "):
            row = [cell.strip() for cell in line[1:-1].split("|")]
            if blocks[-1].kind != "table":
                blocks.append(Block("table"))
            blocks[-1].rows.append(row)
        else:
            blocks.append(Block("text", line))
    return Source(settings, blocks)
