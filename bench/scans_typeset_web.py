"""Typeset labelled texts a second time, by another hand than scans_typeset.py, and print them with Chromium.

Five offices with a look of their own, none of them by GB/T 9704: other fonts, sizes, margins and rules, titles over two
lines, tables with merged cells and narrow columns, some across on a page of their own, footnotes, imprints. Which
office a paper comes from is told by its name. A footnote and the imprint are the typesetter's own words, without a
figure but the date; all else is in the text, from which neighbours that are alike in the first columns of a table are
merged.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate
from pathlib import Path

from scans_typeset import DATE, NUMBER, SHORT, LabelledPaper, list_blocks

INSTALL = "Chromium (apt-get install chromium fonts-noto-cjk)"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SERIF, SANS, PLAIN = "Noto Serif CJK SC", "Noto Sans CJK SC", "Droid Sans Fallback"
LONGEST = 1_250  # characters: about three pages in the largest type
ACROSS = 5  # columns from which on a table lies across
MERGED = 2  # columns at the left in which neighbours are merged
FOOTNOTE = "①本文由印发单位负责解释，以往规定与本文不一致的，以本文为准。"
SECTION, PART = re.compile(r"[一二三四五六七八九十]+、"), re.compile(r"（[一二三四五六七八九十]+）[^。；]{2,24}。")
ATTACHED, NOTE = re.compile(r"附(?:件|表)[\d一二三四五六]*[:：]?"), re.compile(r"(?:注|备注|说明)\d?[:：]")

UNDER_HEAD = re.compile(r"^[|:\- ]{3,}\n", re.M)  # the rule under a head of Markdown
LAST_EMPTY = re.compile(r"^([^|\n].*\|) ?$", re.M)  # a row that ends with an empty cell: list_blocks would not see it


@dataclass(frozen=True)
class Office:
    """How an office sets its papers; sizes in points, margins (above, right, below, left) in millimetres."""

    font: str
    head_font: str
    size: float
    line: float
    margins: tuple[int, int, int, int]
    title: float
    cell: float  # size of the type in tables
    outer: float  # thickness of the rules round a table, in points
    inner: float
    padding: float = 2.0  # points between the words of a cell and its rules
    is_red: bool = True  # the head
    has_star: bool = False  # in the red rule
    is_number_left: bool = False  # that of the document
    are_pages_outside: bool = True  # their numbers: at alternating sides, or in the middle
    repeats_head: bool = False  # of a table on each page
    lies_across: bool = False  # a table with many columns
    has_footnote: bool = False
    has_imprint: bool = False
    bold_lead: bool = True  # the first sentence after （一）


OFFICES = (
    Office(SERIF, SANS, 16, 30, (33, 25, 32, 27), 22, 12, 1.5, 0.5, has_star=True, lies_across=True, has_imprint=True),
    Office(SANS, SANS, 14, 26, (25, 25, 25, 25), 20, 10.5, 0.5, 0.5, is_red=False, are_pages_outside=False,
           repeats_head=True, bold_lead=False),
    Office(SERIF, SANS, 15, 25, (28, 22, 30, 24), 20, 11, 2.25, 0.75, padding=1, is_number_left=True,
           lies_across=True, has_footnote=True),
    Office(PLAIN, SANS, 15, 28, (30, 26, 28, 28), 21, 10.5, 1, 1, is_number_left=True, has_imprint=True),
    Office(SERIF, SERIF, 12, 21, (25, 32, 25, 32), 16, 9, 0.5, 0.25, padding=1, is_red=False, repeats_head=True,
           lies_across=True, has_footnote=True, bold_lead=False),
)  # fmt: skip


def find_office(paper: LabelledPaper) -> Office:
    """The office that sets a paper, always the same one."""
    return OFFICES[zlib.crc32(paper.name.encode()) % len(OFFICES)]


def cut_paper(paper: LabelledPaper, longest: int = LONGEST) -> LabelledPaper:
    """A paper cut after the last of its lines that is within so many characters, with the labels of what is left."""
    lines = paper.text.splitlines(keepends=True)
    end = max((at for at in accumulate(map(len, lines)) if at <= longest), default=len(lines[0]))
    kept = {
        name: [record for record in value if not isinstance(record, dict) or record.get("end", 0) <= end]
        if isinstance(value, list) else value
        for name, value in paper.gold.items()
    }  # fmt: skip
    return replace(paper, text=paper.text[:end], gold=kept)


def find_chromium() -> str | None:
    """The command of the browser; None if it is not installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def print_papers(papers: list[LabelledPaper]) -> list[bytes]:
    """The papers as PDF with a text layer."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(f"not installed: {INSTALL}")
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "paper.html"), Path(folder, "paper.pdf")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.as_uri()]
        printed = []
        for paper in papers:
            page.write_text(write_page(paper), encoding="utf-8")
            made.unlink(missing_ok=True)
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            printed.append(made.read_bytes())
        return printed


def write_page(paper: LabelledPaper) -> str:
    """A paper as HTML, with all that its look needs."""
    office = find_office(paper)
    return (
        f"<!doctype html><html lang=zh-CN><meta charset=utf-8><style>{write_look(office)}</style>"
        + "\n".join(_body(paper, office))
    )  # fmt: skip


def write_look(office: Office) -> str:
    """The style sheet of an office."""
    above, right, below, left = office.margins
    number = f'content: "— " counter(page) " —"; font: 13pt "{office.font}"'
    sides = ("right", "left") if office.are_pages_outside else ("center", "center")
    pages = "".join(
        f"@page :{side} {{ @bottom-{at} {{ {number} }} }}" for side, at in zip(("right", "left"), sides, strict=True)
    )
    if office.has_footnote:  # above the number of the first page, under a short rule
        note = f'content: "{FOOTNOTE}"; font: 9pt "{office.font}"; vertical-align: top; text-align: left'
        width = f"width: {195 - left - right}mm; white-space: nowrap"
        pages += f"@page :first {{ margin-bottom: {below + 8}mm; @bottom-left {{ {note}; {width};"
        pages += " border-top: 0.5pt solid black; padding-top: 3pt } }"
    return f"""
        @page {{ size: A4; margin: {above}mm {right}mm {below}mm {left}mm }}
        @page across {{ size: A4 landscape; margin: 24mm 20mm }}
        {pages}
        body {{ margin: 0; font: {office.size}pt/{office.line}pt "{office.font}"; text-align: justify }}
        p {{ margin: 0; text-indent: 2em; orphans: 2; widows: 2 }}
        .head {{ margin: 0 auto; text-align: center; font: 900 10pt/1.3 "{office.head_font}"; white-space: nowrap;
                 color: {"#c01015" if office.is_red else "black"} }}
        .number {{ text-indent: 0; text-align: {"left" if office.is_number_left else "center"}; margin-top: 6mm }}
        .rule {{ border-top: 1.75pt solid {"#c01015" if office.is_red else "black"}; margin: 3mm 0 8mm;
                 text-align: center; line-height: 0 }}
        .rule span {{ background: white; color: #c01015; font-size: 18pt; padding: 0 2mm; position: relative;
                      top: -1.5pt }}
        h1 {{ font: 700 {office.title}pt/1.45 "{office.font}"; text-align: center; margin: 4mm auto 7mm }}
        h2 {{ font: 700 {office.size}pt/{office.line}pt "{office.head_font}"; margin: 0; text-indent: 2em;
              break-after: avoid }}
        .left {{ text-indent: 0 }} .bold {{ font-weight: 700 }}
        .attached {{ text-indent: 0; font-weight: 700; break-before: page }}
        .signed {{ margin-top: {office.line}pt; margin-right: 2em; break-inside: avoid; width: fit-content;
                   margin-left: auto; text-align: center }}
        .note {{ font-size: 9pt; line-height: 14pt; text-indent: 0; border-top: 0.5pt solid black; width: 80%;
                 padding-top: 2pt; margin-top: 5mm }}
        .imprint {{ font-size: 12pt; text-indent: 0; border: solid black; border-width: 1pt 0; margin-top: 12mm;
                    padding: 0 1em; display: flex; justify-content: space-between; break-inside: avoid }}
        .across {{ page: across }}
        table {{ border-collapse: collapse; table-layout: fixed; width: 100%; margin: 2mm 0 4mm; line-height: 1.4;
                 font-size: {office.cell}pt; border: {office.outer}pt solid black; text-align: left }}
        td, th {{ border: {office.inner}pt solid black; padding: {office.padding}pt; overflow-wrap: anywhere }}
        th, .middle {{ text-align: center }} th {{ font-family: "{office.head_font}" }}
        tr {{ break-inside: avoid }} tr:first-child {{ break-after: avoid }}"""


def _body(paper: LabelledPaper, office: Office) -> Iterator[str]:
    """The blocks of a paper from head to foot."""
    blocks = list(list_blocks(LAST_EMPTY.sub("\\1\u00a0", UNDER_HEAD.sub("", paper.text))))
    lines = [block for block in blocks if isinstance(block, str)]
    title, issuer = paper.gold["title"] or "", paper.organ
    if issuer or lines[0].endswith("文件"):
        head = lines[0] if lines[0] in (issuer, lines[0].removesuffix("文件") + "文件") else issuer + "文件"
        above = lines[: lines.index(title)] if title in lines else []
        number = next((line for line in above if NUMBER.fullmatch(line)), "")
        room = (210 - office.margins[1] - office.margins[3]) / 0.3528
        yield f'<div class=head style="font-size: {min(38, 0.94 * room / len(head)):.1f}pt">{escape(head)}</div>'
        yield f"<p class=number>{escape(number)}</p>" if number else ""
        yield f"<div class=rule>{'<span>★</span>' if office.has_star else ''}</div>"
        blocks = [block for place, block in enumerate(blocks) if block != number and (place or block != head)]
    dates = [line for line in lines if DATE.fullmatch(line)]
    skip = across = False
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else ""
        if skip:
            skip = False
        elif isinstance(block, list):
            goes = _goes_across(block, office)
            yield "<div class=across>" if goes and not across else ""
            yield write_table(block, office) + ("</div>" if goes else "")
            across = False
        elif isinstance(following, str) and DATE.fullmatch(following) and len(block) < SHORT and block != title:
            yield _signature([block], following)
            skip = True
        else:
            if ATTACHED.fullmatch(block) and any(_goes_across(near, office) for near in blocks[place : place + 4]):
                yield "<div class=across>"  # also the lines between the mark of an attachment and its table
                across = True
            yield _line(block, title, office, first=not place)
    if issuer and not dates:
        dates = [f"{paper.gold['year'] or 2020}年3月1日"]
        yield _signature((paper.gold["issuer"] or "").split("、"), dates[0])
    if issuer and office.has_imprint:
        yield f"<div class=imprint><span>{escape(issuer)}综合科</span><span>{dates[-1]}印发</span></div>"


def _line(line: str, title: str, office: Office, *, first: bool) -> str:
    """A line with the look that its place and its form ask for."""
    words, lead = escape(line), PART.match(line)
    if title and "".join(line.split()) == "".join(title.split()):
        wide = f' style="max-width: {len(line) / 2 + 1.6:.1f}em"' if len(line) > 14 else ""  # over two lines
        return f"<h1{wide}>{words}</h1>"
    if NUMBER.fullmatch(line):
        return f"<p class=number>{words}</p>"
    if DATE.fullmatch(line):
        return f"<p class=signed>{words}</p>"
    if SECTION.match(line):
        return f"<h2>{words}</h2>" if len(line) < SHORT else f"<p>{words}</p>"
    if ATTACHED.fullmatch(line):
        return f"<p class={'left' if first else 'attached'}>{words}</p>"
    if NOTE.match(line):
        return f"<p class=note>{words}</p>"
    if line.endswith(("：", ":")) and len(line) < 40:
        return f"<p class=left>{words}</p>"
    if lead and office.bold_lead:
        return f"<p><span class=bold>{escape(lead[0])}</span>{escape(line[lead.end() :])}</p>"
    return f"<p>{words}</p>"


def _signature(organs: list[str], date: str) -> str:
    """The organs, a line each, and the date below, at the right, one middle over the other."""
    return "<div class=signed>" + "<br>".join(map(escape, [*organs, date])) + "</div>"


def write_table(rows: list[list[str]], office: Office) -> str:
    """A table; the first row is its head."""
    count = max(map(len, rows))
    columns = "".join(f'<col style="width: {width:.1f}%">' for width in _widths(rows, count, office))
    head, *rest = (f"<tr>{''.join(_row(rows, at, count))}</tr>" for at in range(len(rows)))
    parts = [f"<thead>{head}</thead><tbody>", *rest] if office.repeats_head else ["<tbody>", head, *rest]
    return f"<table><colgroup>{columns}</colgroup>{''.join(parts)}</tbody></table>"


def _goes_across(block: str | list[list[str]], office: Office) -> bool:
    """Whether this is a table that lies across on pages of its own."""
    return office.lies_across and isinstance(block, list) and max(map(len, block)) >= ACROSS


def _row(rows: list[list[str]], at: int, count: int) -> Iterator[str]:
    """The cells of a row, without those that the cell above takes in."""
    cells = rows[at]
    if len(cells) == 1 < count:
        yield f"<td colspan={count} class=bold>{escape(cells[0])}</td>"
        return
    for column, words in enumerate(cells):
        deep = _depth(rows, at, column)
        if deep and at:
            middle = " class=middle" if len(words) < 5 else ""
            span = f" rowspan={deep}" if deep > 1 else ""
            yield f"<td{span}{middle}>{escape(words)}</td>"
        elif deep:
            yield f"<th>{escape(words)}</th>"


def _depth(rows: list[list[str]], at: int, column: int) -> int:
    """How many rows a cell goes down; 0 for one that an upper one takes in."""

    def is_same(upper: int) -> bool:
        """Whether the cell and the one below are alike, in a column in which such are merged."""
        both = [row[column] if len(row) > column and len(row) > 1 else "" for row in rows[upper : upper + 2]]
        return column < MERGED and upper > 0 and len(both) == 2 and both[0] == both[1] != ""

    if is_same(at - 1):
        return 0
    deep = 1
    while is_same(at + deep - 1):
        deep += 1
    return deep


def _widths(rows: list[list[str]], count: int, office: Office) -> list[float]:
    """Each column in per cent: as wide as its longest unbroken run needs, the rest by the amount of words."""
    full = [row for row in rows if len(row) > 1]
    columns = [[row[at] for row in full if len(row) > at] for at in range(count)]
    room = (210 - office.margins[1] - office.margins[3]) / 0.3528 / office.cell  # em
    room = 257 / 0.3528 / office.cell if _goes_across(rows, office) else room
    runs = [[len(run) for words in column for run in re.findall(r"[\d.,%A-Za-z]+", words)] for column in columns]
    least = [max(2.1, 0.6 * max(run, default=0)) + 2 * office.padding / office.cell + 0.2 for run in runs]
    asked = [sum(map(len, column)) ** 0.7 for column in columns]
    free = max(0.0, room - sum(least))
    widths = [low + free * part / max(1.0, sum(asked)) for low, part in zip(least, asked, strict=True)]
    return [100 * width / sum(widths) for width in widths]
