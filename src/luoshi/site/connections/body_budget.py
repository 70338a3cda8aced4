"""A memory budget for the bodies of requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock


class Room:
    """Bytes reserved for bodies before they arrive, by sender.

    The whole size is reserved at once: two bodies admitted halfway could wait for each other's memory for ever.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def anonymous_shares(self, address: str) -> dict[str, int]:
        """Return the shares of senders not signed in: a quarter for all of them, of which a quarter for one address."""
        return {"": self.most, "?": self.most // 4, f"from {address}": self.most // 16}

    def signed_in_shares(self, who: str) -> dict[str, int]:
        """Return the shares of a signed-in sender: half of all."""
        return {"": self.most, f"of {who}": self.most // 2}

    def take(self, size: int, shares: Mapping[str, int]) -> bool:
        """Reserve ``size`` bytes unless that exceeds one of the shares; return True on success."""
        with self._lock:
            if any(self._taken[name] + size > most for name, most in shares.items()):
                return False
            self._taken.update(dict.fromkeys(shares, size))
            return True

    def give_back(self, size: int, shares: Mapping[str, int]) -> None:
        """Release what ``take`` reserved."""
        with self._lock:
            self._taken.subtract(dict.fromkeys(shares, size))
            for name in [name for name in shares if self._taken[name] <= 0]:
                del self._taken[name]

    @property
    def reserved_bytes(self) -> int:
        """Bytes reserved now."""
        return self._taken[""]
