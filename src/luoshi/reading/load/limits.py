"""Limits on the resources that a file may use before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Bounds on one file. Ordinary official documents stay a hundred times below all of them."""

    bytes: int = 50_000_000  # the file itself
    characters: int = 20_000_000  # the resulting text
    entries: int = 20_000  # members of a zip container
    expanded: int = 400_000_000  # bytes unpacked from a zip container, all parts together
    part: int = 64_000_000  # bytes of one XML part that is parsed to a tree
    elements: int = 4_000_000  # tags in one part or page that is parsed to a tree
    ratio: int = 400  # expanded to packed size of a part larger than a megabyte
    pages: int = 5_000
    glyphs: int = 60_000  # on one page of a PDF or OFD; an A4 page of small print has 6,000
    cells: int = 5_000_000  # positions in all sheets or tables of a file, including empty ones between others
    seconds: int = 120  # of CPU time, where another process reads: PDF, OFD, XLS, very large pages, LibreOffice
    memory: int = 2_000_000_000  # bytes of address space for that process, where the system can limit it


DEFAULT = FileLimits()
