"""Decide which connections are late and which are surplus. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from ipaddress import IPv4Address, ip_address, ip_network

LEAVING = 300  # s: how long a refused client may go on sending before it must read the reason
FRESH = 2.0  # s: a younger connection is not judged by its pace while there are older ones


class State(Enum):
    """What a connection is doing."""

    OPENED = auto()  # nothing received yet
    IDLE = auto()  # its last request was answered
    HEAD = auto()  # part of a head received
    WAITS = auto()  # for memory for its body
    BODY = auto()
    WORKS = auto()  # its request is with the application, or waits for a thread
    READS = auto()  # the client reads the answer
    LEAVES = auto()  # it was refused and still sends: it is to read the reason


OPEN = frozenset({State.OPENED, State.IDLE})  # a browser reopens such a connection at once if it was closed
UNFINISHED = frozenset({State.HEAD, State.WAITS, State.BODY, State.READS, State.LEAVES})


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Seconds, bytes per second, and counts; see ``connections.settings``."""

    head: float
    idle: float
    slow: float
    slowest: int
    most: int
    of_address: int


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """One connection: in its state for ``age`` seconds, with ``moved`` bytes transferred in that time."""

    address: str
    state: State
    age: float
    moved: int

    @property
    def pace(self) -> float:
        """Bytes per second; the first second counts as a whole one."""
        return self.moved / max(self.age, 1.0)


def is_connection_late(one: ConnectionState, limits: ConnectionLimits) -> bool:
    """Return True if a connection took too long. One that waits for the application is never late."""
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
    """Return what counts as one address: for IPv6 the /64 network, because each household has one.

    Text that is no address is returned unchanged.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((int(known), 64), strict=False))


def surplus_connections(held: Sequence[ConnectionState], limits: ConnectionLimits) -> list[int]:
    """Return the positions of the connections to close, so that the bounds hold with the least harm to others.

    An address with too many unfinished connections loses its slowest. If there are too many in all, the address with
    the most loses some: first open ones that only wait, the oldest first, then its slowest. Connections that the
    application works on stay. So clients from other addresses find room, and so do faster colleagues behind the same
    address.
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
