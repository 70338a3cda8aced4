"""How much a file may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Bounds on one file. Ordinary official documents stay a hundred times below all of them."""

    bytes: int = 50_000_000  # the file itself
    characters: int = 20_000_000  # the text that comes out
    entries: int = 20_000  # members of a zip container
    expanded: int = 400_000_000  # bytes read out of a zip container, all parts together
    part: int = 64_000_000  # bytes of one XML part that is held as a tree
    elements: int = 4_000_000  # tags in one part or page that is held as a tree
    ratio: int = 400  # expanded to packed size of a part larger than a megabyte
    pages: int = 5_000
    glyphs: int = 60_000  # on one page of a PDF or OFD; an A4 page of small print has 6,000
    cells: int = 5_000_000  # places in all sheets or tables of a file, empty ones between others too
    seconds: int = 120  # of computing, where another process reads: PDF, OFD, XLS, very large pages, LibreOffice
    memory: int = 2_000_000_000  # bytes of address space for that process, where the system can bound it


DEFAULT = FileLimits()
