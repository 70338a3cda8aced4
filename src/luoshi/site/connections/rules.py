"""Which connections are late, and which are surplus. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from ipaddress import IPv4Address, ip_address, ip_network

LEAVING = 300  # s: longer nobody who was refused is let go on sending, only to read why at its end
FRESH = 2.0  # s: a connection younger than this is not judged by its pace while there are older ones


class State(Enum):
    """What a connection is in the midst of."""

    OPENED = auto()  # nothing has come yet
    IDLE = auto()  # its last request was answered
    HEAD = auto()  # a part of a head has come
    WAITS = auto()  # for room for its body
    BODY = auto()
    WORKS = auto()  # its request is with the application, or waits for its turn there
    READS = auto()  # the client reads the answer
    LEAVES = auto()  # it was refused and still sends: it shall read why


OPEN = frozenset({State.OPENED, State.IDLE})  # a browser opens another at once where one of these was ended
UNFINISHED = frozenset({State.HEAD, State.WAITS, State.BODY, State.READS, State.LEAVES})


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Seconds, bytes a second, and counts; see ``connections.settings``."""

    head: float
    idle: float
    slow: float
    slowest: int
    most: int
    of_address: int


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """One connection: in its state for ``age`` seconds, in which so many bytes ``moved``."""

    address: str
    state: State
    age: float
    moved: int

    @property
    def pace(self) -> float:
        """Bytes a second; the first second counts whole."""
        return self.moved / max(self.age, 1.0)


def is_connection_late(one: ConnectionState, limits: ConnectionLimits) -> bool:
    """Whether a connection took longer than it may. What waits for the application is never late."""
    if one.state in (State.OPENED, State.HEAD, State.WAITS):
        return one.age > limits.head
    if one.state is State.IDLE:
        return one.age > limits.idle
    if one.state is State.WORKS:
        return False
    if one.state is State.LEAVES and one.age > LEAVING:
        return True
    return one.age > limits.slow + one.moved / limits.slowest


def network_of_address(address: str) -> str:
    """What is counted as one address: of IPv6 the network of 64 bits, for each house is given that many.

    What is no address is itself.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((int(known), 64), strict=False))


def surplus_connections(held: Sequence[ConnectionState], limits: ConnectionLimits) -> list[int]:
    """Places of the connections to end, so that the bounds hold: at other people's cost as little as can be.

    Of an address with too many unfinished ones the slowest go. Of too many in all the address with the most gives:
    first what is open and only waits, the longest first, then its slowest. Nothing that the application works on goes.
    So whoever comes from another address finds room, and so does a colleague behind the same one, being faster.
    """
    of: defaultdict[str, list[int]] = defaultdict(list)
    for place, connection in enumerate(held):
        if connection.state is not State.WORKS:
            of[connection.address].append(place)
    ended: list[int] = []
    for address, places in of.items():
        unfinished = [place for place in places if held[place].state in UNFINISHED]
        if (over := len(unfinished) - limits.of_address) > 0:
            gone = sorted(unfinished, key=lambda place: _first_to_go(held[place]))[:over]
            ended += gone
            of[address] = sorted(set(places) - set(gone))
    over = len(held) - len(ended) - limits.most
    for places in of.values() if over > 0 else ():
        places.sort(key=lambda place: _first_to_go(held[place]), reverse=True)
    while over > 0 and (most := max(of.values(), key=len, default=[])):
        ended.append(most.pop())
        over -= 1
    return ended


def _first_to_go(one: ConnectionState) -> tuple[bool, bool, float, float]:
    if one.state in OPEN:
        return False, False, 0.0, -one.age
    return True, one.age < FRESH, one.pace, -one.age
