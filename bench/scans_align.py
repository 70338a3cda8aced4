"""Lay one text over another: which character stands for which, blanks left out.

The edit distance in bits (Hyyrö 2003), one whole number for each character of the other text; the way back through
these numbers says what was kept, changed, added and left out.
"""

from __future__ import annotations

from bisect import bisect_left

NOWHERE = -1


class AlignedTexts:
    """A text and what was read of it. All offsets that go in and come out count blanks."""

    def __init__(self, text: str, read: str) -> None:
        self.text, self.read = text, read
        self._at = [at for at, character in enumerate(text) if not character.isspace()]
        self._read_at = [at for at, character in enumerate(read) if not character.isspace()]
        one, other = [text[at] for at in self._at], [read[at] for at in self._read_at]
        self._place, self.distance = align_characters(one, other)
        self._kept = [place != NOWHERE and other[place] == one[at] for at, place in enumerate(self._place)]
        self._back = [NOWHERE] * len(other)
        for at, place in enumerate(self._place):
            if place != NOWHERE:
                self._back[place] = at

    @property
    def size(self) -> int:
        """The characters of the text without blanks."""
        return len(self._at)

    def find_read(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the text stands in what was read; an empty span where it was left out."""
        first, last = bisect_left(self._at, start), bisect_left(self._at, end)
        places = [place for place in self._place[first:last] if place != NOWHERE]
        if places:
            return self._read_at[places[0]], self._read_at[places[-1]] + 1
        before = next((place for place in reversed(self._place[:first]) if place != NOWHERE), NOWHERE)
        at = self._read_at[before] + 1 if before != NOWHERE else 0
        return at, at

    def find_text(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of what was read stands in the text; (0, 0) if nowhere."""
        first, last = bisect_left(self._read_at, start), bisect_left(self._read_at, end)
        places = [place for place in self._back[first:last] if place != NOWHERE]
        return (self._at[places[0]], self._at[places[-1]] + 1) if places else (0, 0)

    def share_kept(self, start: int, end: int) -> float:
        """How many of the characters of a span of the text were read, as a share of one."""
        first, last = bisect_left(self._at, start), bisect_left(self._at, end)
        return sum(self._kept[first:last]) / max(last - first, 1)

    def list_changes(self) -> list[tuple[str, str]]:
        """What differs, as pairs of what the text has and what was read there, the longest first."""
        changes, at, place = [], 0, 0
        while at < len(self._place) or place < len(self._back):
            first, second = at, place
            while at < len(self._place) and not self._kept[at]:
                at += 1
            stop = self._place[at] if at < len(self._place) else len(self._back)
            place = max(stop, place)
            if at > first or place > second:
                one = "".join(self.text[spot] for spot in self._at[first:at])
                changes.append((one, "".join(self.read[spot] for spot in self._read_at[second:place])))
            at, place = at + 1, place + 1
        return sorted(changes, key=lambda change: -max(map(len, change)))


def align_characters(one: list[str], other: list[str]) -> tuple[list[int], int]:
    """For each character of ``one`` its place in ``other``, or -1; and how many edits lie between the two."""
    everything = (1 << len(one)) - 1
    places: dict[str, int] = {}
    for at, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << at
    up, down = everything, 0  # where the distance rises by one from character to character of ``one``, where it falls
    steps = []
    for character in other:
        same = places.get(character, 0)
        through = ((((same & up) + up) ^ up) | same | down) & everything
        right, left = down | (everything & ~(through | up)), through & up
        right, left = (right << 1 | 1) & everything, left << 1 & everything
        up, down = left | (everything & ~(through | right)), right & through
        steps.append((up, down))
    found, edits = [NOWHERE] * len(one), 0
    at, place = len(one), len(other)
    while at and place:
        if steps[place - 1][0] >> (at - 1) & 1:
            at, edits = at - 1, edits + 1
        elif place > 1 and steps[place - 2][1] >> (at - 1) & 1:
            place, edits = place - 1, edits + 1
        else:
            at, place = at - 1, place - 1
            found[at] = place
            edits += one[at] != other[place]
    return found, edits + at + place
