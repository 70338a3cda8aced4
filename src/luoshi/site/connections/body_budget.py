"""How much memory the bodies of requests take together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock


class Room:
    """Bytes that are set aside for bodies before they come, by whom they are for.

    Set aside whole, or two bodies that were let in halfway could wait for each other's room for ever.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def unknown(self, address: str) -> dict[str, int]:
        """The shares of whoever is not known to be signed in: a quarter for all of them, of it one for an address."""
        return {"": self.most, "?": self.most // 4, f"from {address}": self.most // 16}

    def known(self, who: str) -> dict[str, int]:
        """The shares of one who is signed in: half of all."""
        return {"": self.most, f"of {who}": self.most // 2}

    def take(self, size: int, shares: Mapping[str, int]) -> bool:
        """Set ``size`` bytes aside, unless that passes one of the shares; whether it was done."""
        with self._lock:
            if any(self._taken[name] + size > most for name, most in shares.items()):
                return False
            self._taken.update(dict.fromkeys(shares, size))
            return True

    def give_back(self, size: int, shares: Mapping[str, int]) -> None:
        """What ``take`` had set aside."""
        with self._lock:
            self._taken.subtract(dict.fromkeys(shares, size))
            for name in [name for name in shares if self._taken[name] <= 0]:
                del self._taken[name]

    @property
    def taken(self) -> int:
        """Bytes that are set aside now."""
        return self._taken[""]
