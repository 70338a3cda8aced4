"""Normalise equivalent spellings before reading, and map positions back.

Digits and line ends of other kinds become plain ones, one code point for one. Blanks between a figure and the words
beside it (在 2025 年建成 3 个站), common in Word and PDF, are removed; ``Respelt`` maps each position of the plain text
to the original text. A document in traditional characters is read in simplified ones; what it names is given back as
printed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from luoshi.reading.model import Assignment, Quantity, Reading, TextHeading, TextStatement
from luoshi.reading.traditional import is_traditional, simplify_characters
from luoshi.reading.words import lazy_pattern

_ODD = lazy_pattern("[０-９\r\x0b\x0c\x85\u2028\u2029]")
_PLAIN = str.maketrans("０１２３４５６７８９\r\x0b\x0c\x85\u2028\u2029", "0123456789\n\n\n\n\n\n")
_AFTER = "年月日号时个家项名人件次场期亩户元万亿千百%％倍所座支台套篇份条种处届位岁天周吨公里平方米分学成余多以%‰"
# One plain blank: two, or a wide one, separate things (县科协　　2022年2月21日). The blank comes first in the
# expression; otherwise every character of a text would need a lookbehind.
_BLANK = lazy_pattern(rf" (?:(?<=[一-鿿，。；、：（(] )(?=\d[\d.,]{{0,12}} ?[{_AFTER}])|(?<=\d )(?=[{_AFTER}]))")

_HEAD = 2000  # code points in which a document names itself
_NEAR = 200  # code points beside a record in which its names are looked for


class Respelt:
    """A text in plain spelling, with the original positions."""

    def __init__(self, text: str) -> None:
        self.printed = text
        self.traditional = is_traditional(text)
        if self.traditional:
            text = simplify_characters(text)
        if _ODD.search(text):
            text = text.replace("\r\n", " \n").translate(_PLAIN)
        self.cuts: list[int] = []  # positions of the plain text before which something was removed
        self.shifts: list[int] = []  # the total removed up to there
        out, last, gone = [], 0, 0
        for blank in _BLANK.finditer(text):
            start, end = blank.span()
            out.append(text[last:start])
            last = end
            gone += end - start
            self.cuts.append(end - gone)
            self.shifts.append(gone)
        # The last blank removed before a position of the old text shifted it by this much.
        self.olds = [cut + gone for cut, gone in zip(self.cuts, self.shifts, strict=True)]
        self.text = "".join([*out, text[last:]]) if out else text

    def plain(self, place: int) -> int:
        """Return the position in the plain text for a position in the original."""
        at = bisect_right(self.olds, place)
        return place - self.shifts[at - 1] if at else place

    def _start(self, place: int) -> int:
        at = bisect_right(self.cuts, place)
        return place + self.shifts[at - 1] if at else place

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        return self._start(start), self._start(end - 1) + 1 if end > start else self._start(end)

    def restore(self, reading: Reading) -> Reading:
        """Move every span of a reading of the plain text to its original position."""
        if self.traditional:
            self._restore_names(reading)
        if self.cuts:
            records: list[TextHeading | TextStatement | Quantity | Assignment] = [
                *reading.headings,
                *reading.statements,
            ]
            records += [*reading.quantities, *reading.assignments]
            for record in records:
                record.start, record.end = self.original_span(record.start, record.end)
            for statement in reading.statements:
                if statement.row:
                    statement.row = self.original_span(*statement.row)
            for at, guess in enumerate(reading.guesses):
                start, end = self.original_span(guess.start, guess.end)
                reading.guesses[at] = replace(guess, start=start, end=end)
            for at, passage in enumerate(reading.unread):
                start, end = self.original_span(passage.start, passage.end)
                reading.unread[at] = replace(passage, start=start, end=end)
            for at, cell in enumerate(reading.beside):
                start, end = self.original_span(cell.start, cell.end)
                reading.beside[at] = replace(cell, start=start, end=end)
        return reading

    def _restore_names(self, reading: Reading) -> None:
        """Give the names in a reading back in the characters they are printed in."""
        words = _PrintedWords(self)
        reading.title, reading.issuer, reading.number = (
            told and words.restore(told, 0, _HEAD) for told in (reading.title, reading.issuer, reading.number)
        )
        for heading in reading.headings:
            heading.title = words.restore(heading.title, heading.start, heading.end)
        for quantity in reading.quantities:
            quantity.indicator = words.restore(quantity.indicator, quantity.start, quantity.end)
            quantity.scope = quantity.scope and words.restore(quantity.scope, quantity.start, quantity.end)
        for at, cell in enumerate(reading.beside):
            reading.beside[at] = replace(cell, head=words.restore(cell.head, cell.start, cell.end))
        for given in reading.assignments:
            given.lead = [words.restore(name, given.start, given.end) for name in given.lead]
            given.support = [words.restore(name, given.start, given.end) for name in given.support]
            given.phrase = given.phrase and words.restore(given.phrase, given.start, given.end)


class _PrintedWords:
    """Finds the printed form of words of the plain text."""

    def __init__(self, respelt: Respelt) -> None:
        self.respelt = respelt
        plain = simplify_characters(respelt.printed)
        self.back = str.maketrans(
            {simple: printed for simple, printed in set(zip(plain, respelt.printed, strict=True)) if simple != printed}
        )

    def restore(self, words: str, start: int, end: int) -> str:
        """Return ``words`` as they stand beside ``start`` … ``end`` of the plain text, else character by character."""
        place = self.respelt.text.find(words, max(0, start - _NEAR), end + _NEAR)
        if place >= 0:
            left, right = self.respelt.original_span(place, place + len(words))
            if right - left == len(words):
                return self.respelt.printed[left:right]
        return words.translate(self.back)
